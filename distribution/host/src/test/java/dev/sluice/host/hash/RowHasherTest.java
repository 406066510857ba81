package dev.sluice.host.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
        assertThat(hash("Zoë", "name", "42", "id"))
                .isEqualTo(new RowHash(-5849072997031129881L, -2174651651028398259L));
    }
}
