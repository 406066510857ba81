package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** The sources that users try first: the standard input, pipes, several files; and files that are damaged. */
@ExtendWith(SharedServer.class)
class FilesIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    private static long records() {
        try (Jedis jedis = SERVER.client()) {
            return jedis.keys("*").stream()
                    .filter(key -> !key.contains("~sluice"))
                    .count();
        }
    }

    private Sluice.Ended sluice(String... arguments) throws IOException, InterruptedException {
        return new Sluice(directory).run(Map.of("TEST_URL", SERVER.url()), arguments);
    }

    /** Runs a line of bash with {@code $sluice}. */
    private Sluice.Ended bash(String line) throws IOException, InterruptedException {
        return new Sluice(directory)
                .start(
                        List.of("bash", "-c", "sluice=$0; " + line),
                        Map.of("TEST_URL", SERVER.url(), "TMPDIR", directory.toString()))
                .await();
    }

    private void rows(String name, int from, int to) throws IOException {
        Files.writeString(
                directory.resolve(name),
                IntStream.rangeClosed(from, to)
                        .mapToObj(id -> id + ",x\n")
                        .collect(Collectors.joining("", "id,w\n", "")));
    }

    @Test
    void theStandardInputAndPipesAreReadWholly() throws IOException, InterruptedException {
        rows("in.csv", 1, 1000);
        Sluice.Ended unnamed = bash("$sluice sync - --key id --name i --to '${env:TEST_URL}' < in.csv");
        assertThat(unnamed.err()).contains("SOURCE_FORMAT_UNKNOWN", "--format");
        assertThat(unnamed.exit()).isNotZero();
        for (String source : List.of("- < in.csv", "<(cat in.csv)", "/dev/stdin < in.csv", "- < <(gzip -c in.csv)")) {
            SharedServer.empty();
            Sluice.Ended ended = bash("$sluice sync --format csv --key id --name i --to '${env:TEST_URL}' " + source);
            assertThat(ended.exit()).as(source + ended.err()).isZero();
            assertThat(records()).isEqualTo(1000);
        }
    }

    @Test
    @Fault(
            value = "A query reads a pipe, which can be read once only",
            outcome = "every row is written, or the run ends with an error; never fewer rows and exit 0")
    void aQueryOverAPipeLosesNoRow() throws IOException, InterruptedException {
        Sluice.Ended ended = bash(
                "seq 1000 | $sluice sync --sql"
                        + " \"SELECT column0 AS id FROM read_csv('/dev/stdin', header = false)\" --key id --to '${env:TEST_URL}'");
        if (ended.exit() == 0) {
            assertThat(records()).isEqualTo(1000);
        } else {
            assertThat(ended.err()).contains("SOURCE_");
        }
    }

    @Test
    void aMirrorOfAStreamKeepsItWhereItsOwnerAloneReadsItAndLeavesNothing() throws IOException, InterruptedException {
        rows("in.csv", 1, 1000);
        String mirror =
                "$sluice sync - --format csv --mode mirror --key id --name i --max-delete-percent 50 --to '${env:TEST_URL}'";
        assertThat(bash(mirror + " < in.csv").exit()).isZero();
        assertThat(bash("head -n 901 in.csv | " + mirror).exit()).isZero();
        assertThat(records()).isEqualTo(900);
        Sluice.Ended nameless =
                bash("$sluice sync - --format csv --mode mirror --key id --to '${env:TEST_URL}' < in.csv");
        assertThat(nameless.exit()).isEqualTo(2);
        assertThat(nameless.err()).contains("NAME_MISSING");
        assertLeavesNothing();
    }

    @Test
    @Fault(value = "A mirror is killed while it spools a stream", outcome = "nothing is left of the spool")
    void aMirrorThatIsKilledWhileItReadsAStreamLeavesNothing() throws IOException, InterruptedException {
        rows("in.csv", 1, 200_000);
        Sluice.Running running = new Sluice(directory)
                .start(
                        List.of("bash", "-c", "(cat in.csv; exec sleep 100) | exec \"$0\" \"$@\""),
                        Map.of("TEST_URL", SERVER.url(), "TMPDIR", directory.toString()),
                        "sync",
                        "-",
                        "--format",
                        "csv",
                        "--mode",
                        "mirror",
                        "--key",
                        "id",
                        "--name",
                        "i",
                        "--to",
                        "${env:TEST_URL}");
        ProcessHandle java = Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(
                        () -> running.process()
                                .descendants()
                                .filter(FilesIT::holdsADeletedFile)
                                // The folder of the spool goes a moment after its file.
                                .filter(process ->
                                        String.join(" ", directory.toFile().list())
                                                        .indexOf("sluice-input")
                                                < 0)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        List<ProcessHandle> all = running.process().descendants().toList();
        java.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        running.process().destroyForcibly().waitFor();
        assertLeavesNothing();
        assertThat(records()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'', csv", "'id\\n1\\n', csv", "'{}', ndjson", "'id\\n1\\n', csv --mode mirror --name i"})
    @Fault(value = "A signal comes while a pipe gives nothing", outcome = "the run ends as stopped; nothing is removed")
    void aRunThatWaitsForAPipeCanBeStopped(String text, String options) throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Sluice.Running running = new Sluice(directory)
                .start(
                        List.of(
                                "bash",
                                "-c",
                                "exec \"$0\" sync - --key id --to '${env:TEST_URL}' --format " + options + " < pipe"),
                        Map.of("TEST_URL", SERVER.url()));
        try (OutputStream open = Files.newOutputStream(pipe)) {
            open.write(text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
            open.flush();
            Path threads = Path.of("/proc", String.valueOf(running.process().pid()), "task");
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> waitsForThePipe(threads));
            running.process().destroy();
            Sluice.Ended ended = running.await();
            assertThat(ended.err()).contains("RUN_STOPPED").doesNotContain("given up");
        }
    }

    /** Whether a thread is in a system call that reads the standard input. */
    private static boolean waitsForThePipe(Path threads) throws IOException {
        try (var all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                // The number of the call and its first argument: read of 0.
                String call = Files.readString(thread.resolve("syscall"));
                if (call.matches("(?s)(0|63) 0x0 .*")) {
                    return true;
                }
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        return false;
    }

    private static boolean holdsADeletedFile(ProcessHandle process) {
        try (var files = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return files.anyMatch(file -> {
                try {
                    return Files.readSymbolicLink(file).toString().matches(".*sluice-input-.*\\(deleted\\)");
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            return false;
        }
    }

    private void assertLeavesNothing() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("sluice-input"));
        }
    }

    @Test
    void severalFilesAreReadInTheOrderOfTheirNames() throws IOException, InterruptedException {
        rows("a.csv", 1, 10);
        rows("b.csv", 11, 20);
        rows("_c.csv", 21, 30);
        Sluice.Ended pattern = sluice(
                "sync",
                "*.csv",
                "--key",
                "id",
                "--name",
                "g",
                "--mode",
                "mirror",
                "--to",
                "${env:TEST_URL}",
                "-o",
                "json");
        assertThat(pattern.exit()).as(pattern.err()).isZero();
        assertThat(records()).isEqualTo(20);
        assertThat(sluice("sync", "a.csv", "b.csv", "--key", "id", "--to", "${env:TEST_URL}")
                        .exit())
                .isZero();
        assertThat(records()).isEqualTo(20);
        Files.writeString(directory.resolve("b.csv"), "id,v\n1\n");
        Sluice.Ended bad = sluice("sync", "a.csv", "b.csv", "--key", "id", "--to", "${env:TEST_URL}", "-o", "json");
        assertThat(bad.exit()).isEqualTo(4);
        JsonNode error = bad.json().path("result").path("errors").path(0);
        assertThat(error.path("at").path("file").asString()).isEqualTo("b.csv");
        assertThat(error.path("rowNumbers").path(0).asLong())
                .as("as if the files were one")
                .isEqualTo(13);
    }

    @Test
    void theFirstSheetOfAWorkbookIsMirrored() throws IOException, InterruptedException {
        String main = " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        String office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        String type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
        Map<String, String> parts = Map.of(
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override"
                        + " PartName=\"/xl/workbook.xml\" ContentType=\"" + type + "\"/></Types>",
                "xl/workbook.xml",
                "<workbook" + main + " xmlns:r=\"" + office
                        + "\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship"
                        + " Id=\"rId1\" Type=\"" + office
                        + "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
                "xl/worksheets/sheet1.xml",
                "<worksheet" + main
                        + "><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c></row>"
                        + "<row r=\"2\"><c r=\"A2\"><v>7</v></c></row><row r=\"3\"><c r=\"A3\"><v>8</v></c></row>"
                        + "</sheetData></worksheet>");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(directory.resolve("book.xlsx")))) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        String[] mirror = {"sync", "book.xlsx", "--mode", "mirror", "--key", "id", "--to", "${env:TEST_URL}"};
        Sluice.Ended ended = sluice(mirror);
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(records()).isEqualTo(2);
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.get("7")).isEqualTo("{\"id\":7}");
        }
        assertThat(sluice(mirror).out()).contains("2 unchanged");
    }

    @Test
    @Fault(value = "The source is a damaged file", outcome = "the run ends naming the file; nothing is removed")
    void aMirrorOfADamagedFileRemovesNothing() throws IOException, InterruptedException {
        byte[] first = gzip("{\"id\":1}\n{\"id\":2}\n");
        byte[] second = gzip("{\"id\":3}\n{\"id\":4}\n");
        String[] mirror = {"sync", "t.ndjson.gz", "--key", "id", "--mode", "mirror", "--to", "${env:TEST_URL}"};
        Path file = directory.resolve("t.ndjson.gz");
        Files.write(file, joined(first, second));
        assertThat(sluice(mirror).exit()).isZero();
        for (int place : new int[] {0, 2, 3, 12, second.length - 3}) {
            byte[] damaged = second.clone();
            damaged[place] ^= (byte) 0xff;
            Files.write(file, joined(first, damaged));
            Sluice.Ended ended = sluice(mirror);
            assertThat(ended.exit()).as("byte " + place).isEqualTo(3);
            assertThat(ended.err()).contains("SOURCE_UNREADABLE", "t.ndjson.gz");
        }
        Files.write(file, joined(first, Arrays.copyOf(second, 7)));
        assertThat(sluice(mirror).exit()).isEqualTo(3);
        assertThat(records()).isEqualTo(4);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
