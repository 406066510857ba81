package dev.sluice.tck.rule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.spi.Change;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.support.NearValues;
import dev.sluice.tck.support.SampleValues;
import dev.sluice.tck.support.StoredState;
import dev.sluice.tck.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Reading records back. None of these rules applies when the destination has no reader. */
abstract class ReadBackRules extends HostingRules {
    private static final int MANY = 1_500;

    /**
     * For each row, in order, a reader answers MATCHES if the record is equal, null fields included; DIFFERS with exactly the names of the
     * fields that differ, those that the record lacks included; or ABSENT. Asked because {@code verify} depends on it. Does not apply when there is no reader. On failure compare
     * the row at the position in the message with the record at the target.
     */
    @Test
    public final void capability_r11_01_aReaderComparesEveryRow() {
        SyncMode mode = writingMode();
        List<Row> written = List.of(person(1), person(2), Row.of(PEOPLE, 3L, "three", null), person(5));
        try (RecordReader reader = readerOrSkip(mode)) {
            write(request(mode), sets(written));
            List<ReadBack> answers = reader.read(List.of(
                    person(1),
                    person(2, "other"),
                    Row.of(PEOPLE, 3L, "three", null),
                    person(4),
                    Row.of(PEOPLE, 5L, "x", 1L)));
            assertThat(answers.stream().map(ReadBack::status))
                    .as("statuses of: as written, other name, with a null, not written, other name and score")
                    .containsExactly(
                            ReadBack.Status.MATCHES,
                            ReadBack.Status.DIFFERS,
                            ReadBack.Status.MATCHES,
                            ReadBack.Status.ABSENT,
                            ReadBack.Status.DIFFERS);
            assertThat(answers.get(1).differences())
                    .as("fields that differ, of a row with another name")
                    .containsExactly("name");
            assertThat(answers.get(4).differences())
                    .as("fields that differ, of a row with another name and score")
                    .containsExactlyInAnyOrderElementsOf(stored("name", "score"));
            assertThat(reader.read(List.of())).as("answers for no row").isEmpty();
        }
        assertNewFieldDiffers(mode);
        assertTheEndCounts(mode);
        assertNullsDiffer(mode);
    }

    /** A null is a value: it differs from any that the record has, and any from it. */
    private void assertNullsDiffer(SyncMode mode) {
        Row named = person(7);
        Row nameless = Row.of(PEOPLE, 8L, null, 80L);
        List<Change> changes = isNothing(nameless) ? List.of(set(named)) : List.of(set(named), set(nameless));
        if (!write(request(mode), changes).isAllWritten()) {
            return;
        }
        try (RecordReader reader = readerOrSkip(mode)) {
            List<Row> asked = List.of(Row.of(PEOPLE, 7L, null, 70L), person(8));
            List<ReadBack> answers = reader.read(asked.subList(0, changes.size()));
            for (ReadBack answer : answers) {
                assertThat(answer.status())
                        .as("statuses of a row with a null where the record has a name, and of the reverse")
                        .isEqualTo(ReadBack.Status.DIFFERS);
                assertThat(answer.differences())
                        .as("fields that differ, of a row with a null where the record has a name, and of the reverse")
                        .containsExactly("name");
            }
        }
    }

    /** Two long texts that differ in their last character alone. */
    private void assertTheEndCounts(SyncMode mode) {
        String most = "long ".repeat(400);
        if (!write(mode, set(person(6, most + "a"))).isAllWritten()) {
            return;
        }
        try (RecordReader reader = readerOrSkip(mode)) {
            assertThat(reader.read(List.of(person(6, most + "b"))).get(0).status())
                    .as("status of a row whose text of 2,001 characters differs in the last one")
                    .isEqualTo(ReadBack.Status.DIFFERS);
        }
    }

    /** A source that has a new field: no record has it yet. */
    private void assertNewFieldDiffers(SyncMode mode) {
        List<Field> fields = new ArrayList<>(PEOPLE.fields());
        fields.add(new Field("city", FieldType.TEXT));
        RowSchema wider = RowSchema.of(fields);
        try (RecordReader reader = readerOrSkip(request(mode, wider, KEY))) {
            ReadBack answer = reader.read(List.of(Row.of(wider, 1L, "name 1", 10L, "Rome")))
                    .get(0);
            boolean keeps = fixture.storedFields(wider, KEY).contains("city");
            assertThat(answer.status())
                    .as("status of a row with a value in a field that the record lacks")
                    .isEqualTo(keeps ? ReadBack.Status.DIFFERS : ReadBack.Status.MATCHES);
            assertThat(answer.differences())
                    .as("fields that differ, of a row with a value in a field that the record lacks")
                    .isEqualTo(keeps ? List.of("city") : List.of());
        }
    }

    /**
     * A row of any type matches after it was written. Asked because {@code verify} is useless if a reader reports differences that do not
     * exist. Does not apply when there is no reader. On failure use the same code for both sides of the comparison.
     */
    @Test
    public final void capability_r11_02_everyWrittenTypeMatches() {
        SyncMode mode = writingMode();
        for (FieldType type : FieldType.values()) {
            isolate();
            List<Row> rows = SampleValues.rows(type, seed);
            List<Row> accepted = accepted("sample values of " + type, mode, rows);
            try (RecordReader reader = readerOrSkip(request(mode, rows))) {
                List<ReadBack> answers = reader.read(accepted);
                List<String> wrong = new ArrayList<>();
                for (int i = 0; i < accepted.size(); i++) {
                    if (answers.get(i).status() != ReadBack.Status.MATCHES) {
                        wrong.add(mismatch(accepted.get(i), answers.get(i)));
                    }
                }
                assertThat(wrong)
                        .as("rows that were written and do not match" + seeded())
                        .isEmpty();
            }
        }
    }

    /** A record that does not match: where it differs, what was written, and what the fixture finds. */
    private String mismatch(Row row, ReadBack answer) {
        Map<String, String> written = StoredState.of(fixture, List.of(row), KEY).getOrDefault(name(row), Map.of());
        Map<String, String> there = StoredState.read(fixture, List.of(row), KEY).getOrDefault(name(row), Map.of());
        return name(row) + " " + answer.status() + " in " + answer.differences() + ": written " + written
                + ", and the fixture finds " + (written.equals(there) ? "the same" : there);
    }

    /**
     * A reader changes nothing and does not create absent records. Asked because users read production systems. Does not apply when there
     * is no reader. On failure look for reads that create, touch or lock records.
     */
    @Test
    public final void capability_r11_03_aReaderChangesNothing() {
        SyncMode mode = writingMode();
        try (RecordReader reader = readerOrSkip(mode)) {
            seed(person(1), person(2));
            var before = fixture.readAll();
            reader.read(List.of(person(1, "other"), person(3)));
            assertUnchanged("after reading", before);
        }
    }

    /**
     * A record that no run with these settings could have written is FOREIGN, neither a difference nor an exception. Asked because a record
     * of another application is not an outdated row. Does not apply when there is no reader; untested when the fixture cannot seed a
     * foreign record. On failure look at what the reader does with an unknown type or format.
     */
    @Test
    public final void capability_r11_04_foreignRecordsAreReported() {
        SyncMode mode = writingMode();
        try (RecordReader reader = readerOrSkip(mode)) {
            seed(person(1));
            if (!fixture.seedForeign("2")) {
                throw untested("the fixture cannot seed a foreign record");
            }
            assertThat(reader.read(List.of(person(1), person(2))).stream().map(ReadBack::status))
                    .as("statuses of a record and something foreign")
                    .containsExactly(ReadBack.Status.MATCHES, ReadBack.Status.FOREIGN);
        }
    }

    /**
     * A reader reports the time that a record has left: at most the expiry of the profile, and none if the profile names none. Asked
     * because users want to know when a record expires. Does not apply when there is no reader. On failure look at the unit of the time,
     * and at what the target reports for records that stay.
     */
    @Test
    public final void capability_r11_05_aReaderReportsTheExpiry() {
        SyncMode mode = writingMode();
        WriteProfile profile = profile(mode);
        try (RecordReader reader = readerOrSkip(mode)) {
            write(mode, set(person(1)));
            Optional<Duration> left = reader.read(List.of(person(1))).get(0).expiresIn();
            if (profile.expiry() == Expiry.NONE) {
                assertThat(left).as("time that a record has left").isEmpty();
            } else if (profile.expiry() instanceof Expiry.After after) {
                assertThat(left)
                        .as("time that a record has left, which was written with an expiry")
                        .isPresent();
                assertThat(left.orElseThrow())
                        .as("time that a record has left, with an expiry of %s", after.time())
                        .isPositive()
                        .isLessThanOrEqualTo(after.time());
            }
        }
    }

    /**
     * A closed reader throws category CLOSED, can be closed again, and leaves no thread. Asked because a host reads and writes in the same
     * process. Does not apply when there is no reader. On failure see the rules on writers, 8.01 to 8.03.
     */
    @Test
    public final void capability_r11_06_aClosedReaderRefuses() {
        SyncMode mode = writingMode();
        Threads.assertNoneLeft("closed readers", () -> {
            RecordReader reader = readerOrSkip(mode);
            reader.read(List.of(person(1)));
            reader.close();
            reader.close();
            assertThat(assertThrown("read after close", catchThrowable(() -> reader.read(List.of(person(1)))))
                            .detail()
                            .category())
                    .as("category after close")
                    .isEqualTo(ErrorCategory.CLOSED);
        });
    }

    /**
     * A reader answers each of 1,504 rows, rows that are repeated and absent ones included, tells a null from a value and numbers of 2^53
     * apart, and sees on its next read what has changed. Asked because {@code verify} reads everything. Does not apply when there is no
     * reader. On failure look for a limit of rows, for answers that are matched by name, for numbers read as {@code double}, and for records
     * that are kept.
     */
    @Test
    public final void capability_r11_07_everyRowHasAnAnswer() {
        SyncMode mode = writingMode();
        long large = 9_007_199_254_740_992L;
        List<Row> written = new ArrayList<>(people(1, MANY));
        written.set(1, Row.of(PEOPLE, 2L, "two", large));
        written.set(2, Row.of(PEOPLE, 3L, "three", null));
        write(request(mode), sets(written));
        List<Row> expected = new ArrayList<>(written);
        expected.add(person(1));
        expected.add(Row.of(PEOPLE, 2L, "two", large + 1));
        expected.add(Row.of(PEOPLE, 3L, "three", 3L));
        expected.add(person(MANY + 1));
        ReadBack.Status score = stored("score").isEmpty() ? ReadBack.Status.MATCHES : ReadBack.Status.DIFFERS;
        try (RecordReader reader = readerOrSkip(mode)) {
            List<ReadBack> answers = reader.read(expected);
            assertThat(answers).as("answers for %d rows", expected.size()).hasSize(expected.size());
            for (int i = 0; i <= MANY; i++) {
                assertThat(answers.get(i).status())
                        .as(
                                "answer %d of %d, for row %s as it was written; fields that differ: %s",
                                i,
                                answers.size(),
                                name(expected.get(i)),
                                answers.get(i).differences())
                        .isEqualTo(ReadBack.Status.MATCHES);
            }
            assertThat(answers.subList(MANY + 1, MANY + 4).stream().map(ReadBack::status))
                    .as(
                            "answers %d to %d: for a score of 2^53 + 1 where 2^53 is stored (numbers as doubles?), for"
                                    + " a score that is null there, and for an absent record",
                            MANY + 1, MANY + 3)
                    .containsExactly(score, score, ReadBack.Status.ABSENT);
            seed(person(4, "changed"));
            assertThat(reader.read(List.of(person(4))).get(0).status())
                    .as("answer for a record that has changed since the last read")
                    .isEqualTo(ReadBack.Status.DIFFERS);
        }
    }

    /**
     * A reader of settings that the target refuses gives no answer: its opening or its first read fails with a code of the destination, as a
     * writer does, and not with category INTERNAL. Asked because {@code verify} would otherwise report every record as missing. Does not apply
     * when there is no reader. On failure look for a reader that takes a failed connection for an empty target.
     */
    @Test
    public final void capability_r11_08_aReaderOfARefusingTargetFails() {
        SyncMode mode = writingMode();
        readerOrSkip(mode).close();
        for (BrokenSettings broken : refused()) {
            WriteRequest request = request(broken.config(), broken.target(), mode);
            Throwable thrown = catchThrowable(() -> {
                try (RecordReader reader = readerOrSkip(request)) {
                    reader.read(List.of(person(1)));
                }
            });
            assertThat(assertThrown("a reader, " + broken.name(), thrown)
                            .detail()
                            .category())
                    .as("category of a reader's failure, %s", broken.name())
                    .isNotIn(ErrorCategory.INTERNAL, ErrorCategory.CLOSED);
        }
    }

    /**
     * A reader tells values of each type apart that are almost equal, such as times that differ by a nanosecond and texts that differ in case
     * or a blank, where the target can hold both. Asked because {@code verify} would call a wrong record right. Does not apply when there is
     * no reader. On failure look for a comparison that rounds, trims, folds or parses.
     */
    @Test
    public final void capability_r11_09_nearValuesDiffer() {
        SyncMode mode = writingMode();
        for (FieldType type : FieldType.values()) {
            isolate();
            RowSchema schema = RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", type));
            List<Row> rows = new ArrayList<>();
            List<Row> others = new ArrayList<>();
            for (NearValues.Pair pair : NearValues.of(type)) {
                others.add(Row.of(schema, "n" + rows.size(), pair.other()));
                rows.add(Row.of(schema, "n" + rows.size(), pair.one()));
            }
            List<Row> holdable = others.stream()
                    .map(other -> Row.of(schema, "other_" + other.value("id"), other.value("value")))
                    .toList();
            List<String> can = accepted("values of " + type, mode, holdable).stream()
                    .map(this::name)
                    .toList();
            List<String> written = accepted("values of " + type, mode, rows).stream()
                    .map(this::name)
                    .toList();
            List<Row> asked = others.stream()
                    .filter(other -> written.contains(name(other)) && can.contains("other_" + name(other)))
                    .toList();
            try (RecordReader reader = readerOrSkip(request(mode, asked.isEmpty() ? rows : asked))) {
                List<ReadBack> answers = reader.read(asked);
                for (int i = 0; i < asked.size(); i++) {
                    int pair = others.indexOf(asked.get(i));
                    assertThat(answers.get(i).status())
                            .as(
                                    "status of the record with the %s %s, compared with %s",
                                    type,
                                    type.format(requireNonNull(rows.get(pair).value("value"))),
                                    type.format(requireNonNull(asked.get(i).value("value"))))
                            .isEqualTo(ReadBack.Status.DIFFERS);
                    assertThat(answers.get(i).differences())
                            .as("fields that differ, of a %s", type)
                            .containsExactly("value");
                }
            }
        }
    }

    /**
     * An answer has the form that hosts show: a display of one line, differences only where a record differs, and for an absent record no
     * display and no expiry. A record that was removed is absent, and one whose identity has two fields is found by both. Asked because hosts
     * print answers in tables, and count them. Does not apply when there is no reader. On failure look at the answer in the message.
     */
    @Test
    public final void capability_r11_10_answersHaveTheirForm() {
        SyncMode mode = rewritingMode();
        Row lines = person(1, "two\r\nlines\u2028and\u0085more");
        List<Row> written = accepted("rows with lines", mode, List.of(lines, person(2), person(3)));
        List<Row> asked = new ArrayList<>(written);
        written.forEach(row -> asked.add(Row.of(PEOPLE, row.value("id"), "other\nline", 5L)));
        asked.add(person(9));
        if (mode.removes() && !isSnapshot(mode)) {
            assertAllWritten("a removal", write(mode, remove(3)));
        }
        try (RecordReader reader = readerOrSkip(mode)) {
            List<ReadBack> answers = reader.read(asked);
            for (int i = 0; i < answers.size(); i++) {
                assertForm(i, answers.get(i));
            }
            if (mode.removes() && !isSnapshot(mode)) {
                assertThat(answers.get(written.size() - 1).status())
                        .as("status of a record that was removed")
                        .isEqualTo(ReadBack.Status.ABSENT);
            }
        }
        assertBothPartsCount(mode);
    }

    private static void assertForm(int number, ReadBack answer) {
        assertThat(answer.display().lines().count() <= 1
                        && answer.display().chars().noneMatch(c -> c == 0x85 || c == 0x2028 || c == '\r' || c == '\n'))
                .as("whether the display of answer %d, %s, is one line", number, answer.status())
                .isTrue();
        if (answer.status() != ReadBack.Status.DIFFERS) {
            assertThat(answer.differences())
                    .as("differences of answer %d, %s", number, answer.status())
                    .isEmpty();
        }
        if (answer.status() == ReadBack.Status.ABSENT) {
            assertThat(answer.display()).as("display of an absent record").isEmpty();
            assertThat(answer.expiresIn()).as("expiry of an absent record").isEmpty();
        }
    }

    /** Reads by an identity of two fields, unless the profile refuses one. */
    private void assertBothPartsCount(SyncMode mode) {
        isolate();
        key = List.of("tenant", "id");
        RowSchema schema = RowSchema.of(
                new Field("id", FieldType.TEXT),
                new Field("name", FieldType.TEXT),
                new Field("tenant", FieldType.TEXT));
        WriteRequest request = request(mode, schema, key);
        if (catchThrowable(() -> destination.profile(request)) != null) {
            return;
        }
        Row one = Row.of(schema, "1", "one of a", "a");
        Row other = Row.of(schema, "1", "one of b", "b");
        Row second = Row.of(schema, "2", "two of a", "a");
        assertAllWritten("records of two tenants", write(request, List.of(set(one), set(other), set(second))));
        try (RecordReader reader = readerOrSkip(request)) {
            assertThat(reader
                            .read(List.of(
                                    other,
                                    one,
                                    second,
                                    Row.of(schema, "a", "one of a", "1"),
                                    Row.of(schema, "1", "one of a", "b"),
                                    Row.of(schema, "1", "one of a", "c")))
                            .stream()
                            .map(ReadBack::status))
                    .as("statuses of three records with identities of two fields, of their fields exchanged, of"
                            + " the other's name, and of none")
                    .containsExactly(
                            ReadBack.Status.MATCHES,
                            ReadBack.Status.MATCHES,
                            ReadBack.Status.MATCHES,
                            ReadBack.Status.ABSENT,
                            ReadBack.Status.DIFFERS,
                            ReadBack.Status.ABSENT);
        }
    }

    private RecordReader readerOrSkip(SyncMode mode) {
        return readerOrSkip(request(mode));
    }

    private RecordReader readerOrSkip(WriteRequest request) {
        return destination
                .reader(request, RunContext.of("reader"))
                .orElseThrow(() -> new TestAbortedException("not applicable: the destination has no reader"));
    }
}
