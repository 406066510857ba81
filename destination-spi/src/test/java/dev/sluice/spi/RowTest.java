package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {
    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.INTEGER), new Field("body", FieldType.BYTES));

    @Test
    void rowsAreEqualByTheirContentBytesIncluded() {
        assertThat(Row.of(SCHEMA, 1L, new byte[] {1, 2}))
                .isEqualTo(Row.of(SCHEMA, 1L, new byte[] {1, 2}))
                .hasSameHashCodeAs(Row.of(SCHEMA, 1L, new byte[] {1, 2}))
                .isNotEqualTo(Row.of(SCHEMA, 1L, new byte[] {1}));
    }

    @Test
    void aNullFieldAndAnAbsentOneCanBeToldApart() {
        Row row = Row.of(SCHEMA, 1L, null);
        assertThat(row.value("body")).isNull();
        assertThat(row.value("other")).isNull();
        assertThat(row.schema().has("body")).isTrue();
        assertThat(row.schema().has("other")).isFalse();
    }

    @Test
    void aValueOfAnotherJavaTypeIsRefusedByTheNameOfItsField() {
        assertThatThrownBy(() -> Row.of(SCHEMA, "7777", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'id'")
                .hasMessageNotContaining("7777");
        assertThatThrownBy(() -> Row.of(SCHEMA, 1L)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theArrayOfTheCallerIsCopied() {
        Object[] values = {1L, null};
        Row row = Row.of(SCHEMA, values);
        values[0] = 2L;
        assertThat(row.value(0)).isEqualTo(1L);
    }

    @Test
    void noValueOfARowOrSettingAppearsInText() {
        assertThat(Row.of(SCHEMA, 123_456_789L, null)).hasToString("Row(id, body)");
        DestinationConfig config = DestinationConfig.of(Map.of("token", "canary-s3cret", "size", 3L));
        assertThat(config.toString().equals("DestinationConfig(size, token)")).isTrue();
        assertThat(new ReadBack(ReadBack.Status.MATCHES, java.util.List.of(), "a value", java.util.Optional.empty()))
                .hasToString("ReadBack(MATCHES, [])");
    }

    @Test
    void aSettingIsOneOfFourTypes() {
        assertThatThrownBy(() -> DestinationConfig.of(Map.of("size", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'size'");
        assertThat(DestinationConfig.EMPTY.with("size", 3L).with("size", 4L).value("size"))
                .contains(4L);
    }

    @Test
    void twoFieldsOfOneNameAreRefused() {
        assertThatThrownBy(() -> RowSchema.of(new Field("a", FieldType.TEXT), new Field("a", FieldType.DATE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SCHEMA.indexOf("body")).isEqualTo(1);
        assertThat(SCHEMA.indexOf("BODY")).isEqualTo(-1);
    }
}
