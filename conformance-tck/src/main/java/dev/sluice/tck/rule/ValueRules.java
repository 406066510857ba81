package dev.sluice.tck.rule;

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
import dev.sluice.tck.support.SampleValues;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.StoredState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Identities and values. */
abstract class ValueRules extends ModeRules {
    /**
     * A row whose identity is null, blank or missing is rejected for itself, with category DATA; the others are written. Asked because such
     * rows exist in every source, and one must not hold up the others. On failure look whether a missing field, null and blanks are all
     * seen before anything is sent.
     */
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

    /**
     * Distinct identities are distinct records. Tried: case, zeros, spaces around, separators, patterns, escapes, combining characters.
     * Asked because two rows in one record are data lost without an error. On failure look for trimming, folding of case, normalising, and
     * separators that are not escaped.
     */
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
                    "a\r\nb",
                    "a\u0000b",
                    "\u05D0\u05D1",
                    "\u200F1",
                    "'",
                    "\""
                })
                .map(RuleBase::text)
                .toList();
        List<Row> accepted = acceptedOf("distinct identities", rows, write(request(creatingMode()), sets(rows)));
        assertThat(accepted.size()).as("identities written").isGreaterThanOrEqualTo(12);
        assertState("after rows of distinct identities", accepted);
    }

    /**
     * 7 and "7" name the same record. Asked because a column's type changes more often than its meaning. On failure look whether the name
     * of a record is made from {@link dev.sluice.spi.Identity}.
     */
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

    /**
     * Every type is stored as its value, at its edges too, or the row is rejected; never silently changed. Asked because a number that
     * changes a little is found by nobody. On failure look at the type in the record's name: each has one canonical text, which {@link
     * dev.sluice.spi.FieldType} defines.
     */
    @Test
    public final void required_r6_04_everyTypeKeepsItsValue() {
        SyncMode mode = creatingMode();
        List<Row> rows = SampleValues.rows();
        List<Row> accepted = acceptedOf("sample values", rows, write(request(mode, PEOPLE, KEY), sets(rows)));
        assertThat(accepted.size()).as("sample values written").isGreaterThanOrEqualTo(rows.size() / 2);
        assertState("after a row for each sample value", accepted);
    }

    /**
     * A null clears the field of a record that is written over. Asked because a value that was withdrawn at the source must not live on.
     * Does not apply where the settings leave nulls out. On failure look for nulls that are left out of what is sent.
     */
    @Test
    public final void capability_r6_05_aNullClearsTheField() {
        assumeTrue(fixture.nullClears(), "not applicable: the settings leave nulls out");
        SyncMode mode = overwritingMode();
        seed(person(1), person(2));
        assertAllWritten("row with a null", write(mode, set(Row.of(PEOPLE, 1L, null, 5L))));
        assertState("after a null was written", Row.of(PEOPLE, 1L, null, 5L), person(2));
    }

    /**
     * A text of 1 MiB and a row of 1,000 fields are stored whole or rejected. Asked because limits of targets cut without an error. On
     * failure look for columns, buffers and request sizes of the target, and reject what is larger.
     */
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
        assertState("after large rows", accepted);
    }

    /**
     * Identities of two fields are distinct when any part is, and keep to the order of the key. Asked because keys of several fields are
     * common. Does not apply when two fields are refused. On failure look for parts that are joined without an escape, and for fields that
     * are sorted.
     */
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
        StateDiff.assertEqual(
                "records at the target, after rows of composite identity",
                StoredState.of(rows, key),
                StoredState.read(fixture, List.of(), key));
    }

    /**
     * Names of fields are kept as they are: spaces, dots, quotes, separators, case, control and other characters; or the row is rejected.
     * Asked because sources name their columns as they like. On failure look at how names are quoted, and at limits of the target.
     */
    @Test
    public final void required_r6_08_fieldNamesAreKept() {
        String[] names = {
            "two words",
            " padded ",
            "a.b",
            "a-b",
            "a:b",
            "$a",
            "_id",
            "a\"b",
            "a'b",
            "a\\b",
            "NAME",
            "name",
            "naïve",
            "\u05D0\u05D1",
            "\uD83D\uDE00",
            "a\r\nb",
            "a\u0000b",
            "null",
            "0"
        };
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            RowSchema schema = RowSchema.of(new Field("id", FieldType.INTEGER), new Field(names[i], FieldType.INTEGER));
            rows.add(Row.of(schema, (long) i, i * 10L));
        }
        List<Row> accepted = acceptedOf("rows of odd names", rows, write(request(creatingMode()), sets(rows)));
        assertState("after rows of odd names", accepted);
    }

    /**
     * Text that is no valid Unicode, half of a surrogate pair, is stored as it is or rejected, as an identity and as a value; not replaced
     * by a question mark. Asked because two identities would become one. On failure look for {@code getBytes(UTF_8)}.
     */
    @Test
    public final void required_r6_09_halfACharacterIsNotReplaced() {
        List<Row> rows = List.of(
                text("a\uD800"),
                text("a\uD801"),
                text("a?"),
                Row.of(text("b").schema(), "value", "half \uDC00 a character"));
        List<Row> accepted = acceptedOf("rows of half a character", rows, write(request(creatingMode()), sets(rows)));
        assertState("after rows of half a character", accepted);
    }

    /**
     * A decimal whose text would be longer than {@link FieldType#MAX_DECIMAL_LENGTH}, such as 1E+2000000000, is rejected, as an identity and
     * as a value; the row beside it is written. Asked because writing it out takes gigabytes. On failure ask for the canonical text and
     * catch its refusal.
     */
    @Test
    public final void required_r6_10_anEndlessDecimalIsRejected() {
        BigDecimal endless = new BigDecimal("1E+2000000000");
        RowSchema value = RowSchema.of(new Field("id", FieldType.INTEGER), new Field("amount", FieldType.DECIMAL));
        RowSchema identity = RowSchema.of(new Field("id", FieldType.DECIMAL), new Field("name", FieldType.TEXT));
        BatchResult result = write(
                creatingMode(),
                set(Row.of(value, 1L, endless)),
                set(Row.of(identity, endless, "endless")),
                set(person(3)));
        assertOutcomes(
                "of endless decimals", result, Outcome.Rejected.class, Outcome.Rejected.class, Outcome.Written.class);
        assertState("after endless decimals", person(3));
    }

    /**
     * Identities of 1,000 characters that differ in the last one are two records, or are rejected. Asked because a limit of the target that
     * cuts them makes one of two. On failure look at the length of the key column.
     */
    @Test
    public final void required_r6_11_longIdentitiesAreNotCut() {
        List<Row> rows = List.of(text("k".repeat(999) + "1"), text("k".repeat(999) + "2"), text("short"));
        List<Row> accepted = acceptedOf("long identities", rows, write(request(creatingMode()), sets(rows)));
        assertThat(accepted.contains(rows.get(2)))
                .as("the row of a short identity is written")
                .isTrue();
        assertState("after long identities", accepted);
    }

    /**
     * 0 and -1 are identities like any other, and so is false, unless it is rejected. Asked because what is false in other languages is
     * easily taken for nothing. On failure look for comparisons with 0.
     */
    @Test
    public final void required_r6_12_zeroIsAnIdentity() {
        RowSchema flags = RowSchema.of(new Field("id", FieldType.BOOLEAN), new Field("name", FieldType.TEXT));
        List<Row> rows = List.of(person(0), person(-1), Row.of(flags, false, "no"), Row.of(flags, true, "yes"));
        List<Row> accepted = acceptedOf("zero and false", rows, write(request(creatingMode()), sets(rows)));
        assertThat(accepted.containsAll(rows.subList(0, 2)))
                .as("0 and -1 are written")
                .isTrue();
        assertState("after zero and false", accepted);
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
}
