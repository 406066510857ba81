package dev.sluice.tck.rule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
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
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Identities and values. */
abstract class ValueRules extends ModeRules {
    /** More than a length of two bytes can hold. */
    private static final int WIDE = 70_000;

    /** Values of a type that are tried in every mode. */
    private static final int FEW = 8;

    /** The length of a text that is tried in every mode. */
    private static final int LONG = 5_000;

    /**
     * A row whose identity is null, blank or missing is rejected with category DATA, not to be tried again, and the other rows are written. Asked because every
     * source has such rows, and one must not stop the others. On failure make sure that a missing field, null and blanks are all found
     * before anything is sent.
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
            assertThat(((Outcome.Rejected) result.outcome(0)).error().retryable())
                    .as("whether a row without identity may succeed later without any change")
                    .isFalse();
            assertState("in " + mode + " after rows without identity", overwrites(mode) ? person(1) : person(1, "old"));
        });
    }

    /**
     * Rows with different identities are different records. The rule tries upper and lower case, leading zeros, spaces, separators,
     * patterns, paths, escapes, equal hash codes and combining characters. Asked because data are lost without an error when two rows share a record. On failure
     * look for code that trims, changes case or normalizes, and for separators that are not escaped.
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
                    "e",
                    "I",
                    "i",
                    "\u0130",
                    "\u0131",
                    "a\u200B",
                    "a.",
                    "../a",
                    "a/../a",
                    "%",
                    "_",
                    "[a]",
                    // Texts with equal hash codes.
                    "Aa",
                    "BB",
                    "AaBB",
                    "BBAa",
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
        List<Row> accepted = acceptedOf("distinct identities", rows, writeRows(writingMode(), rows));
        assertThat(accepted.size()).as("identities written").isGreaterThanOrEqualTo(12);
        assertState("after rows of distinct identities", accepted);
    }

    /**
     * The identities 7 and "7" name the same record, in one batch too, where the later row wins. Asked because the type of a column may change while its meaning stays. On failure
     * derive the name of a record from {@link dev.sluice.spi.Identity}.
     */
    @Test
    public final void required_r6_03_anIdentityIsItsCanonicalText() {
        SyncMode mode = rewritingMode();
        write(mode, set(person(7)));
        Row byText = Row.of(
                RowSchema.of(
                        new Field("id", FieldType.TEXT),
                        new Field("name", FieldType.TEXT),
                        new Field("score", FieldType.INTEGER)),
                "7",
                "by text",
                1L);
        write(request(mode), List.of(set(byText)));
        assertThat(fixture.readAll().keySet()).as("records after 7 and \"7\"").containsExactly("7");
        Row later = Row.of(byText.schema(), "8", "later", 1L);
        BatchResult result = write(request(mode), List.of(set(person(8)), set(later)));
        if (result.isAllWritten()) {
            assertThat(requireNonNull(StoredState.read(fixture, List.of(later), KEY)
                                    .get("8"))
                            .get("name"))
                    .as("name of the record 8, after a batch with 8 and then \"8\"")
                    .isEqualTo("later");
        }
    }

    /**
     * A value of any type is stored exactly or its row is rejected; a type of which any value is stored has its ordinary ones stored. The rule
     * has a space for each type, and in it corner cases, such as old dates, nanoseconds, NaN, long decimals and texts that mean something to a
     * tool, and random values. Asked because nobody notices a number that has changed slightly. On failure look at the type in the identity of the record; {@link dev.sluice.spi.FieldType} defines the
     * canonical text of each type.
     */
    @Test
    public final void required_r6_04_everyTypeKeepsItsValue() {
        SyncMode mode = writingMode();
        int tried = 0;
        int written = 0;
        for (FieldType type : FieldType.values()) {
            isolate();
            List<Row> rows = SampleValues.rows(type, seed);
            List<Row> accepted = accepted("sample values of " + type, mode, rows);
            assertState("after a row for each sample value of " + type + seeded(), accepted);
            assertThat(accepted.isEmpty() || accepted.contains(rows.get(0)))
                    .as(
                            "whether the row with %s, an ordinary value of %s, was written, as %d other values were",
                            type.format(SampleValues.ordinary(type)), type, accepted.size())
                    .isTrue();
            tried += rows.size();
            written += accepted.size();
        }
        assertThat(written).as("sample values written, of %d", tried).isGreaterThanOrEqualTo(tried / 2);
    }

    /**
     * A null clears the field of a record that is overwritten. In the only field that records keep it rejects the row, and the record stays.
     * Asked because a value that the source no longer has must not remain, and an empty record is no value. Does not apply when the settings omit nulls. On failure look for nulls that are not sent.
     */
    @Test
    public final void capability_r6_05_aNullClearsTheField() {
        assumeTrue(fixture.nullClears(), "not applicable: the settings leave nulls out");
        SyncMode mode = rewritingMode();
        seed(person(1), person(2));
        Row cleared = Row.of(PEOPLE, 1L, null, 5L);
        BatchResult result = write(mode, set(cleared));
        if (isNothing(cleared)) {
            assertOutcomes("of a null in the only field that records keep", result, Outcome.Rejected.class);
            assertState(
                    "after a null in the only field that records keep",
                    isSnapshot(mode) ? List.of(person(2)) : List.of(person(1), person(2)));
        } else {
            assertAllWritten("row with a null", result);
            assertState("after a null was written", cleared, person(2));
        }
    }

    /**
     * Texts of 1 MiB and of one character more, texts of characters with four bytes, bytes and JSON beyond 64 KiB, and a row of 1,000 fields,
     * are stored completely or rejected. Asked because targets truncate without an error. On
     * failure look at the column, buffer and request limits of the target, and reject larger rows.
     */
    @Test
    public final void required_r6_06_largeRowsAreNotCut() {
        Row tall = person(1, "0123456789abcdef".repeat(65_536));
        Row taller = person(4, "0123456789abcdef".repeat(65_536) + "g");
        List<Field> fields = new ArrayList<>(List.of(new Field("id", FieldType.INTEGER)));
        List<@Nullable Object> values = new ArrayList<>(List.of(2L));
        for (int i = 0; i < 999; i++) {
            fields.add(new Field("field_" + i, FieldType.INTEGER));
            values.add((long) i);
        }
        List<Row> rows = List.of(tall, Row.of(RowSchema.of(fields), values.toArray()), person(3), taller);
        List<Row> accepted = acceptedOf("large rows", rows, writeRows(writingMode(), rows));
        assertThat(accepted.contains(person(3)))
                .as("the small row beside them is written")
                .isTrue();
        assertState("after large rows", accepted);
        byte[] bytes = new byte[WIDE];
        new Random(seed).nextBytes(bytes);
        assertWhole(FieldType.BYTES, bytes);
        assertWhole(FieldType.JSON, "{\"text\":\"" + "0123456789".repeat(WIDE / 10) + "\"}");
        for (int length : new int[] {64, 128, 256, 16_384, WIDE}) {
            assertWhole(FieldType.TEXT, "\uD83D\uDE00".repeat(length) + "z");
        }
    }

    /** Writes a row with a long value in a space of its own, beside a row with an ordinary one. */
    private void assertWhole(FieldType type, Object value) {
        isolate();
        SyncMode mode = writingMode();
        RowSchema schema = RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", type));
        List<Row> rows =
                List.of(Row.of(schema, "ordinary", SampleValues.ordinary(type)), Row.of(schema, "long", value));
        assertState("after a long value of " + type, accepted("long values of " + type, mode, rows));
    }

    /**
     * In each declared mode that writes rows a value of any type is stored exactly, or its row is rejected, and a null of any type is no
     * value: in a new record, and in one that holds another value. What one mode stores no other one rejects. Asked because creating,
     * merging and overwriting are often several statements. On failure look at the mode and the type in the message, and at how a statement
     * of this mode binds a value or a null.
     */
    @Test
    public final void required_r6_15_everyModeKeepsEveryType() {
        SyncMode first = writingMode();
        for (FieldType type : FieldType.values()) {
            inEachRowMode(mode -> new OverAnother(first, mode, type).check());
        }
    }

    /** Writes the values of a type over others, and as new records. */
    private final class OverAnother {
        private final SyncMode mode;
        private final FieldType type;
        private final RowSchema schema;
        private final List<Row> before = new ArrayList<>();
        private final List<Row> after = new ArrayList<>();
        private final SyncMode first;

        OverAnother(SyncMode first, SyncMode mode, FieldType type) {
            this.first = first;
            this.mode = mode;
            this.type = type;
            this.schema = RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", type));
            List<Object> all = SampleValues.of(type, seed);
            List<@Nullable Object> values = new ArrayList<>(all.subList(0, Math.min(FEW, all.size())));
            values.add(null);
            if (type == FieldType.TEXT) {
                values.add("z".repeat(LONG) + "y");
            }
            for (int i = 0; i < values.size(); i++) {
                before.add(Row.of(schema, "over_" + i, values.get((i + 1) % values.size())));
                after.add(Row.of(schema, "over_" + i, values.get(i)));
                after.add(Row.of(schema, "new_" + i, values.get(i)));
            }
        }

        void check() {
            Map<String, Row> expected = new TreeMap<>();
            accepted("values of " + type + " in " + first, first, before).forEach(row -> expected.put(name(row), row));
            if (expected.isEmpty()) {
                return;
            }
            List<String> storable = expected.values().stream().map(this::text).toList();
            BatchResult result;
            try {
                result = writeRows(mode, after);
            } catch (DestinationException e) {
                assertThat(e.detail().category())
                        .as(
                                "category of the refusal of values of %s in %s: %s",
                                type, mode, e.detail().code())
                        .isIn(ErrorCategory.CONFIGURATION, ErrorCategory.DATA);
                return;
            }
            for (int i = 0; i < after.size(); i++) {
                Row row = after.get(i);
                if (result.outcome(i) instanceof Outcome.Written) {
                    Row there = expected.get(name(row));
                    boolean keepsNull = there != null && row.value("value") == null && !fixture.nullClears();
                    expected.put(name(row), keepsNull ? there : row);
                } else if (result.outcome(i) instanceof Outcome.Rejected) {
                    assertThat(storable.contains(text(row)))
                            .as(
                                    "whether %s stores the %s of %s that %s rejects: %s",
                                    first, type, name(row), mode, describe(result.outcome(i)))
                            .isFalse();
                    if (isSnapshot(mode)) {
                        // It replaces everything, and a row that is refused is not in it.
                        expected.remove(name(row));
                    }
                } else {
                    boolean there = expected.containsKey(name(row));
                    assertThat(describe(result.outcome(i)).startsWith("Skipped")
                                    && (there ? !overwrites(mode) : !creates(mode)))
                            .as(
                                    "whether %s may leave %s alone, a record that is %s: %s",
                                    mode, name(row), there ? "there" : "absent", describe(result.outcome(i)))
                            .isTrue();
                }
            }
            assertState(
                    "in " + mode + ", after values of " + type + " over others and as new records" + seeded(),
                    List.copyOf(expected.values()));
        }

        private String text(Row row) {
            Object value = row.value("value");
            return value == null ? "(null)" : value instanceof byte[] bytes ? Arrays.toString(bytes) : value.toString();
        }
    }

    /**
     * Identities of two fields are different if any field differs, and keep the field order of the key. Asked because composite keys are
     * common. Does not apply when the profile refuses two identity fields. On failure look for fields that are joined without escaping, or
     * sorted.
     */
    @Test
    public final void capability_r6_07_compositeIdentitiesStayDistinct() {
        key = List.of("tenant", "id");
        RowSchema schema = RowSchema.of(
                new Field("id", FieldType.TEXT),
                new Field("name", FieldType.TEXT),
                new Field("tenant", FieldType.TEXT));
        WriteRequest request = request(writingMode(), schema, key);
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
                StoredState.of(fixture, rows, key),
                StoredState.read(fixture, rows, key));
    }

    /**
     * Field names are kept exactly, with spaces, dots, quotes, separators, case, control characters and any other characters, or the row is
     * rejected, in each declared mode that overwrites. Asked because sources use any names. On failure look at how names are quoted, and at the limits of the target.
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
            "0",
            "?",
            "%s",
            "{a}",
            "a,b",
            "a\tb",
            ":name",
            "$1",
            "select",
            "n".repeat(63),
            "n".repeat(64),
            "n".repeat(63) + "x",
            "n".repeat(128),
            "n".repeat(300)
        };
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            RowSchema schema = RowSchema.of(new Field("id", FieldType.INTEGER), new Field(names[i], FieldType.INTEGER));
            rows.add(Row.of(schema, (long) i, i * 10L));
        }
        SyncMode first = writingMode();
        List<Row> accepted = acceptedOf("rows of odd names", rows, writeRows(first, rows));
        assertState("after rows of odd names", accepted);
        for (SyncMode mode : rowModes()) {
            if (overwrites(mode) && !isSnapshot(mode) && !accepted.isEmpty()) {
                List<Row> changed = accepted.stream()
                        .map(row -> Row.of(
                                row.schema(), row.value(0), -1L - rowModes().indexOf(mode)))
                        .toList();
                assertAllWritten("rows of odd names in " + mode, writeRows(mode, changed));
                assertState("after rows of odd names were changed in " + mode, changed);
            }
        }
    }

    /**
     * Text with half of a surrogate pair, which is not valid Unicode, is stored exactly or rejected, in an identity and in a value. Asked
     * because replacing it with a question mark can make two identities equal. On failure look for {@code getBytes(UTF_8)}.
     */
    @Test
    public final void required_r6_09_aLoneSurrogateIsNotReplaced() {
        List<Row> rows = List.of(
                text("a\uD800"),
                text("a\uD801"),
                text("a?"),
                Row.of(text("b").schema(), "value", "half \uDC00 a character"));
        List<Row> accepted = acceptedOf("rows of half a character", rows, writeRows(writingMode(), rows));
        assertState("after rows of half a character", accepted);
    }

    /**
     * A decimal whose text is longer than {@link FieldType#MAX_DECIMAL_LENGTH}, such as 1E+2000000000, is rejected, in an identity and in a
     * value, and the row next to it is written. Asked because the text would take gigabytes. On failure use the canonical text, which
     * refuses it, and catch the exception.
     */
    @Test
    public final void required_r6_10_anOverlongDecimalIsRejected() {
        BigDecimal overlong = new BigDecimal("1E+2000000000");
        RowSchema value = RowSchema.of(new Field("id", FieldType.INTEGER), new Field("amount", FieldType.DECIMAL));
        RowSchema identity = RowSchema.of(new Field("id", FieldType.DECIMAL), new Field("name", FieldType.TEXT));
        BatchResult result = write(
                writingMode(),
                set(Row.of(value, 1L, overlong)),
                set(Row.of(identity, overlong, "overlong")),
                set(person(3)));
        assertOutcomes(
                "of overlong decimals", result, Outcome.Rejected.class, Outcome.Rejected.class, Outcome.Written.class);
        assertState("after overlong decimals", person(3));
    }

    /**
     * Identities of up to 1,500 characters that differ only in the last one are two records, or are rejected. Asked because truncation would make
     * them one. On failure look at the length of the key column.
     */
    @Test
    public final void required_r6_11_longIdentitiesAreNotCut() {
        List<Row> rows = new ArrayList<>();
        for (int length : new int[] {63, 64, 127, 255, 256, 999, 1_499}) {
            rows.add(text("k".repeat(length) + "1"));
            rows.add(text("k".repeat(length) + "2"));
        }
        rows.add(text("short"));
        List<Row> accepted = acceptedOf("long identities", rows, writeRows(writingMode(), rows));
        assertThat(accepted.contains(text("short")))
                .as("the row of a short identity is written")
                .isTrue();
        Set<String> there = fixture.readAll().keySet();
        assertThat(accepted.stream()
                        .map(this::name)
                        .filter(name -> !there.contains(name))
                        .map(name -> "'…" + name.substring(name.length() - 1) + "', the last of " + name.length()
                                + " characters")
                        .toList())
                .as("identities that were written and are not there, by their ends")
                .isEmpty();
        assertState("after long identities", accepted);
    }

    /**
     * 0 and -1 are valid identities; false is one too, unless it is rejected. Asked because code may treat zero as missing. On failure look
     * for comparisons with 0.
     */
    @Test
    public final void required_r6_12_zeroIsAnIdentity() {
        RowSchema flags = RowSchema.of(new Field("id", FieldType.BOOLEAN), new Field("name", FieldType.TEXT));
        List<Row> rows = List.of(person(0), person(-1), Row.of(flags, false, "no"), Row.of(flags, true, "yes"));
        List<Row> accepted = acceptedOf("zero and false", rows, writeRows(writingMode(), rows));
        assertThat(accepted.containsAll(rows.subList(0, 2)))
                .as("0 and -1 are written")
                .isTrue();
        assertState("after zero and false", accepted);
    }

    /**
     * A key of any scalar type names its record by its canonical text, to write and to remove it, or is refused: by the profile, or row by row. Integers and texts are
     * not refused. Asked because keys are not always numbers, and two values of a type may be equal to a target but not to a host. On failure
     * look for {@code toString} where the identity is made, and for key columns that change a value.
     */
    @Test
    public final void required_r6_13_keysOfEveryTypeAreKept() {
        boolean removes = spec().modes().contains(SyncMode.MIRROR) && !isSnapshot(SyncMode.MIRROR);
        SyncMode mode = removes ? SyncMode.MIRROR : writingMode();
        for (FieldType type : FieldType.values()) {
            if (type.isScalar()) {
                isolate();
                RowSchema schema = RowSchema.of(new Field("id", type), new Field("name", FieldType.TEXT));
                Map<String, Row> byName = new TreeMap<>();
                for (Object value : SampleValues.of(type, seed)) {
                    Row row = Row.of(schema, value, "of " + type);
                    Identity.of(row, KEY).ifPresent(identity -> byName.put(identity.text(), row));
                }
                List<Row> rows = List.copyOf(byName.values());
                List<Row> accepted = accepted("keys of " + type, mode, rows);
                assertState("after rows with keys of " + type + seeded(), accepted);
                assertThat(accepted.isEmpty() && (type == FieldType.INTEGER || type == FieldType.TEXT))
                        .as("whether every key of %s was refused", type)
                        .isFalse();
                if (removes && !accepted.isEmpty()) {
                    assertRemoved(type, request(mode, schema, KEY), accepted);
                }
            }
        }
    }

    /** Removes records by keys of their type and by the text of their identity, which hosts send, in turn. */
    private void assertRemoved(FieldType type, WriteRequest request, List<Row> rows) {
        RowSchema typed = RowSchema.of(new Field("id", type));
        RowSchema text = RowSchema.of(new Field("id", FieldType.TEXT));
        List<Change> removals = new ArrayList<>();
        for (Row row : rows) {
            removals.add(new Change.Remove(
                    removals.size() % 2 == 0
                            ? Row.of(typed, row.value("id"))
                            : Row.of(
                                    text,
                                    Identity.of(row, KEY).orElseThrow().parts().get(0))));
        }
        assertAllWritten("removals by keys of " + type, write(request, removals));
        assertState("after removals by keys of " + type + seeded());
    }

    /**
     * Every part of a composite identity counts, exactly as it is, also for rows that overwrite or remove a record; a row that lacks a part is
     * rejected. Asked because rows of different tenants must not share a record. Does not apply when the profile refuses two identity fields.
     * On failure look for a part that is trimmed, cut or left out, and for parts that are taken in the order of the schema.
     */
    @Test
    public final void capability_r6_14_everyPartOfAnIdentityCounts() {
        key = List.of("tenant", "id");
        RowSchema schema = RowSchema.of(
                new Field("id", FieldType.TEXT),
                new Field("name", FieldType.TEXT),
                new Field("tenant", FieldType.TEXT));
        SyncMode mode = rewritingMode();
        WriteRequest request = request(mode, schema, key);
        Throwable refusal = catchThrowable(() -> destination.profile(request));
        assumeTrue(
                !(refusal instanceof DestinationException), "not applicable: the profile refuses two identity fields");
        String[][] identities = {
            {"a", "b"},
            {"b", "a"},
            {"a ", "b"},
            {"a", " b"},
            {"ab", "c"},
            {"a", "bc"},
            {"A", "b"},
            {"a:b", "c"},
            {"a", "b:c"},
            {"a\u0000b", "c"},
            {"a", "b\u0000c"},
            {"a|b", "c"},
            {"a", "b|c"},
            {"\uD83D\uDE00", "\uD83D\uDE01"},
            {"\uD83D\uDE01", "\uD83D\uDE00"},
            {"1", "01"},
            {"k".repeat(200) + "1", "x"},
            {"k".repeat(200) + "2", "x"}
        };
        List<Row> first = new ArrayList<>();
        List<Row> second = new ArrayList<>();
        for (String[] identity : identities) {
            first.add(Row.of(schema, identity[1], "first " + first.size(), identity[0]));
            second.add(Row.of(schema, identity[1], "second " + second.size(), identity[0]));
        }
        List<Row> accepted = acceptedOf("composite identities", first, write(request, sets(first)));
        assertThat(accepted.size()).as("composite identities written").isGreaterThanOrEqualTo(10);
        assertState("after rows of composite identities", accepted);
        List<Row> again = acceptedOf("composite identities", second, write(request, sets(second)));
        assertState("after rows that overwrite them", again);
        BatchResult lacking = write(
                request, List.of(set(Row.of(schema, "b", "no tenant", null)), set(Row.of(schema, null, "x", "a"))));
        assertOutcomes("of rows that lack a part", lacking, Outcome.Rejected.class, Outcome.Rejected.class);
        if (mode.removes() && !isSnapshot(mode)) {
            RowSchema names = RowSchema.of(new Field("id", FieldType.TEXT), new Field("tenant", FieldType.TEXT));
            assertAllWritten("a removal", write(request, List.of(new Change.Remove(Row.of(names, "b", "a")))));
            again.remove(second.get(0));
            assertState("after one was removed", again);
        }
    }
}
