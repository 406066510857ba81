package dev.sluice.redis.adapter.value;

import static dev.sluice.redis.adapter.text.OneOfEachType.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.adapter.text.OneOfEachType;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ValueRowSerializerTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
    void everyTypeIsItsCanonicalText(FieldType type) throws RejectedRow {
        assertThat(new String(value(type.name(), OneOfEachType.row()), StandardCharsets.UTF_8))
                .isEqualTo(OneOfEachType.TEXTS.get(type));
    }

    @Test
    void bytesAreAsTheyAre() throws RejectedRow {
        byte[] bytes = {0, -1, 13, 10};
        assertThat(value("f", single(FieldType.BYTES, bytes))).isEqualTo(bytes);
    }

    @Test
    void theEmptyTextIsAValue() throws RejectedRow {
        assertThat(value("f", single(FieldType.TEXT, ""))).isEmpty();
    }

    @Test
    void aRowWithoutTheFieldIsRejectedByItsName() {
        assertThat(rejection(
                        "f", Row.of(RowSchema.of(new Field("f", FieldType.TEXT)), new @Nullable Object[] {null}), 100))
                .isEqualTo("ROW_EMPTY");
        assertThat(rejection("other", single(FieldType.TEXT, "x"), 100)).isEqualTo("ROW_EMPTY");
        assertThat(catchThrowableOfType(RejectedRow.class, () -> value("other", single(FieldType.TEXT, "secret"))))
                .hasMessageContaining("'other'")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatHasNoTextOrIsTooLargeIsRejected() {
        assertThat(rejection("f", single(FieldType.DOUBLE, Double.NaN), 100)).isEqualTo("VALUE_NOT_REPRESENTABLE");
        assertThat(rejection("f", single(FieldType.TEXT, "\uD800"), 100)).isEqualTo("VALUE_MALFORMED");
        assertThat(rejection("f", single(FieldType.TEXT, "ééé"), 5)).isEqualTo("VALUE_TOO_LARGE");
        assertThat(rejection("f", single(FieldType.BYTES, new byte[6]), 5)).isEqualTo("VALUE_TOO_LARGE");
    }

    private static byte[] value(String field, Row row) throws RejectedRow {
        return ((Payload.Text) new ValueRowSerializer(field, 1_000).serialize(row)).bytes();
    }

    private static String rejection(String field, Row row, int maxBytes) {
        return catchThrowableOfType(RejectedRow.class, () -> new ValueRowSerializer(field, maxBytes).serialize(row))
                .error()
                .code();
    }
}
