package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Files with random damage: reading one ends, with rows and reasons, or with an error of the source. A packed file that is damaged never passes
 * for one with fewer rows. {@code -Dsluice.test.files} says how many there are of each kind, {@code -Dsluice.test.seed} replays.
 */
class MutatedFilesTest {
    private static final int FILES = Integer.getInteger("sluice.test.files", 60);
    private static final long SEED = Long.getLong("sluice.test.seed", new Random().nextLong());
    private static final int LEAST_ROW_BYTES = 1024;
    private static final String SIGNS = "{}[],:;\"'\\\r\n\t|0-e.+nu\u0000 é用\uD83C\uDF32";

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void printSeed() {
        System.out.println("Files are damaged by -Dsluice.test.seed=" + SEED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "tsv", "ndjson", "json", "txt"})
    void anyTextEndsInRowsAndReasons(String format) throws IOException {
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(SEED + i);
            byte[] text = text(format, random, 1 + random.nextInt(60));
            byte[] bytes = random.nextInt(4) == 0
                    ? new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16)
                    : text;
            byte[] mutated = bytes;
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                mutated = mutate(mutated, random);
            }
            String what = format + " of the seed " + (SEED + i);
            Path file = Files.write(folder.resolve("rows." + format), mutated);
            try {
                for (SourceRecord record : read(file, mutated.length)) {
                    assertSound(record, what);
                }
            } catch (HostException e) {
                assertThat(e.detail().code()).as(what).startsWith("SOURCE_");
                assertThat(e.detail().message()).as(what).contains("rows." + format);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what, e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"csv, gz", "tsv, gz", "ndjson, gz", "json, gz", "csv, zst", "tsv, zst", "ndjson, zst", "json, zst"})
    void aPackedFileThatIsDamagedIsAnErrorOrHasAllItsRows(String format, String packing) throws IOException {
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(SEED + i);
            byte[] text = text(format, random, 1 + random.nextInt(300));
            List<Integer> ends = new ArrayList<>();
            byte[] packed = pack(text, packing, random, ends);
            Path file = folder.resolve("rows." + format + "." + packing);
            Files.write(file, packed);
            List<SourceRecord> whole = read(file, text.length);
            byte[] mutated = damage(packed, random, ends);
            Files.write(file, mutated);
            String what = format + " " + packing + " of the seed " + (SEED + i);
            try {
                assertThat(read(file, text.length)).as(what).isEqualTo(whole);
            } catch (HostException e) {
                assertThat(e.detail().code()).as(what).startsWith("SOURCE_");
            } catch (RuntimeException e) {
                throw new AssertionError(what, e);
            }
        }
    }

    private static List<SourceRecord> read(Path file, int bytes) {
        List<SourceRecord> records = new ArrayList<>();
        try (Source source = Sources.file(file, SourceOptions.DEFAULT.withMaxRowBytes(LEAST_ROW_BYTES));
                SourceCursor cursor = source.open()) {
            for (List<SourceRecord> batch = cursor.next(); !batch.isEmpty(); batch = cursor.next()) {
                records.addAll(batch);
                assertThat(records).hasSizeLessThanOrEqualTo(bytes + 1);
            }
        }
        return records;
    }

    private static void assertSound(SourceRecord record, String what) {
        Reading.assertSound(record, what);
        if (record instanceof SourceRecord.Unreadable unreadable) {
            assertThat(unreadable.error().code()).as(what).startsWith("ROW_");
            return;
        }
        Row row = Reading.row(record);
        for (int i = 0; i < row.size(); i++) {
            if (row.value(i) instanceof String text && row.schema().field(i).type() == FieldType.JSON) {
                try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
                    parser.nextToken();
                    parser.skipChildren();
                    assertThat(parser.nextToken()).as(what).isNull();
                }
            }
        }
    }

    private static byte[] text(String format, Random random, int rows) {
        StringBuilder text = new StringBuilder();
        boolean json = format.endsWith("json");
        String delimiter = format.equals("tsv") ? "\t" : ",";
        text.append(json ? format.equals("json") ? "[" : "" : "id" + delimiter + "name" + delimiter + "é\n");
        for (int i = 0; i < rows; i++) {
            String word = word(random);
            if (json) {
                text.append(i > 0 && format.equals("json") ? "," : "")
                        .append("{\"id\":")
                        .append(random.nextLong())
                        .append(",\"name\":\"")
                        .append(word.replaceAll("[\"\\\\\\p{Cntrl}]", "\\\\n"))
                        .append("\",\"é\":[")
                        .append(random.nextInt())
                        .append(",{\"x\":-1.50e3}]}\n");
            } else if (format.equals("tsv")) {
                text.append(i)
                        .append('\t')
                        .append(word.replaceAll("[\t\r\n]", " "))
                        .append("\tx\n");
            } else {
                text.append(i).append(",\"").append(word.replace("\"", "\"\"")).append("\",x\r\n");
            }
        }
        return text.append(format.equals("json") ? "]" : "").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        int[] signs = SIGNS.codePoints().toArray();
        for (int length = random.nextInt(12); length > 0; length--) {
            word.appendCodePoint(random.nextBoolean() ? 'a' + random.nextInt(26) : signs[random.nextInt(signs.length)]);
        }
        return word.toString();
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(20));
        return switch (random.nextInt(6)) {
            case 0 -> flip(bytes, at, random);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
            case 3 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
            case 4 ->
                joined(
                        Arrays.copyOf(bytes, at),
                        word(random).getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(bytes, at, bytes.length));
            default ->
                joined(
                        Arrays.copyOf(bytes, at),
                        String.valueOf(SIGNS.charAt(random.nextInt(12)))
                                .repeat(1 + random.nextInt(2000))
                                .getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(bytes, at, bytes.length));
        };
    }

    /** @param ends where members end: a cut there is no damage that anybody could see */
    private static byte[] damage(byte[] bytes, Random random, List<Integer> ends) {
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(3)) {
            case 0 -> ends.contains(at) ? bytes : Arrays.copyOf(bytes, at);
            case 1 -> joined(bytes, word(random).getBytes(StandardCharsets.UTF_8));
            default -> flip(bytes, at, random);
        };
    }

    private static byte[] flip(byte[] bytes, int at, Random random) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return flipped;
    }

    private static byte[] pack(byte[] text, String packing, Random random, List<Integer> ends) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        int from = 0;
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            int to = parts == 1 ? text.length : from + random.nextInt(text.length - from + 1);
            byte[] part = Arrays.copyOfRange(text, from, to);
            if (packing.equals("gz")) {
                try (OutputStream out = new GZIPOutputStream(packed)) {
                    out.write(part);
                }
            } else {
                try (ZstdCompressCtx context = new ZstdCompressCtx()) {
                    packed.writeBytes(context.setChecksum(true).compress(part));
                }
            }
            ends.add(packed.size());
            from = to;
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
