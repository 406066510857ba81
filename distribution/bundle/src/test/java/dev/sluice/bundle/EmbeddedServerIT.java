package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built command without any server but its own. */
class EmbeddedServerIT {
    @TempDir
    Path directory;

    private Sluice.Ended mirror(String file, String... more) throws IOException, InterruptedException {
        String[] arguments = new String[] {
            "sync",
            Sluice.EXAMPLES.resolve(file).toString(),
            "--key",
            "user_id",
            "--mode",
            "mirror",
            "--name",
            "profiles"
        };
        String[] all = java.util.stream.Stream.concat(java.util.Arrays.stream(arguments), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return new Sluice(directory).run(all);
    }

    @Test
    void oneMirrorBuildsOnTheLast() throws IOException, InterruptedException {
        Sluice.Ended first = mirror("profiles.parquet");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("read 2,000 = 2,000 written").contains("does not expire");
        assertThat(first.err().lines())
                .as("where it listens, and progress on a machine that is slow")
                .isNotEmpty()
                .allMatch(line -> line.startsWith("Embedded Redis") || line.startsWith("profiles: "));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(".sluice"))))
                .isEqualTo("rwx------");
        Sluice.Ended refused = mirror("profiles-next.parquet");
        assertThat(refused.exit()).as("another file is another source").isEqualTo(5);
        assertThat(refused.err()).contains("error STATE_OTHER_SOURCE: ", "sluice state move");
        Sluice.Ended moved = new Sluice(directory)
                .run(
                        "state",
                        "move",
                        "profiles",
                        "--source",
                        Sluice.EXAMPLES.resolve("profiles-next.parquet").toString());
        assertThat(moved.exit()).as(moved.err()).isZero();
        Sluice.Ended second = mirror("profiles-next.parquet");
        assertThat(second.out()).contains("added 60, changed 139, removed 25");
        assertThat(mirror("profiles-next.parquet").out()).contains("added 0, changed 0, removed 0");
        noServerIsLeft();
        delete(directory.resolve(".sluice/embedded"));
        Sluice.Ended again = mirror("profiles-next.parquet", "-o", "json");
        assertThat(again.json().path("result").path("rows").path("added").asLong())
                .as("the data are lost, so everything is written again")
                .isEqualTo(2_035);
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143", "KILL,137"})
    @Fault(
            value = "The command is stopped by a signal (INT, TERM) or killed",
            outcome = "the embedded server ends with it")
    void noServerOutlivesTheCommand(String signal, int exit) throws IOException, InterruptedException {
        Sluice.Running running = new Sluice(directory)
                .start(
                        Map.of(),
                        "sync",
                        Sluice.EXAMPLES.resolve("profiles.csv").toString(),
                        "--key",
                        "user_id",
                        "--keep");
        await().atMost(Duration.ofMinutes(1)).until(() -> running.errors().contains("stays until Ctrl-C"));
        new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(running.process().pid()))
                .start()
                .waitFor();
        assertThat(running.await().exit()).isEqualTo(exit);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(this::noServerIsLeft);
    }

    /** As where a terminal is closed by force, or a supervisor ends a job with everything it started. */
    @Test
    @Fault(
            value = "The whole process group of the command is killed",
            outcome = "the guardian, in a session of its own, ends the embedded server")
    void noServerOutlivesTheProcessGroupOfTheCommand() throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/setsid"))
                .as("setsid, which makes a process group")
                .exists();
        Sluice.Running running = new Sluice(directory)
                .start(
                        List.of("/usr/bin/setsid"),
                        Map.of(),
                        "sync",
                        Sluice.EXAMPLES.resolve("profiles.csv").toString(),
                        "--key",
                        "user_id",
                        "--keep");
        await().atMost(Duration.ofMinutes(1)).until(() -> running.errors().contains("stays until Ctrl-C"));
        assertThat(servers()).hasSize(1);
        new ProcessBuilder("kill", "-KILL", "--", "-" + running.process().pid())
                .start()
                .waitFor();
        assertThat(running.await().exit()).isEqualTo(137);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(this::noServerIsLeft);
        assertThat(mirror("profiles.parquet").exit()).isZero();
    }

    /** What the command prints is all that another user could see of it. */
    @Test
    void thePasswordIsNotPrinted() throws IOException, InterruptedException {
        Sluice.Ended ended = mirror("profiles.parquet");
        String password = Files.readString(directory.resolve(".sluice/embedded/redis-6.2.11/password"))
                .strip();
        assertThat(ended.err()).contains("password in .sluice/embedded/redis-6.2.11/password");
        assertThat(ended.out() + ended.err()).doesNotContain(password);
        Sluice.Ended checked = new Sluice(directory).run("check");
        assertThat(checked.exit()).as(checked.err()).isZero();
        assertThat(checked.out()).contains("redis://****@127.0.0.1:");
    }

    @Test
    @Fault(value = "A run with the embedded server fails", outcome = "the server ends with it")
    void noServerOutlivesARunThatFails() throws IOException, InterruptedException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(whole)) {
            packed.write("id,name\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 100_000; i++) {
                packed.write((i + ",name " + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.write(directory.resolve("rows.csv.gz"), Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
        Sluice.Ended ended = new Sluice(directory).run("sync", "rows.csv.gz", "--key", "id");
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.err()).contains("error SOURCE_UNREADABLE: ");
        noServerIsLeft();
    }

    @Test
    @Fault(value = "A second run wants the embedded server", outcome = "it is refused; the first goes on")
    void twoRunsDoNotShareTheServer() throws IOException, InterruptedException {
        Sluice sluice = new Sluice(directory);
        Sluice.Running first = sluice.start(
                Map.of(), "sync", Sluice.EXAMPLES.resolve("profiles.csv").toString(), "--key", "user_id", "--keep");
        await().atMost(Duration.ofMinutes(1)).until(() -> first.errors().contains("stays until Ctrl-C"));
        Sluice.Ended second = mirror("profiles.parquet");
        first.process().destroy();
        assertThat(second.exit()).isEqualTo(7);
        assertThat(second.err()).contains("error EMBEDDED_IN_USE: ").contains("→");
        assertThat(first.await().exit()).isEqualTo(143);
    }

    private void noServerIsLeft() throws IOException {
        assertThat(servers()).isEmpty();
    }

    /** The processes that run a program of the directory. */
    private List<ProcessHandle> servers() throws IOException {
        String place = directory.toRealPath().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(place))
                .toList();
    }

    private static void delete(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
