package dev.sluice.redis.adapter.hash;

import static dev.sluice.redis.adapter.text.OneOfEachType.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.adapter.text.OneOfEachType;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashRowSerializerTest {
    private static final RowSchema THREE = RowSchema.of(
            new Field("z", FieldType.INTEGER), new Field("a", FieldType.TEXT), new Field("ß", FieldType.JSON));

    @Test
    void everyTypeIsItsCanonicalTextInTheOrderOfTheRow() throws RejectedRow {
        List<String> expected = new ArrayList<>();
        for (FieldType type : FieldType.values()) {
            expected.add(type.name());
            expected.add(OneOfEachType.TEXTS.get(type));
        }
        assertThat(pairs(serialize(NullFields.DELETE, OneOfEachType.row()))).isEqualTo(expected);
    }

    @Test
    void nullsAreDeleted() throws RejectedRow {
        Payload.Fields fields = serialize(NullFields.DELETE, Row.of(THREE, 1L, null, null));
        assertThat(pairs(fields)).containsExactly("z", "1");
        assertThat(texts(fields.deletions())).containsExactly("a", "ß");
    }

    @Test
    void nullsAreOmitted() throws RejectedRow {
        Payload.Fields fields = serialize(NullFields.OMIT, Row.of(THREE, 1L, null, null));
        assertThat(pairs(fields)).containsExactly("z", "1");
        assertThat(fields.deletions()).isEmpty();
    }

    @Test
    void nullsBecomeEmptyText() throws RejectedRow {
        Payload.Fields fields = serialize(NullFields.EMPTY, Row.of(THREE, 1L, null, "[]"));
        assertThat(pairs(fields)).containsExactly("z", "1", "a", "", "ß", "[]");
        assertThat(fields.deletions()).isEmpty();
    }

    @Test
    void aRowWithoutAFieldToWriteIsRejected() {
        assertThat(rejection(1 << 20, NullFields.OMIT, Row.of(THREE, null, null, null)))
                .isEqualTo("ROW_EMPTY");
        assertThat(rejection(1 << 20, NullFields.DELETE, Row.of(THREE, null, null, null)))
                .isEqualTo("ROW_EMPTY");
        assertThat(rejection(1 << 20, NullFields.EMPTY, Row.of(RowSchema.of()))).isEqualTo("ROW_EMPTY");
    }

    @Test
    void aRowOverTheLimitIsRejectedAndOneAtTheLimitIsNot() throws RejectedRow {
        HashRowSerializer ten = serializer(10, NullFields.DELETE);
        assertThat(ten.serialize(single(FieldType.TEXT, "123456789"))).isNotNull();
        assertThat(rejection(10, NullFields.DELETE, single(FieldType.TEXT, "1234567890")))
                .isEqualTo("VALUE_TOO_LARGE");
        assertThat(rejection(10, NullFields.DELETE, single(FieldType.DECIMAL, new BigDecimal("1E+2000"))))
                .isEqualTo("VALUE_TOO_LARGE");
    }

    @Test
    void whatCannotBeTextIsRejected() {
        assertThat(rejection(99, NullFields.DELETE, single(FieldType.DOUBLE, Double.NaN)))
                .isEqualTo("VALUE_NOT_REPRESENTABLE");
        assertThat(rejection(99, NullFields.DELETE, single(FieldType.TEXT, "\uD800")))
                .isEqualTo("VALUE_MALFORMED");
        assertThat(rejection(99, NullFields.DELETE, single(FieldType.JSON, "{")))
                .isEqualTo("VALUE_MALFORMED");
        assertThat(rejection(99, NullFields.DELETE, Row.of(RowSchema.of(new Field("\uDC00", FieldType.TEXT)), "x")))
                .isEqualTo("VALUE_MALFORMED");
    }

    private static Payload.Fields serialize(NullFields nulls, Row row) throws RejectedRow {
        return (Payload.Fields) serializer(1 << 20, nulls).serialize(row);
    }

    private static String rejection(int maxBytes, NullFields nulls, Row row) {
        return catchThrowableOfType(
                        RejectedRow.class, () -> serializer(maxBytes, nulls).serialize(row))
                .error()
                .code();
    }

    private static List<String> pairs(Payload.Fields fields) {
        return texts(fields.pairs());
    }

    private static List<String> texts(List<byte[]> bytes) {
        return bytes.stream().map(OneOfEachType::utf8).toList();
    }

    private static HashRowSerializer serializer(int maxBytes, NullFields nulls) {
        return new HashRowSerializer(
                new TestSettings().nullFields(nulls).maxValueBytes(maxBytes).build());
    }
}
