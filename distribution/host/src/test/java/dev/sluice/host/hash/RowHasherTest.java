package dev.sluice.host.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowHasherTest {
    private final RowHasher hasher = new RowHasher();

    private RowHash hash(FieldType type, @Nullable Object value) {
        return hasher.hash(Row.of(RowSchema.of(new Field("f", type)), value));
    }

    private RowHash hash(String first, String firstName, String second, String secondName) {
        return hasher.hash(Row.of(
                RowSchema.of(new Field(firstName, FieldType.TEXT), new Field(secondName, FieldType.TEXT)),
                first,
                second));
    }

    @Test
    void equalRowsHashAlikeWhateverWasHashedBefore() {
        RowHash one = hash("a", "x", "b", "y");
        hash(FieldType.TEXT, "between");
        assertThat(hash("a", "x", "b", "y")).isEqualTo(one);
        assertThat(new RowHasher()
                        .hash(Row.of(
                                RowSchema.of(new Field("x", FieldType.TEXT), new Field("y", FieldType.TEXT)),
                                "a",
                                "b")))
                .isEqualTo(one);
    }

    @Test
    void whatIsStoredDifferentlyHashesDifferently() {
        assertThat(hash(FieldType.TEXT, "7"))
                .isNotEqualTo(hash(FieldType.INTEGER, 7L))
                .isNotEqualTo(hash(FieldType.TEXT, "8"))
                .isNotEqualTo(hash(FieldType.TEXT, null));
        assertThat(hash(FieldType.TEXT, "")).isNotEqualTo(hash(FieldType.TEXT, null));
        assertThat(hash(FieldType.DECIMAL, new BigDecimal("1.0")))
                .isNotEqualTo(hash(FieldType.DECIMAL, new BigDecimal("1.00")));
        assertThat(hash("a", "x", "b", "y"))
                .isNotEqualTo(hash("b", "x", "a", "y"))
                .isNotEqualTo(hash("a", "y", "b", "x"))
                .isNotEqualTo(hash("ab", "x", "", "y"))
                .isNotEqualTo(hash("", "x", "ab", "y"));
    }

    @Test
    void aDecimalOfAnyLengthHasAHash() {
        assertThat(hash(FieldType.DECIMAL, new BigDecimal("1E+1000000000")))
                .isNotEqualTo(hash(FieldType.DECIMAL, new BigDecimal("2E+1000000000")));
    }

    /** A state on disk has such hashes: should this fail, {@link RowHasher#VERSION} goes up. */
    @Test
    void aHashIsTheSameInEveryVersion() {
        assertThat(hash("Zoë", "name", "42", "id")).isEqualTo(new RowHash(1720717087431738773L, 1399195522114768897L));
    }

    /** As it is computed without a buffer, field by field. */
    private static RowHash streamed(Row row, int[] tags) {
        HashStream128 names = Hashing.xxh3_128().hashStream();
        row.schema().names().forEach(name -> put(names, name));
        HashStream128 stream = Hashing.xxh3_128().hashStream();
        stream.putBytes(names.putInt(row.size()).get().toByteArray());
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            if (value == null) {
                stream.putByte((byte) 0);
            } else {
                stream.putByte((byte) tags[i]);
                put(stream, row.schema().field(i).type().format(value));
            }
        }
        HashValue128 hash = stream.get();
        return new RowHash(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    private static void put(HashStream128 stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.putBytes(bytes).putInt(bytes.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "ü", "\u07ff\u0800\uffff", "😀", "x😀", "\0"})
    void bytesOfATextHashAsTheText(String text) {
        for (int times : new int[] {1, 3_000, 8_191, 20_000}) {
            String whole = text.repeat(times);
            RowSchema schema = RowSchema.of(new Field("f", FieldType.TEXT));
            byte[] bytes = (">" + whole + "<").getBytes(StandardCharsets.UTF_8);
            hasher.begin(schema);
            hasher.text(bytes, 1, bytes.length - 2);
            assertThat(hasher.end())
                    .isEqualTo(hash(FieldType.TEXT, whole))
                    .isEqualTo(streamed(Row.of(schema, whole), new int[] {7}));
        }
    }

    @Test
    void timestampsHashAsTheirValues() {
        RowSchema local = RowSchema.of(new Field("f", FieldType.TIMESTAMP));
        RowSchema instant = RowSchema.of(new Field("f", FieldType.INSTANT));
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            LocalDateTime value = switch (i % 4) {
                // Each day of some centuries, around the turns of years that have four digits, and any moment.
                case 0 -> LocalDateTime.of(1_870, 1, 1, 0, 0).plusDays(i / 4).plusSeconds(86_399L * (i / 4 % 2));
                case 1 -> LocalDateTime.of(1_000, 1, 1, 0, 0).plusSeconds(random.nextLong(-100_000, 100_000));
                case 2 -> LocalDateTime.of(10_000, 1, 1, 0, 0).minusSeconds(random.nextLong(-100_000, 100_000));
                default ->
                    LocalDateTime.of(0, 1, 1, 0, 0)
                            .plusSeconds(random.nextLong(370_000_000_000L))
                            .plusNanos(random.nextLong(1_000_000) * (i % 8 == 3 ? 1_000 : 1));
            };
            Instant at = value.toInstant(ZoneOffset.UTC);
            hasher.begin(local);
            hasher.timestamp(at.getEpochSecond(), at.getNano(), false);
            RowHash hash = hasher.end();
            assertThat(hash).as("%s", value).isEqualTo(hash(FieldType.TIMESTAMP, value));
            hasher.begin(instant);
            hasher.timestamp(at.getEpochSecond(), at.getNano(), true);
            hash = hasher.end();
            assertThat(hash).as("%s", value).isEqualTo(hash(FieldType.INSTANT, at));
        }
    }

    @Test
    void halfAPairIsNoQuestionMark() {
        assertThat(hash(FieldType.TEXT, "\ud83d"))
                .isNotEqualTo(hash(FieldType.TEXT, "?"))
                .isNotEqualTo(hash(FieldType.TEXT, "\ufffd"))
                .isNotEqualTo(hash(FieldType.TEXT, "\ude00"));
        assertThat(hash(FieldType.TEXT, "\ude00\ud83d")).isNotEqualTo(hash(FieldType.TEXT, "\ud83d\ude00"));
    }

    @Test
    void aRowHasAsManyValuesAsFields() {
        hasher.begin(RowSchema.of(new Field("a", FieldType.TEXT), new Field("b", FieldType.TEXT)));
        hasher.value("x");
        assertThatThrownBy(hasher::end).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 8_100, 8_150, 8_190, 8_200, 16_384, 100_000})
    void rowsOfAnyLengthHashAsTheirFieldsOneByOne(int length) {
        RowSchema schema = RowSchema.of(
                new Field("id", FieldType.INTEGER),
                new Field("n".repeat(length + 1), FieldType.TEXT),
                new Field("score", FieldType.DOUBLE),
                new Field("none", FieldType.DATE),
                new Field("at", FieldType.INSTANT));
        for (long id : new long[] {0, 7, -40, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Row row = Row.of(schema, id, "ü".repeat(length), id / 7.0, null, Instant.ofEpochMilli(id / 1_000_000));
            assertThat(hasher.hash(row)).as("id %s", id).isEqualTo(streamed(row, new int[] {2, 7, 6, 8, 11}));
        }
    }
}
