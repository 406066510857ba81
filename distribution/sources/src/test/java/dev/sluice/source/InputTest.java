package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed files and encodings. */
class InputTest {
    private static final byte[] NONE = {};
    private static final int MEBIBYTE = 1 << 20;
    private static final int[] SKIPPABLE = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};

    @TempDir
    Path folder = Path.of("");

    private List<SourceRecord> read(String name, byte[]... parts) throws IOException {
        return Reading.all(Sources.file(Files.write(folder.resolve(name), join(parts))));
    }

    private List<Object> ids(String name, byte[]... parts) throws IOException {
        return read(name, parts).stream()
                .map(Reading::row)
                .map(row -> row.value("id"))
                .toList();
    }

    private void assertDamaged(String name, byte[]... parts) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read(name, parts))
                .withMessageContaining(name)
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_UNREADABLE"));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] rows(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i <= to; i++) {
            text.append("{\"id\":").append(i).append("}\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] zstd(byte[] text) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            return context.setChecksum(true).compress(text);
        }
    }

    private static byte[] cut(byte[] whole, int length) {
        return Arrays.copyOf(whole, length);
    }

    private static byte[] changed(byte[] whole, int place, int bits) {
        byte[] other = whole.clone();
        other[place < 0 ? other.length + place : place] ^= (byte) bits;
        return other;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void everyMemberOfAGzipFileIsRead() throws IOException {
        assertThat(ids("rows.ndjson.gz", gzip(rows(1, 2)), gzip(NONE), gzip(rows(3, 3)), new byte[512]))
                .containsExactly(1L, 2L, 3L);
        byte[] rows = rows(1, 2);
        assertThat(ids("cut.ndjson.gz", gzip(cut(rows, 5)), gzip(Arrays.copyOfRange(rows, 5, rows.length))))
                .containsExactly(1L, 2L);
        assertThat(ids("many.ndjson.gz", gzip(rows(1, 50_000)), gzip(rows(1, 50_000))))
                .hasSize(100_000);
    }

    @Test
    void aHeaderOfGzipMayHaveNameCommentExtraAndChecksum() throws IOException {
        byte[] plain = gzip(rows(1, 1));
        byte[] header = join(
                bytes(0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y'),
                "name\0comment\0".getBytes(StandardCharsets.ISO_8859_1));
        CRC32 checksum = new CRC32();
        checksum.update(header);
        byte[] sum = bytes((int) checksum.getValue() & 0xff, (int) checksum.getValue() >> 8 & 0xff);
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        assertThat(ids("rows.ndjson.gz", plain, header, sum, rest)).containsExactly(1L, 1L);
        assertDamaged("rows.ndjson.gz", plain, header, changed(sum, 0, 1), rest);
    }

    @Test
    void damageAnywhereInAGzipFileIsAnErrorAndNotItsEnd() {
        byte[] first = gzip(rows(1, 2));
        byte[] second = gzip(rows(3, 4));
        for (int length = 1; length < second.length; length++) {
            assertDamaged("cut.ndjson.gz", first, cut(second, length));
        }
        for (int length = 0; length < first.length; length++) {
            assertDamaged("one.ndjson.gz", cut(first, length));
        }
        for (int place : new int[] {0, 1, 2, 3, -1, -4, -5, -8}) {
            assertDamaged("changed.ndjson.gz", first, changed(second, place, 0xe0));
        }
        assertDamaged("trailing.ndjson.gz", first, "garbage".getBytes(StandardCharsets.UTF_8));
        assertDamaged("zeros.ndjson.gz", first, new byte[8], new byte[] {1});
        assertDamaged("text.ndjson.gz", rows(1, 1));
        assertDamaged("twice.ndjson.gz", gzip(first));
    }

    @Test
    void everyFrameOfAZstdFileIsRead() throws IOException {
        byte[] skippable = bytes(SKIPPABLE);
        assertThat(ids("rows.ndjson.zst", zstd(rows(1, 2)), skippable, zstd(NONE), zstd(rows(3, 3)), skippable))
                .containsExactly(1L, 2L, 3L);
        assertThat(ids("first.ndjson.zst", skippable, zstd(rows(1, 2)))).containsExactly(1L, 2L);
        assertThat(ids("many.ndjson.zst", zstd(rows(1, 50_000)), zstd(rows(1, 50_000))))
                .hasSize(100_000);
    }

    @Test
    void damageAnywhereInAZstdFileIsAnErrorAndNotItsEnd() {
        byte[] first = zstd(rows(1, 2));
        byte[] second = zstd(rows(3, 40));
        for (int length = 1; length < second.length; length++) {
            assertDamaged("cut.ndjson.zst", first, cut(second, length));
        }
        for (int length = 0; length < first.length; length++) {
            assertDamaged("one.ndjson.zst", cut(first, length));
        }
        assertDamaged("magic.ndjson.zst", first, changed(second, 0, 1));
        assertDamaged("checksum.ndjson.zst", first, changed(second, -1, 1));
        assertDamaged("trailing.ndjson.zst", first, "garbage".getBytes(StandardCharsets.UTF_8));
        assertDamaged("skippable.ndjson.zst", first, cut(bytes(SKIPPABLE), 9));
        assertDamaged("text.ndjson.zst", rows(1, 1));
    }

    @Test
    void whatIsPackedIsFoundWithoutItsEnding() throws IOException {
        assertThat(ids("a.ndjson", gzip(rows(1, 1)))).containsExactly(1L);
        assertThat(ids("b.ndjson", zstd(rows(1, 1)))).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void textWithAByteOrderMarkIsReadInItsEncoding(String name) throws IOException {
        Charset charset = Charset.forName(name);
        String csv = "\uFEFFid,name\n1,é\n2,\uD83C\uDF32\n" + "3,漢\n".repeat(20_000);
        List<Row> rows = read("rows.csv", csv.getBytes(charset)).stream()
                .map(Reading::row)
                .toList();
        assertThat(rows).hasSize(20_002);
        assertThat(rows.get(0).value("name")).isEqualTo("é");
        assertThat(rows.get(1).value("name")).isEqualTo("\uD83C\uDF32");
        assertThat(rows.get(20_001).value("name")).isEqualTo("漢");
        assertThat(Reading.row(read("rows.ndjson", "\uFEFF{\"id\":\"é\"}".getBytes(charset))
                                .get(0))
                        .value("id"))
                .isEqualTo("é");
        assertThat(Reading.row(read("rows.json.gz", gzip("\uFEFF[{\"id\":\"é\"}]".getBytes(charset)))
                                .get(0))
                        .value("id"))
                .isEqualTo("é");
    }

    @Test
    void halfACharacterInUtf16RejectsItsRow() throws IOException {
        byte[] mark = "\uFEFF".getBytes(StandardCharsets.UTF_16LE);
        List<SourceRecord> records = read(
                "rows.csv",
                mark,
                "id,name\n1,a".getBytes(StandardCharsets.UTF_16LE),
                bytes(0x3d, 0xd8),
                "b\n2,c\n3,d".getBytes(StandardCharsets.UTF_16LE),
                bytes('x'));
        assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_ENCODING");
        assertThat(Reading.row(records.get(1)).value("name")).isEqualTo("c");
        assertThat(Reading.error(records.get(2)).code()).isEqualTo("ROW_ENCODING");
    }

    @Test
    void halfACharacterBeforeALineEndLeavesTheNextRowWhole() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            boolean big = charset.equals(StandardCharsets.UTF_16BE);
            List<SourceRecord> records = read(
                    "rows-" + charset + ".csv",
                    "\uFEFFid,name\n1,\uD83D\uDE00\n2,".getBytes(charset),
                    big ? bytes(0xd8, 0x3d) : bytes(0x3d, 0xd8),
                    "\n3,c\n4,".getBytes(charset),
                    big ? bytes(0xde, 0x00) : bytes(0x00, 0xde),
                    "\n5,e\n".getBytes(charset));
            assertThat(Reading.row(records.get(0)).value("name")).isEqualTo("\uD83D\uDE00");
            assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_ENCODING");
            assertThat(Reading.row(records.get(2)).value("name")).isEqualTo("c");
            assertThat(Reading.error(records.get(3)).code()).isEqualTo("ROW_ENCODING");
            assertThat(Reading.row(records.get(4)).value("name")).isEqualTo("e");
        }
    }

    @Test
    void zstdThatNeedsMoreThanTheFileIsNotCalledDamaged() {
        // A frame of no content each: its header, and an empty last block.
        byte[] wide = bytes(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa0, 1, 0, 0);
        byte[] dictionary = bytes(0x28, 0xb5, 0x2f, 0xfd, 1, 0, 7, 1, 0, 0);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read("wide.ndjson.zst", wide))
                .withMessageContaining("window is larger than 128 MiB");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read("dictionary.ndjson.zst", dictionary))
                .withMessageContaining("compressed with a zstd dictionary");
    }

    @ParameterizedTest
    @CsvSource({
        "rows.csv.gz, 2",
        "rows.ndjson.gz, 1",
        "rows.json.gz, 1",
        "rows.csv.zst, 2",
        "rows.ndjson.zst, 1",
        "rows.json.zst, 1"
    })
    void aSmallFileThatUnpacksToALongRowTakesNoMoreMemoryThanARowMay(String name, long number) throws IOException {
        byte[] text = new byte[64 * MEBIBYTE];
        Arrays.fill(text, (byte) 'a');
        byte[] head = (name.contains("csv") ? "id,name\n" : name.contains(".json") ? "[\"" : "{\"id\":\"")
                .getBytes(StandardCharsets.UTF_8);
        System.arraycopy(head, 0, text, 0, head.length);
        text[text.length - 2] = '"';
        text[text.length - 1] = (byte) (name.contains(".json") ? ']' : '}');
        byte[] packed = name.endsWith(".gz") ? gzip(text) : zstd(text);
        Path file = Files.write(folder.resolve(name), packed);
        long before = Reading.allocated();
        List<SourceRecord> records = Reading.all(Sources.file(file, SourceOptions.DEFAULT.withMaxRowBytes(MEBIBYTE)));
        assertThat(Reading.allocated() - before).isLessThan(8 * MEBIBYTE);
        assertThat(records).extracting(SourceRecord::number).containsExactly(number);
        assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_TOO_LONG");
    }

    @Test
    void theSizeThatAZstdFrameClaimsIsNotBelieved() {
        // A window of 1 KiB, a text of 2^60 bytes, and one block of 9 bytes that says it is the last.
        byte[] frame = bytes(0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x49, 0, 0);
        long before = Reading.allocated();
        assertDamaged("claims.ndjson.zst", frame, rows(1, 1));
        assertThat(Reading.allocated() - before).isLessThan(8 * MEBIBYTE);
    }

    @Test
    void whatIsNoTextIsToldByWhatItIs() {
        assertDamaged("a.ndjson", "{\"id\":1}\n".getBytes(StandardCharsets.UTF_16LE));
        assertDamaged("b.csv", "id\n1\n".getBytes(StandardCharsets.UTF_16BE));
        assertDamaged("c.ndjson", "\uFEFF{\"id\":1}\n".getBytes(Charset.forName("UTF-32LE")));
        assertDamaged("d.ndjson", "{\"id\":1}\n".getBytes(Charset.forName("UTF-32BE")));
        assertDamaged("e.csv", bytes('P', 'A', 'R', '1', 0x15, 0));
        assertDamaged("f.csv", bytes('P', 'K', 3, 4, 20, 0));
    }

    @Test
    void aProcessThatIsKilledLeavesNoNativeCodeBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            Files.write(folder.resolve("rows.csv.zst"), context.compress("id\n7\n".getBytes(StandardCharsets.UTF_8)));
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadAndDie.class.getName(),
                        folder.resolve("rows.csv.zst").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("7");
        assertThat(process.waitFor()).isEqualTo(ReadAndDie.EXIT);
        assertThat(temporary).isEmptyDirectory();
    }

    /** Reads a file and ends without any clean-up, as a killed process does. */
    static final class ReadAndDie {
        static final int EXIT = 137;

        public static void main(String... arguments) {
            try (Source source = Sources.file(Path.of(arguments[0]))) {
                System.out.println(Reading.values(Reading.rows(source).get(0)));
                System.out.flush();
                Runtime.getRuntime().halt(EXIT);
            }
        }
    }
}
