package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fields and identities whose hash codes are equal. */
abstract class CollisionRules extends CommitRules {
    /** Texts of one length and one {@link String#hashCode}. */
    private static final List<String> EQUAL_HASHES = List.of("AaAa", "BBBB", "AaBB", "BBAa");

    private static final int[] BEFORE = {0, 60, 250, 500, 740, 1_490};
    private static final int[] AFTER = {740, 200, 10, 0};

    /** The longest identity of rule 6.11. */
    private static final int LONGEST_NAME = 1_500;

    /**
     * Rows whose lists of field names have the same length and {@code hashCode}, such as {@code Aa} and {@code BB}, are each written to their own
     * fields, in batches one after another and in one, in each declared mode that overwrites records. Asked because statements and mappings are
     * kept by the fields of a row. Does not apply when no declared mode writes rows, or when records do not keep all fields. On failure look for a cache whose key is a hash code.
     */
    @Test
    public final void required_r4_19_fieldsOfEqualHashesAreNotMixed() {
        inEachRowMode(mode -> {
            if (isSnapshot(mode) || !overwrites(mode)) {
                return;
            }
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < EQUAL_HASHES.size(); i++) {
                rows.add(Row.of(schemaOf(EQUAL_HASHES.get(i)), i + 1L, "in " + EQUAL_HASHES.get(i)));
                rows.add(Row.of(schemaOf(EQUAL_HASHES.get(i)), i + 11L, "in " + EQUAL_HASHES.get(i)));
            }
            assumeTrue(
                    fixture.storedFields(union(rows), KEY).containsAll(EQUAL_HASHES),
                    "not applicable: records do not keep the fields of their rows");
            // All columns are there before the first row of one.
            Row wide = Row.of(union(rows), 99L, "a", "b", "c", "d");
            seed(wide);
            seed(rows.stream().map(CollisionRules::keyOnly).toList());
            try (RunWriter writer = open(request(mode, rows))) {
                for (int i = 0; i < rows.size(); i += 2) {
                    assertTaken("in " + mode, writeWith(writer, List.of(set(rows.get(i)))));
                }
                List<Change> together = new ArrayList<>();
                for (int i = 1; i < rows.size(); i += 2) {
                    together.add(set(rows.get(i)));
                }
                assertTaken("of one batch in " + mode, writeWith(writer, together));
            }
            List<Row> expected = new ArrayList<>(rows);
            expected.add(wide);
            assertState("after rows of fields whose names have equal hash codes, in " + mode, expected);
        });
    }

    private static RowSchema schemaOf(String field) {
        return RowSchema.of(new Field("id", FieldType.INTEGER), new Field(field, FieldType.TEXT));
    }

    private static Row keyOnly(Row row) {
        return Row.of(RowSchema.of(new Field("id", FieldType.INTEGER)), row.value("id"));
    }

    /**
     * Identities that have the same length, the same {@code hashCode}, and the same beginning and end are two records each, or are rejected.
     * Asked because long keys are often shortened to a beginning and a hash, and 32 bits of one are soon equal. On failure look for
     * {@code hashCode}, CRC32 and other short sums; SHA-256 is long enough.
     */
    @Test
    public final void required_r6_17_identitiesOfEqualHashesAreApart() {
        SyncMode mode = writingMode();
        List<Row> rows = new ArrayList<>();
        for (int before : BEFORE) {
            for (int after : AFTER) {
                if (before + EQUAL_HASHES.get(0).length() + after <= LONGEST_NAME) {
                    EQUAL_HASHES.forEach(text -> rows.add(text("k".repeat(before) + text + "z".repeat(after))));
                }
            }
        }
        List<Row> accepted = acceptedOf("identities of equal hash codes", rows, writeRows(mode, rows));
        assertThat(accepted.contains(text("AaAa")))
                .as("the row of a short identity is written")
                .isTrue();
        Map<String, Map<String, String>> there = StoredState.read(fixture, accepted, KEY);
        List<String> missing = accepted.stream()
                .map(this::name)
                .filter(name -> !there.containsKey(name))
                .map(CollisionRules::told)
                .toList();
        assertThat(missing)
                .as("identities that were written and are not there, of %d", accepted.size())
                .isEmpty();
        assertState("after identities of equal hash codes", accepted);
        assertEachMatches(request(mode, rows), accepted);
    }

    /** The fixture may not see two records as one; a reader of the destination says what it finds under each identity. */
    private void assertEachMatches(WriteRequest request, List<Row> rows) {
        destination.reader(request, HostRun.context()).ifPresent(reader -> {
            try (reader) {
                List<ReadBack> answers = reader.read(rows);
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(answers.get(i).status())
                            .as("status of the record %s, which was written", told(name(rows.get(i))))
                            .isEqualTo(ReadBack.Status.MATCHES);
                }
            }
        });
    }

    /** A long name, by what differs: its four letters and where they are. */
    private static String told(String name) {
        String letters = name.replaceAll("[kz]", "");
        return letters + " after " + name.indexOf(letters) + " of " + name.length() + " characters";
    }
}
