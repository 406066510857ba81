package dev.sluice.host.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
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
        return letters(run, KeptRow.ROW, DeadLetters.Purpose.SYNC);
    }

    private DeadLetters letters(String run, KeptRow kept, DeadLetters.Purpose purpose) {
        return new DeadLetters(
                directory.resolve("letters"),
                run,
                new LetterRules(List.of("text"), kept, "f1"),
                purpose,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Row row(String key, String value) {
        return Row.of(RowSchema.of(new Field("text", FieldType.TEXT), new Field("value", FieldType.TEXT)), key, value);
    }

    private static Identity record(String key) {
        return new Identity(List.of(key));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("letters"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> values(String run) throws IOException {
        return Files.readAllLines(directory.resolve("letters").resolve(run + ".ndjson")).stream()
                .map(line -> line.replaceAll(".*\"value\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private List<Row> sent(DeadLetters letters) {
        List<Row> rows = new ArrayList<>();
        try (LetterSource source = letters.rows();
                SourceCursor cursor = source.open()) {
            for (List<SourceRecord> chunk = cursor.next(); !chunk.isEmpty(); chunk = cursor.next()) {
                chunk.forEach(record -> rows.add(((SourceRecord.Intact) record).row()));
            }
        }
        return rows;
    }

    @Test
    void eachRunHasAFileOfItsOwnForThirtyDays() throws IOException {
        for (String run : List.of("r1", "r2")) {
            try (DeadLetters letters = letters(run)) {
                letters.unsent(1, ERROR, null);
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
                                + ",\"attempts\":1,\"row\":17,\"key\":{\"text\":\"a \\\"quoted\\\"\\nline, Zoë 😀\"},"
                                + "\"identity\":[\"a \\\"quoted\\\"\\nline, Zoë 😀\"],\"form\":\"f1\",\"types\":{"
                                + "\"text\":\"text\",\"integer\":\"integer\",\"big\":\"big_integer\",\"decimal\":\"decimal\","
                                + "\"far\":\"decimal\",\"double\":\"double\",\"nan\":\"double\",\"boolean\":\"boolean\","
                                + "\"date\":\"date\",\"instant\":\"instant\",\"bytes\":\"bytes\",\"nested\":\"json\"},\"values\":{"
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
    void aRowHasWhatIsKnownOfItAndARemovalItsIdentity() throws IOException {
        try (DeadLetters letters = letters()) {
            letters.unsent(3, ERROR, null);
            letters.unsent(0, ERROR, null);
            letters.removal("indeterminate", ERROR, Row.of(RowSchema.of(new Field("id", FieldType.TEXT)), "7"));
        }
        assertThat(Files.readAllLines(file()))
                .containsExactly(
                        "{" + RUN + ",\"outcome\":\"rejected\"," + SAID + ",\"attempts\":1,\"row\":3}",
                        "{" + RUN + ",\"outcome\":\"rejected\"," + SAID + ",\"attempts\":1}",
                        "{" + RUN + ",\"outcome\":\"indeterminate\"," + SAID
                                + ",\"attempts\":1,\"identity\":[\"7\"],\"remove\":{\"id\":\"7\"}}");
    }

    @Test
    void aRowThatWasKeptWholeIsReadBackAsItWas() {
        List<Field> fields = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        add(fields, values, "text", FieldType.TEXT, "Zoë 😀");
        add(fields, values, "empty", FieldType.TEXT, "");
        add(fields, values, "integer", FieldType.INTEGER, 9_007_199_254_740_993L);
        add(fields, values, "big", FieldType.BIG_INTEGER, new BigInteger("170141183460469231731687303715884105727"));
        add(fields, values, "decimal", FieldType.DECIMAL, new BigDecimal("0.00000010"));
        add(fields, values, "far", FieldType.DECIMAL, new BigDecimal("1E+100000"));
        add(fields, values, "float", FieldType.FLOAT, 1.1f);
        add(fields, values, "double", FieldType.DOUBLE, 1e300);
        add(fields, values, "nan", FieldType.DOUBLE, Double.NEGATIVE_INFINITY);
        add(fields, values, "boolean", FieldType.BOOLEAN, false);
        add(fields, values, "date", FieldType.DATE, LocalDate.of(2024, 2, 29));
        add(fields, values, "time", FieldType.TIME, LocalTime.of(1, 2, 3, 500_000_000));
        add(fields, values, "timestamp", FieldType.TIMESTAMP, LocalDateTime.of(2024, 2, 29, 1, 2, 3));
        add(fields, values, "instant", FieldType.INSTANT, Instant.parse("2024-02-29T01:02:03.5Z"));
        add(fields, values, "uuid", FieldType.UUID, new UUID(1, 2));
        add(fields, values, "bytes", FieldType.BYTES, new byte[] {1, 2, 3});
        add(fields, values, "nested", FieldType.JSON, "{\"a\":[1,2.50,null],\"b\":\"x\"}");
        add(fields, values, "scalar", FieldType.JSON, "\"x\"");
        fields.add(new Field("absent", FieldType.INTEGER));
        Row row = Row.of(RowSchema.of(fields), Arrays.copyOf(values.toArray(), fields.size()));
        try (DeadLetters letters = letters()) {
            letters.row(17, "rejected", ERROR, row);
        }
        assertThat(sent(letters("r2", KeptRow.ROW, DeadLetters.Purpose.RETRY))).containsExactly(row);
    }

    @Test
    void onlyRowsThatAreKeptExactlyAreSentAgain() {
        try (DeadLetters letters = letters()) {
            letters.row(1, "rejected", ERROR, row("a", "whole"));
            letters.row(2, "rejected", ERROR, row("b", "half \uD83D"));
            letters.row(3, "rejected", ERROR, row("", "no key"));
            letters.unsent(4, ERROR, row("d", "damaged"));
            letters.removal("rejected", ERROR, Row.of(RowSchema.of(new Field("text", FieldType.TEXT)), "e"));
        }
        try (DeadLetters letters = letters("r2", KeptRow.KEY, DeadLetters.Purpose.SYNC)) {
            letters.row(1, "rejected", ERROR, row("f", "canary"));
        }
        DeadLetters later = letters("r3", KeptRow.ROW, DeadLetters.Purpose.RETRY);
        assertThat(sent(later)).containsExactly(row("a", "whole"));
        assertThat(later.rows().counts()).isEqualTo(new LetterSource.Counts(1, 3, 2, 0));
        assertThat(later.records()).contains(record("a"), record("f")).doesNotContain(record("e"));
        assertThat(directory.resolve("letters").resolve("r2.ndjson"))
                .content()
                .contains("\"key\":{\"text\":\"f\"}")
                .doesNotContain("canary");
        DeadLetters other = new DeadLetters(
                directory.resolve("letters"),
                "r4",
                new LetterRules(List.of("text"), KeptRow.ROW, "f2"),
                DeadLetters.Purpose.RETRY,
                Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(other.rows().counts()).isEqualTo(new LetterSource.Counts(0, 3, 2, 1));
        assertThat(sent(other)).isEmpty();
    }

    @Test
    void whereNothingIsToBeKeptThereIsNoFileAndOlderRowsAreSettledAllTheSame() throws IOException {
        try (DeadLetters letters = letters()) {
            letters.row(1, "rejected", ERROR, row("a", "old"));
        }
        try (DeadLetters letters = letters("r2", KeptRow.NONE, DeadLetters.Purpose.SYNC)) {
            letters.row(1, "rejected", ERROR, row("a", "new"));
            letters.unsent(1, ERROR, null);
            letters.close();
            assertThat(letters.file()).isEmpty();
            assertThat(letters.settled()).isEqualTo(1);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void anOutcomeSettlesTheLettersOfItsRecordInWhateverFile() throws IOException {
        try (DeadLetters letters = letters("r1")) {
            letters.row(1, "rejected", ERROR, row("a", "a1"));
            letters.row(2, "rejected", ERROR, row("b", "b1"));
        }
        FileTime kept = FileTime.from(NOW.minus(Duration.ofDays(9)));
        Files.setLastModifiedTime(file(), kept);
        try (DeadLetters letters = letters("r2")) {
            letters.row(1, "rejected", ERROR, row("b", "b2"));
            letters.row(2, "rejected", ERROR, row("c", "c2"));
            letters.row(3, "rejected", ERROR, row("c", "c3"));
            letters.close();
            assertThat(letters.settled()).as("b1 and c2").isEqualTo(2);
        }
        assertThat(values("r1")).containsExactly("a1");
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(kept);
        assertThat(values("r2")).containsExactly("b2", "c3");
        assertThat(directory.resolve("letters").resolve("r2.ndjson"))
                .content()
                .contains("\"attempts\":2,\"row\":1", "\"attempts\":1,\"row\":3");
        try (DeadLetters letters = letters("r3")) {
            letters.settled(record("a"));
            letters.accepted(record("b"));
            letters.accepted(record("c"));
        }
        assertThat(names()).as("what was accepted and not committed stays").containsExactly("r2.ndjson");
        try (DeadLetters letters = letters("r4")) {
            letters.accepted(record("b"));
            letters.acceptedSettled();
        }
        assertThat(values("r2")).containsExactly("c3");
    }

    @Test
    void aCompleteRunWithAStateSettlesWhatIsThereAndKeepsItsOwn() throws IOException {
        try (DeadLetters letters = letters("r1")) {
            letters.unsent(1, ERROR, null);
            letters.row(2, "rejected", ERROR, row("b", "b1"));
        }
        try (DeadLetters letters = letters("r2", KeptRow.ROW, DeadLetters.Purpose.COMPARED_SYNC)) {
            letters.unsent(5, ERROR, row("a", "the second of two rows"));
            letters.settled(record("a"));
            letters.settleAll();
            letters.close();
            assertThat(letters.settled()).isEqualTo(2);
        }
        assertThat(names()).containsExactly("r2.ndjson");
        assertThat(values("r2")).containsExactly("the second of two rows");
    }

    @Test
    void afterARunThatWasCutOffNoRowIsSentThatMayBeOlderThanItsRecord() throws IOException {
        try (DeadLetters letters = letters("r1")) {
            letters.row(1, "rejected", ERROR, row("a", "a1"));
        }
        DeadLetters killed = letters("r2");
        killed.settled(record("a"));
        DeadLetters later = letters("r3", KeptRow.ROW, DeadLetters.Purpose.RETRY);
        assertThat(later.rows().counts().all()).isZero();
        assertThat(later.warnings()).singleElement().asString().contains("cut off");
        assertThat(names()).containsExactly("r1.unchecked.ndjson");
        try (DeadLetters letters = letters("r4", KeptRow.ROW, DeadLetters.Purpose.COMPARED_SYNC)) {
            letters.settleAll();
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void theHalfOfALineThatACrashLeftIsNoLetter() throws IOException {
        try (DeadLetters letters = letters()) {
            letters.row(1, "rejected", ERROR, row("a", "a1"));
        }
        Files.writeString(file(), "{\"run\":\"r1\",\"row\":2,\"identi", StandardOpenOption.APPEND);
        DeadLetters later = letters("r2", KeptRow.ROW, DeadLetters.Purpose.RETRY);
        assertThat(sent(later)).containsExactly(row("a", "a1"));
    }

    @Test
    void ofTooManyLettersTheLatestAreCompared() throws IOException {
        for (String run : List.of("r1", "r2", "r3")) {
            try (DeadLetters letters = letters(run)) {
                letters.row(1, "rejected", ERROR, row(run + "a", run));
                letters.row(2, "rejected", ERROR, row(run + "b", run));
            }
        }
        DeadLetters few = new DeadLetters(
                directory.resolve("letters"),
                "r4",
                new LetterRules(List.of("text"), KeptRow.ROW, "f1"),
                DeadLetters.Purpose.SYNC,
                Clock.fixed(NOW, ZoneOffset.UTC),
                3);
        assertThat(few.warnings()).singleElement().asString().contains("more than 3", "2 files");
        few.row(1, "rejected", ERROR, row("x", "r4"));
        few.row(2, "rejected", ERROR, row("y", "r4"));
        few.settled(record("r3a"));
        few.settled(record("r1a"));
        few.close();
        assertThat(few.settled()).isEqualTo(1);
        assertThat(names())
                .as("of the own ones one more than can be known")
                .containsExactly("r1.unchecked.ndjson", "r2.unchecked.ndjson", "r3.ndjson", "r4.unchecked.ndjson");
        assertThat(few.file()).isEmpty();
    }

    @Test
    void theFileIsMadeWithTheFirstRowForItsOwnerAlone() throws IOException {
        try (DeadLetters letters = letters()) {
            assertThat(letters.file()).isEmpty();
            assertThat(file()).doesNotExist();
            letters.unsent(1, ERROR, null);
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
