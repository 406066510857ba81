package dev.sluice.host.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class DeadLettersTest {
    private static final ErrorDetail ERROR =
            ErrorDetail.of("KEY_EMPTY", ErrorCategory.DATA, "The key is empty.", "Give it one.", false);
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123456Z");
    private static final String RUN = "\"run\":\"r1\",\"time\":\"2026-11-24T12:00:00.123Z\"";
    private static final String SAID = "\"code\":\"KEY_EMPTY\",\"category\":\"DATA\",\"message\":\"The key is empty.\","
            + "\"remedy\":\"Give it one.\",\"retryable\":false,\"at\":{}";

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("letters").resolve("r1.ndjson");
    }

    private DeadLetters letters() {
        return letters("r1");
    }

    private DeadLetters letters(String run) {
        return new DeadLetters(directory.resolve("letters"), run, List.of("text"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void eachRunHasAFileOfItsOwnForThirtyDays() throws IOException {
        for (String run : List.of("r1", "r2")) {
            try (DeadLetters letters = letters(run)) {
                letters.row(1, "rejected", ERROR, null);
            }
        }
        assertThat(directory.resolve("letters").resolve("r2.ndjson")).exists();
        Files.setLastModifiedTime(
                file(), FileTime.from(NOW.minus(Duration.ofDays(30)).minusSeconds(1)));
        letters("r3").close();
        try (Stream<Path> files = Files.list(directory.resolve("letters"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("r2.ndjson");
        }
    }

    @Test
    void everyRowIsOneLineWithItsValuesAsTheyAre() throws IOException {
        List<Field> fields = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        add(fields, values, "text", FieldType.TEXT, "a \"quoted\"\nline, Zoë 😀");
        add(fields, values, "integer", FieldType.INTEGER, 9_007_199_254_740_993L);
        add(fields, values, "big", FieldType.BIG_INTEGER, new BigInteger("170141183460469231731687303715884105727"));
        add(fields, values, "decimal", FieldType.DECIMAL, new BigDecimal("0.00000010"));
        add(fields, values, "far", FieldType.DECIMAL, new BigDecimal("1E+100000"));
        add(fields, values, "double", FieldType.DOUBLE, 0.1);
        add(fields, values, "nan", FieldType.DOUBLE, Double.NaN);
        add(fields, values, "boolean", FieldType.BOOLEAN, true);
        add(fields, values, "date", FieldType.DATE, LocalDate.of(2024, 2, 29));
        add(fields, values, "instant", FieldType.INSTANT, Instant.parse("2024-02-29T01:02:03.5Z"));
        add(fields, values, "bytes", FieldType.BYTES, new byte[] {1, 2, 3});
        add(fields, values, "nested", FieldType.JSON, "{\"a\":[1,2.50,null]}");
        RowSchema schema = RowSchema.of(fields);
        try (DeadLetters letters = letters()) {
            letters.row(17, "rejected", ERROR, Row.of(schema, values.toArray()));
            letters.row(18, "indeterminate", ERROR, Row.of(schema, new Object[fields.size()]));
            assertThat(letters.file()).contains(file());
        }
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .isEqualTo(
                        "{" + RUN + ",\"outcome\":\"rejected\"," + SAID
                                + ",\"row\":17,\"key\":{\"text\":\"a \\\"quoted\\\"\\nline, Zoë 😀\"},\"values\":{"
                                + "\"text\":\"a \\\"quoted\\\"\\nline, Zoë 😀\",\"integer\":9007199254740993,"
                                + "\"big\":170141183460469231731687303715884105727,\"decimal\":0.00000010,\"far\":1E+100000,"
                                + "\"double\":0.1,\"nan\":\"NaN\",\"boolean\":true,\"date\":\"2024-02-29\","
                                + "\"instant\":\"2024-02-29T01:02:03.5Z\",\"bytes\":\"AQID\",\"nested\":{\"a\":[1,2.50,null]}}}");
        assertThat(lines.get(1)).contains("\"row\":18", "\"text\":null", "\"nested\":null");
    }

    @Test
    void aRowIsOneLineOfStrictJsonWhateverItHolds() throws IOException {
        List<Field> fields = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        add(fields, values, "half", FieldType.TEXT, "a\uD83D");
        add(fields, values, "name\uDC00", FieldType.TEXT, "x");
        add(fields, values, "pretty", FieldType.JSON, "{\n \"a\" : 1.10,\r\n \"b\": [1e400, \"\uD83D\"] }");
        add(fields, values, "notfinite", FieldType.JSON, "[NaN, Infinity]");
        add(fields, values, "two", FieldType.JSON, "1 2");
        add(fields, values, "none", FieldType.JSON, "");
        add(fields, values, "deep", FieldType.JSON, "[".repeat(3000) + "]".repeat(3000));
        try (DeadLetters letters = letters()) {
            letters.row(1, "rejected", ERROR.at("column", "\uD83D"), Row.of(RowSchema.of(fields), values.toArray()));
        }
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .contains("\"half\":\"a\uFFFD\"", "\"pretty\":{\"a\":1.10,\"b\":[1e400,\"\uFFFD\"]}")
                .contains("\"notfinite\":\"[NaN, Infinity]\"", "\"two\":\"1 2\"", "\"none\":\"\"");
        JsonFactory strict = new JsonFactory();
        try (JsonParser parser = strict.createParser(ObjectReadContext.empty(), Files.readAllBytes(file()))) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            parser.skipChildren();
            assertThat(parser.nextToken()).isNull();
        }
    }

    private static void add(List<Field> fields, List<Object> values, String name, FieldType type, Object value) {
        fields.add(new Field(name, type));
        values.add(value);
    }

    @Test
    void aRowThatCouldNotBeReadHasNoValuesAndARemovalItsIdentity() throws IOException {
        try (DeadLetters letters = letters()) {
            letters.row(3, "rejected", ERROR, null);
            letters.removal("indeterminate", ERROR, Row.of(RowSchema.of(new Field("id", FieldType.TEXT)), "7"));
        }
        assertThat(Files.readAllLines(file()))
                .containsExactly(
                        "{" + RUN + ",\"outcome\":\"rejected\"," + SAID + ",\"row\":3}",
                        "{" + RUN + ",\"outcome\":\"indeterminate\"," + SAID + ",\"remove\":{\"id\":\"7\"}}");
    }

    @Test
    void theFileIsMadeWithTheFirstRowForItsOwnerAlone() throws IOException {
        try (DeadLetters letters = letters()) {
            assertThat(letters.file()).isEmpty();
            assertThat(file()).doesNotExist();
            letters.row(1, "rejected", ERROR, null);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whereTheFileCannotBeMadeThatIsToldWithoutAnyValue() throws IOException {
        Row row = Row.of(RowSchema.of(new Field("id", FieldType.TEXT)), "canary-pii");
        try (DeadLetters letters = letters()) {
            Files.writeString(directory.resolve("letters"), "a file where a directory is needed");
            assertThatThrownBy(() -> letters.row(1, "rejected", ERROR, row))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.detail().at()).containsEntry("file", file().toString()))
                    .hasMessageContaining("r1.ndjson")
                    .hasMessageNotContaining("canary")
                    .hasNoCause();
        }
    }
}
