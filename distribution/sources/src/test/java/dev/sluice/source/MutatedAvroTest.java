package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Avro files with random damage. Reading one ends, with as many rows as the whole file has, or with an error of the source: what is damaged never
 * passes for a file with fewer rows. What a file claims of itself is not believed when memory is taken.
 * {@code -Dsluice.test.files} says how many there are of each codec, {@code -Dsluice.test.seed} replays.
 */
class MutatedAvroTest {
    private static final int FILES = Integer.getInteger("sluice.test.files", 60);
    private static final long SEED = Long.getLong("sluice.test.seed", new Random().nextLong());
    private static final int ROWS = 120;
    // In all, so that a length that is damaged and huge shows even where its memory is free again.
    private static final long MOST_BYTES = 64 << 20;
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type":"record","name":"Row","fields":[
              {"name":"id","type":"long"},
              {"name":"word","type":["null","string"]},
              {"name":"list","type":{"type":"array","items":["null","int"]}},
              {"name":"map","type":{"type":"map","values":"float"}},
              {"name":"next","type":["null","Row"]},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}}]}
            """);

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void printSeed() {
        System.out.println("Avro files are damaged by -Dsluice.test.seed=" + SEED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "zstandard", "bzip2", "xz"})
    void aDamagedFileIsAnErrorOrHasAllItsRows(String codec) throws IOException {
        List<GenericRecord> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            GenericRecord inner = row(i, null);
            rows.add(row(i, i % 5 == 0 ? inner : null));
        }
        byte[] whole = Files.readAllBytes(AvroFiles.write(folder.resolve(codec + ".avro"), SCHEMA, codec, rows));
        assertThat(read(whole)).hasSize(ROWS);
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(SEED + i);
            byte[] damaged = whole;
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                damaged = damage(damaged, random);
            }
            String what = codec + " of the seed " + (SEED + i);
            long before = Reading.allocated() + Reading.direct();
            try {
                List<SourceRecord> records = read(damaged);
                assertThat(records).as(what).hasSize(ROWS);
                for (SourceRecord record : records) {
                    Reading.assertSound(record, what);
                }
            } catch (HostException e) {
                assertThat(e.detail().code()).as(what).startsWith("SOURCE_").isNotEqualTo("SOURCE_MEMORY");
                assertThat(e.getMessage()).as(what).contains("rows.avro");
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what, e);
            }
            assertThat(Reading.allocated() + Reading.direct() - before).as(what).isLessThan(MOST_BYTES);
        }
    }

    private static GenericRecord row(int i, @Nullable GenericRecord next) {
        return AvroFiles.row(
                SCHEMA,
                (long) i,
                i % 7 == 0 ? null : "word " + i,
                Arrays.asList(i, null),
                Map.of("k", i / 3f),
                next,
                i * 1_000L);
    }

    private static List<SourceRecord> read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("rows.avro"), bytes);
        try (Source source = Sources.file(file)) {
            return Reading.all(source);
        }
    }

    /** A third of the changes are in the header, which is small and says what everything else is. */
    private static byte[] damage(byte[] bytes, Random random) {
        int at = random.nextInt(random.nextInt(3) == 0 ? Math.min(800, bytes.length) : bytes.length);
        byte[] damaged = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 1 -> damaged[at] = (byte) random.nextInt();
            case 2 -> {
                byte[] large = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
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
}
