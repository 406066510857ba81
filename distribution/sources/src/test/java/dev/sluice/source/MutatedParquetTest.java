package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parquet files with random damage. Reading one ends with as many rows as the whole file has, or with an error of the source: what is damaged
 * never passes for a file with fewer rows, whose records a mirror would remove. What a file claims of itself is not
 * believed when memory is taken.
 * {@code -Dsluice.test.files} says how many there are of each compression, {@code -Dsluice.test.seed} replays.
 */
class MutatedParquetTest {
    private static final int FILES = Integer.getInteger("sluice.test.files", 60);
    private static final long SEED = Long.getLong("sluice.test.seed", new Random().nextLong());
    private static final int ROWS = 400;
    private static final int FOOTER_TAIL = 8;
    // In all, so that a length that is damaged and huge shows even where its memory is free again.
    private static final long MOST_BYTES = 64 << 20;

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void printSeed() {
        System.out.println("Parquet files are damaged by -Dsluice.test.seed=" + SEED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4", "lz4_raw", "zstd, PARQUET_VERSION v2"
            })
    void aDamagedFileIsAnErrorOrHasAllItsRows(String codec) throws IOException {
        byte[] whole = Files.readAllBytes(parquet(codec));
        assertThat(read(Files.write(folder.resolve("rows.parquet"), whole))).hasSize(ROWS);
        int footer = whole.length - FOOTER_TAIL - length(whole);
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(SEED + i);
            byte[] damaged = whole;
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                damaged = damage(damaged, footer, random);
            }
            String what = codec + " of the seed " + (SEED + i);
            long before = Reading.allocated() + Reading.direct();
            try {
                for (SourceRecord record : read(Files.write(folder.resolve("rows.parquet"), damaged))) {
                    Reading.assertSound(record, what);
                }
            } catch (HostException e) {
                assertThat(e.detail().code()).as(what).startsWith("SOURCE_").isNotEqualTo("SOURCE_MEMORY");
                assertThat(e.getMessage()).as(what).contains("rows.parquet");
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what, e);
            }
            assertThat(Reading.allocated() + Reading.direct() - before).as(what).isLessThan(MOST_BYTES);
        }
    }

    private static List<SourceRecord> read(Path file) {
        List<SourceRecord> records = new ArrayList<>();
        try (Source source = Sources.file(file);
                SourceCursor cursor = source.open()) {
            for (List<SourceRecord> batch = cursor.next(); !batch.isEmpty(); batch = cursor.next()) {
                records.addAll(batch);
            }
        }
        assertThat(records).hasSize(ROWS);
        return records;
    }

    /** Half of the changes are in the footer, which is small and says what everything else is. */
    private static byte[] damage(byte[] bytes, int footer, Random random) {
        boolean inFooter = random.nextBoolean() && footer < bytes.length;
        int at = inFooter ? footer + random.nextInt(bytes.length - footer) : random.nextInt(bytes.length);
        byte[] damaged = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 1 -> damaged[at] = (byte) random.nextInt();
            case 2 -> {
                byte[] large = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
                System.arraycopy(large, 0, damaged, at, Math.min(large.length, damaged.length - at));
            }
            case 3 -> Arrays.fill(damaged, at, Math.min(damaged.length, at + 1 + random.nextInt(40)), (byte) 0);
            default -> {
                int length = Math.min(1 + random.nextInt(30), damaged.length - at);
                System.arraycopy(bytes, random.nextInt(damaged.length - length), damaged, at, length);
            }
        }
        return damaged;
    }

    private static int length(byte[] file) {
        int at = file.length - FOOTER_TAIL;
        return (file[at] & 0xff)
                | (file[at + 1] & 0xff) << 8
                | (file[at + 2] & 0xff) << 16
                | (file[at + 3] & 0xff) << 24;
    }

    private static Path parquet(String codec) {
        return ParquetFiles.write(
                folder.resolve(codec + ".parquet"),
                "SELECT range AS id, CASE WHEN range % 7 > 0 THEN 'word ' || range % 20 END AS word,"
                        + " range / 10.0::DECIMAL(9,2) AS amount, [range, NULL] AS list, {'a': range % 2 = 0, 'b': ['x' || range]} AS"
                        + " struct, MAP {'k' || range: range::FLOAT} AS map, TIMESTAMP '2024-01-01' + to_days(range::INTEGER) AS"
                        + " ts FROM range(" + ROWS + ")",
                "FORMAT parquet, COMPRESSION " + codec + ", ROW_GROUP_SIZE 200");
    }
}
