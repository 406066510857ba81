package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Identities and values. */
abstract class ValueRules extends ModeRules {
    /** A row whose identity is null, blank or missing is rejected for itself, with category DATA; the others are written. */
    @Test
    public final void required_r6_01_aRowWithoutIdentityIsRejectedAlone() {
        RowSchema text = RowSchema.of(new Field("id", FieldType.TEXT), new Field("name", FieldType.TEXT));
        RowSchema keyless = RowSchema.of(new Field("name", FieldType.TEXT));
        inEachRowMode(mode -> {
            seed(person(1, "old"));
            BatchResult result = write(
                    mode,
                    set(Row.of(text, null, "a")),
                    set(Row.of(text, "", "b")),
                    set(person(1)),
                    set(Row.of(text, " \t", "c")),
                    set(Row.of(keyless, "d")));
            assertOutcomes(
                    "of rows without identity in " + mode,
                    result,
                    Outcome.Rejected.class,
                    Outcome.Rejected.class,
                    overwrites(mode) ? Outcome.Written.class : Outcome.Skipped.class,
                    Outcome.Rejected.class,
                    Outcome.Rejected.class);
            assertThat(((Outcome.Rejected) result.outcome(0)).error().category())
                    .as("category of a row without identity")
                    .isEqualTo(ErrorCategory.DATA);
            assertState("in " + mode + " after rows without identity", overwrites(mode) ? person(1) : person(1, "old"));
        });
    }

    /** Distinct identities are distinct records. Tried: case, zeros, spaces around, separators, patterns, escapes, combining characters. */
    @Test
    public final void required_r6_02_distinctIdentitiesStayDistinct() {
        List<Row> rows = Arrays.stream(new String[] {
                    "a",
                    "A",
                    " a",
                    "a ",
                    "1",
                    "01",
                    "1.0",
                    "+1",
                    "a:b",
                    "a%3Ab",
                    "a/b",
                    "a\\b",
                    "*",
                    "?",
                    "..",
                    "é",
                    "e\u0301",
                    "ß",
                    "ss",
                    "\uD83D\uDE00",
                    "null",
                    "a\nb",
                    "'",
                    "\""
                })
                .map(RuleBase::text)
                .toList();
        List<Row> accepted = acceptedOf("distinct identities", rows, write(request(creatingMode()), sets(rows)));
        assertThat(accepted.size()).as("identities written").isGreaterThanOrEqualTo(12);
        assertState("after rows of distinct identities", accepted);
    }

    /** 7 and "7" name the same record. Asked because a column's type changes more often than its meaning. */
    @Test
    public final void required_r6_03_anIdentityIsItsCanonicalText() {
        SyncMode mode = overwritingMode();
        write(mode, set(person(7)));
        write(
                mode,
                set(Row.of(
                        RowSchema.of(
                                new Field("id", FieldType.TEXT),
                                new Field("name", FieldType.TEXT),
                                new Field("score", FieldType.INTEGER)),
                        "7",
                        "by text",
                        1L)));
        assertThat(fixture.readAll().keySet()).as("records after 7 and \"7\"").containsExactly("7");
    }

    /** Every type is stored as its value, at its edges too, or the row is rejected; never silently changed. */
    @Test
    public final void required_r6_04_everyTypeKeepsItsValue() {
        SyncMode mode = creatingMode();
        List<Row> rows = SampleValues.rows();
        List<Row> accepted = acceptedOf("sample values", rows, write(request(mode, PEOPLE, KEY), sets(rows)));
        assertThat(accepted.size()).as("sample values written").isGreaterThanOrEqualTo(rows.size() / 2);
        assertState("after a row for each sample value", accepted);
    }

    /** A null clears the field of a record that is written over. Does not apply where the settings leave nulls out. */
    @Test
    public final void capability_r6_05_aNullClearsTheField() {
        assumeTrue(fixture.nullClears(), "not applicable: the settings leave nulls out");
        SyncMode mode = overwritingMode();
        seed(person(1), person(2));
        assertAllWritten("row with a null", write(mode, set(Row.of(PEOPLE, 1L, null, 5L))));
        assertState("after a null was written", Row.of(PEOPLE, 1L, null, 5L), person(2));
    }

    /** A text of 1 MiB and a row of 1,000 fields are stored whole or rejected. */
    @Test
    public final void required_r6_06_largeRowsAreNotCut() {
        Row tall = person(1, "0123456789abcdef".repeat(65_536));
        List<Field> fields = new ArrayList<>(List.of(new Field("id", FieldType.INTEGER)));
        List<@Nullable Object> values = new ArrayList<>(List.of(2L));
        for (int i = 0; i < 999; i++) {
            fields.add(new Field("field_" + i, FieldType.INTEGER));
            values.add((long) i);
        }
        List<Row> rows = List.of(tall, Row.of(RowSchema.of(fields), values.toArray()), person(3));
        List<Row> accepted = acceptedOf("large rows", rows, write(request(creatingMode()), sets(rows)));
        assertThat(accepted.contains(person(3)))
                .as("the small row beside them is written")
                .isTrue();
        StoredDigest.assertEqual(StoredState.of(accepted, KEY), StoredState.read(fixture, accepted, KEY));
    }

    /** Identities of two fields are distinct when any part is, and keep to the order of the key. Does not apply when two fields are refused. */
    @Test
    public final void capability_r6_07_compositeIdentitiesStayDistinct() {
        List<String> key = List.of("tenant", "id");
        RowSchema schema = RowSchema.of(
                new Field("id", FieldType.TEXT),
                new Field("name", FieldType.TEXT),
                new Field("tenant", FieldType.TEXT));
        WriteRequest request = request(creatingMode(), schema, key);
        Throwable refusal = catchThrowable(() -> destination.profile(request));
        assumeTrue(
                !(refusal instanceof DestinationException), "not applicable: the profile refuses two identity fields");
        assertThat(destination.profile(request).identity()).isEqualTo(key);
        List<Row> rows = List.of(
                Row.of(schema, "b:c", "1", "a"),
                Row.of(schema, "c", "2", "a:b"),
                Row.of(schema, "a", "3", "b:c"),
                Row.of(schema, "c", "4", "a%3Ab"));
        assertAllWritten("rows of composite identity", write(request, sets(rows)));
        assertThat(StoredState.read(fixture, List.of(), key))
                .as("records after rows of composite identity")
                .isEqualTo(StoredState.of(rows, key));
    }

    /** The rows that were written; the others must have been rejected, not skipped or left unknown. */
    static List<Row> acceptedOf(String what, List<Row> rows, BatchResult result) {
        List<Row> accepted = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Outcome outcome = result.outcome(i);
            if (outcome instanceof Outcome.Written) {
                accepted.add(rows.get(i));
            } else {
                assertThat(outcome).as("outcome %d of %s", i, what).isInstanceOf(Outcome.Rejected.class);
            }
        }
        return accepted;
    }

    /** Compares states whose values are too long to print. */
    private static final class StoredDigest {
        static void assertEqual(Map<String, Map<String, String>> expected, Map<String, Map<String, String>> actual) {
            assertThat(sizes(actual)).as("lengths of the values at the target").isEqualTo(sizes(expected));
            assertThat(actual.equals(expected))
                    .as("values at the target are those that were written")
                    .isTrue();
        }

        private static List<String> sizes(Map<String, Map<String, String>> state) {
            List<String> sizes = new ArrayList<>();
            state.forEach((name, fields) -> sizes.add(name + ": " + fields.size() + " fields of "
                    + fields.values().stream().mapToInt(String::length).sum() + " characters"));
            return sizes;
        }
    }
}
