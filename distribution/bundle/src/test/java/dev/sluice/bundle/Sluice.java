package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Runs the command of the built bundle as a process, in a directory of the test. What it prints is kept under {@code target}. */
final class Sluice {
    static final Path BUNDLE = Path.of(System.getProperty("sluice.bundle"));
    static final Path EXAMPLES =
            Path.of(System.getProperty("sluice.examples")).toAbsolutePath().normalize();
    private static final Path OUTPUT = Path.of("target", "e2e-output");
    /** A run of a test is over before the second compiler has paid for itself. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";
    /** What no run may say, whichever Java it runs on. */
    private static final Pattern STRAY = Pattern.compile(
            "^WARNING:|^(OpenJDK|Java HotSpot)|SLF4J|\\b(INFO|WARN|DEBUG|TRACE|SEVERE|FINE)\\b|^\\s+at [\\w.$]+\\(");

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Path directory;
    private final Path bundle;

    Sluice(Path directory) {
        this(directory, BUNDLE);
    }

    Sluice(Path directory, Path bundle) {
        this.directory = directory;
        this.bundle = bundle;
    }

    /** How a run ended, and what it printed. */
    record Ended(int exit, String out, String err) {
        /** The one object on standard output, once it fits the schema. */
        JsonNode json() {
            return OutputSchema.get().requireFits(out);
        }
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Running running = start(environment, arguments);
        return running.await();
    }

    Running start(Map<String, String> environment, String... arguments) throws IOException {
        return start(List.of(), environment, arguments);
    }

    /** Starts the command by another, such as {@code setsid}. */
    Running start(List<String> by, Map<String, String> environment, String... arguments) throws IOException {
        Files.createDirectories(OUTPUT);
        String name = "run-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
        Path out = OUTPUT.resolve(name + ".out.log").toAbsolutePath();
        Path err = OUTPUT.resolve(name + ".err.log").toAbsolutePath();
        List<String> command = new ArrayList<>(by);
        command.add(bundle.resolve("bin/sluice").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("SLUICE_JAVA_OPTS", SHORT_LIVED);
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /** A run that has not ended. */
    record Running(Process process, Path out, Path err) {
        Ended await() throws IOException, InterruptedException {
            Ended ended = awaitWhateverItSays();
            assertThat(ended.err().lines())
                    .as("warnings of the virtual machine or of a library's logger")
                    .noneMatch(line -> STRAY.matcher(line).find());
            return ended;
        }

        /** For a run in which a library prints what went wrong, which nobody can keep it from. */
        Ended awaitWhateverItSays() throws IOException, InterruptedException {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("the command did not end: " + err());
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }

        String errors() {
            try {
                return Files.readString(err, StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "";
            }
        }
    }
}
