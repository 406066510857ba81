package dev.sluice.redis.adapter.json;

import static dev.sluice.redis.adapter.text.OneOfEachType.single;
import static dev.sluice.redis.adapter.text.OneOfEachType.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.adapter.text.OneOfEachType;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowSerializerTest {
    private final JsonRowSerializer serializer = serializer(1 << 20);

    @Test
    void everyTypeHasItsJson() throws RejectedRow {
        assertThat(json(OneOfEachType.row()))
                .isEqualTo("{\"BOOLEAN\":true,\"INTEGER\":-9223372036854775808,"
                        + "\"BIG_INTEGER\":123456789012345678901234567890,\"DECIMAL\":1000.50,"
                        + "\"FLOAT\":0.1,\"DOUBLE\":1.0E22,\"TEXT\":\"Zoë \\\"z\\\" \uD83D\uDE00\","
                        + "\"DATE\":\"2026-11-23\",\"TIME\":\"08:05:00.25\",\"TIMESTAMP\":\"2026-11-23T08:05:00\","
                        + "\"INSTANT\":\"2026-11-23T08:05:00Z\",\"UUID\":\"0b1a5d2e-0000-4000-8000-00000000abcd\","
                        + "\"BYTES\":\"aGn/\",\"JSON\":{\"a\": [1, 2.50]}}");
    }

    @Test
    void nullsAreWrittenAndFieldsKeepTheirOrder() throws RejectedRow {
        RowSchema schema = RowSchema.of(
                new Field("z", FieldType.TEXT), new Field("a", FieldType.INTEGER), new Field("m", FieldType.JSON));
        assertThat(json(Row.of(schema, null, 1L, null))).isEqualTo("{\"z\":null,\"a\":1,\"m\":null}");
    }

    @Test
    void rowAfterRowStandsAlone() throws RejectedRow {
        assertThat(json(single(FieldType.INTEGER, 1L))).isEqualTo("{\"f\":1}");
        assertThat(json(single(FieldType.TEXT, "x"))).isEqualTo("{\"f\":\"x\"}");
        assertThat(json(Row.of(RowSchema.of()))).isEqualTo("{}");
    }

    @Test
    void namesAreEscaped() throws RejectedRow {
        assertThat(json(Row.of(RowSchema.of(new Field("a\"\nß", FieldType.BOOLEAN)), false)))
                .isEqualTo("{\"a\\\"\\nß\":false}");
    }

    @Test
    void decimalsArePlain() throws RejectedRow {
        assertThat(json(single(FieldType.DECIMAL, new BigDecimal("1E+3")))).isEqualTo("{\"f\":1000}");
        assertThat(json(single(FieldType.DECIMAL, new BigDecimal("-1.50E-10")))).isEqualTo("{\"f\":-0.000000000150}");
        assertThat(json(single(FieldType.DECIMAL, new BigDecimal("1E+20000")))).hasSize(6 + 20_001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+2147483647", "1E-2147483647", "-1E+1048576", "0E-2000000"})
    void decimalsWithAGiganticExponentAreRejectedBeforeTheyAreText(String number) {
        assertThat(rejection(serializer(64 << 20), single(FieldType.DECIMAL, new BigDecimal(number))))
                .isEqualTo("VALUE_NOT_REPRESENTABLE");
    }

    @Test
    void decimalsOverTheLimitAreTooLarge() {
        assertThat(rejection(serializer(1_000), single(FieldType.DECIMAL, new BigDecimal("1E+1000"))))
                .isEqualTo("VALUE_TOO_LARGE");
    }

    @Test
    void zeroWithAGiganticExponentIsZero() throws RejectedRow {
        assertThat(json(single(FieldType.DECIMAL, new BigDecimal("0E+2000000000"))))
                .isEqualTo("{\"f\":0}");
    }

    @Test
    void hugeIntegersAreTooLargeBeforeTheyAreText() {
        assertThat(rejection(single(FieldType.BIG_INTEGER, BigInteger.ONE.shiftLeft(50_000_000))))
                .isEqualTo("VALUE_TOO_LARGE");
    }

    @Test
    void numbersThatJsonHasNotAreRejected() {
        assertThat(rejection(single(FieldType.DOUBLE, Double.NaN))).isEqualTo("VALUE_NOT_REPRESENTABLE");
        assertThat(rejection(single(FieldType.DOUBLE, Double.NEGATIVE_INFINITY)))
                .isEqualTo("VALUE_NOT_REPRESENTABLE");
        assertThat(rejection(single(FieldType.FLOAT, Float.NaN))).isEqualTo("VALUE_NOT_REPRESENTABLE");
        assertThat(rejection(single(FieldType.FLOAT, Float.POSITIVE_INFINITY))).isEqualTo("VALUE_NOT_REPRESENTABLE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"a\":1}}", "1 2", "{'a':1}", "[1,]", "NaN", "01", "\"\\x\"", "{\"a\":}", "tru"})
    void nestedTextThatIsNoJsonIsRejected(String text) {
        assertThat(rejection(single(FieldType.JSON, text))).isEqualTo("VALUE_MALFORMED");
    }

    @Test
    void nestedJsonStaysAsItIs() throws RejectedRow {
        String deep = "[".repeat(5_000) + "1.000" + "0".repeat(5_000) + "]".repeat(5_000);
        assertThat(json(single(FieldType.JSON, deep))).isEqualTo("{\"f\":" + deep + "}");
        assertThat(json(single(FieldType.JSON, "\"\\ud800\""))).isEqualTo("{\"f\":\"\\ud800\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void halvesOfSurrogatePairsAreRejected(int shape) {
        String text = shape == 0 ? "a\uD83D" : shape == 1 ? "\uDE00b" : "\uD83D\uD83D\uDE00";
        assertThat(rejection(single(FieldType.TEXT, text))).isEqualTo("VALUE_MALFORMED");
        assertThat(rejection(single(FieldType.JSON, '"' + text + '"'))).isEqualTo("VALUE_MALFORMED");
        assertThat(rejection(Row.of(RowSchema.of(new Field(text, FieldType.BOOLEAN)), true)))
                .isEqualTo("VALUE_MALFORMED");
    }

    @Test
    void aRowOverTheLimitIsRejectedAndOneAtTheLimitIsNot() throws RejectedRow {
        JsonRowSerializer small = serializer(50_000);
        String fits = "x".repeat(50_000 - "{\"f\":\"\"}".length());
        assertThat(text(small.serialize(single(FieldType.TEXT, fits)))).hasSize(50_000);
        assertThat(rejection(small, single(FieldType.TEXT, fits + "x"))).isEqualTo("VALUE_TOO_LARGE");
        assertThat(rejection(small, single(FieldType.BYTES, new byte[40_000]))).isEqualTo("VALUE_TOO_LARGE");
        assertThat(rejection(small, single(FieldType.TEXT, "\u00e9".repeat(30_000))))
                .isEqualTo("VALUE_TOO_LARGE");
    }

    @Test
    void aRejectedRowLeavesNothingBehind() throws RejectedRow {
        RowSchema schema = RowSchema.of(new Field("a", FieldType.TEXT), new Field("b", FieldType.DOUBLE));
        assertThat(rejection(Row.of(schema, "x".repeat(20_000), Double.NaN))).isEqualTo("VALUE_NOT_REPRESENTABLE");
        assertThat(json(Row.of(schema, "y", 1.5))).isEqualTo("{\"a\":\"y\",\"b\":1.5}");
    }

    @Test
    void noMessageHoldsTheValue() {
        RejectedRow rejected = catchThrowableOfType(
                RejectedRow.class, () -> serializer.serialize(single(FieldType.JSON, "{private-value")));
        assertThat(rejected).hasMessageContaining("'f'").hasMessageNotContaining("private-value");
        assertThat(rejected.error().toString()).doesNotContain("private-value");
    }

    private String json(Row row) throws RejectedRow {
        return text(serializer.serialize(row));
    }

    private String rejection(Row row) {
        return rejection(serializer, row);
    }

    private static String rejection(JsonRowSerializer serializer, Row row) {
        return catchThrowableOfType(RejectedRow.class, () -> serializer.serialize(row))
                .error()
                .code();
    }

    private static String text(Payload payload) {
        return utf8(((Payload.Text) payload).bytes());
    }

    private static JsonRowSerializer serializer(int maxBytes) {
        return new JsonRowSerializer(new TestSettings().maxValueBytes(maxBytes).build());
    }
}
