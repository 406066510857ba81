package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.host.HostRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Records whose identities are almost equal. */
abstract class NeighbourRules extends CharsetRules {
    /** Identities, each of which a target might take for the next one. */
    private static final List<String> NEAR = List.of(
            "ab",
            "AB",
            "ab ",
            " ab",
            "\u00E4b",
            "a\u0308b",
            "1",
            "01",
            "1.0",
            "\uFF11",
            "%",
            "a_",
            "a%",
            "a\\%",
            "0f8fad5b",
            "0F8FAD5B");

    /**
     * In each declared mode a change finds its own record alone, not one whose identity differs in case, blanks, accents or digits, or matches
     * it as a pattern: writes change every second one of such records, and removals remove every third. Asked because updates and removals are
     * often statements of their own, which compare in another way than the one that creates. On failure look for the comparison in the
     * statement of the mode in the message: collations, {@code LIKE}, {@code LOWER} and {@code TRIM}.
     */
    @Test
    public final void required_r6_16_aChangeFindsItsOwnRecord() {
        SyncMode first = writingMode();
        inEachRowMode(mode -> {
            List<Row> there = accepted(
                    "identities that are almost equal",
                    first,
                    NEAR.stream().map(RuleBase::text).toList());
            Map<String, Row> expected = new TreeMap<>();
            there.forEach(row -> expected.put(name(row), row));
            List<Row> changed = new ArrayList<>();
            for (int i = 0; i < there.size(); i += 2) {
                changed.add(Row.of(there.get(i).schema(), there.get(i).value("id"), "changed " + i));
            }
            acceptedIn(mode, changed).forEach(row -> expected.put(name(row), row));
            assertState("in " + mode + " after every second of almost equal records was written", expected.values());
            if (mode.removes() && !isSnapshot(mode)) {
                tryRemovals(mode, there, expected);
            }
        });
    }

    /** Writes rows over records, and returns those that were written. */
    private List<Row> acceptedIn(SyncMode mode, List<Row> rows) {
        BatchResult result = writeRows(mode, rows);
        List<Row> written = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (result.outcome(i) instanceof Outcome.Written) {
                written.add(rows.get(i));
            } else {
                assertThat(result.outcome(i) instanceof Outcome.Skipped && !overwrites(mode))
                        .as(
                                "whether %s may leave the record %s, which is there: %s",
                                mode, name(rows.get(i)), describe(result.outcome(i)))
                        .isTrue();
            }
        }
        return written;
    }

    private void tryRemovals(SyncMode mode, List<Row> there, Map<String, Row> expected) {
        RowSchema key = RowSchema.of(new Field("id", FieldType.TEXT));
        List<Change> removals = new ArrayList<>();
        for (int i = 0; i < there.size(); i += 3) {
            removals.add(new Change.Remove(Row.of(key, there.get(i).value("id"))));
            expected.remove(name(there.get(i)));
        }
        assertAllWritten("removals", write(request(mode, there), removals));
        assertState("in " + mode + " after every third of almost equal records was removed", expected.values());
        List<Change> nobody = new ArrayList<>();
        Stream.of(Optional.<String>empty(), Optional.of(""), Optional.of(" "))
                .forEach(id -> nobody.add(new Change.Remove(Row.of(key, new Object[] {id.orElse(null)}))));
        BatchResult result = write(request(mode, there), nobody);
        assertOutcomes(
                "of removals without an identity in " + mode,
                result,
                Outcome.Rejected.class,
                Outcome.Rejected.class,
                Outcome.Rejected.class);
        assertState("in " + mode + " after removals without an identity", expected.values());
    }

    private void assertState(String when, Iterable<Row> rows) {
        List<Row> all = new ArrayList<>();
        rows.forEach(all::add);
        assertState(when, all);
    }

    /**
     * A reader calls a record absent if only one of almost the same identity is there. Asked because {@code verify} would call a missing record
     * right. Does not apply when there is no reader. On failure look at how the reader compares keys: by collation, pattern, or as numbers.
     */
    @Test
    public final void capability_r11_11_nearIdentitiesAreAbsent() {
        SyncMode mode = writingMode();
        for (int parity = 0; parity < 2; parity++) {
            isolate();
            List<Row> rows = new ArrayList<>();
            List<Row> others = new ArrayList<>();
            for (int i = 0; i < NEAR.size(); i++) {
                (i % 2 == parity ? rows : others).add(text(NEAR.get(i)));
            }
            List<Row> written = accepted("identities that are almost equal", mode, rows);
            others.removeIf(other -> fixture.readAll().containsKey(name(other)));
            try (RecordReader reader = destination
                    .reader(request(mode, rows), HostRun.context())
                    .orElseThrow(() -> new TestAbortedException("not applicable: the destination has no reader"))) {
                List<ReadBack> there = reader.read(written);
                for (int i = 0; i < written.size(); i++) {
                    assertThat(there.get(i).status())
                            .as("status of the record %s, which was written", name(written.get(i)))
                            .isEqualTo(ReadBack.Status.MATCHES);
                }
                List<ReadBack> absent = reader.read(others);
                for (int i = 0; i < others.size(); i++) {
                    assertThat(absent.get(i).status())
                            .as("status of %s, where only records of almost the same identity are", name(others.get(i)))
                            .isEqualTo(ReadBack.Status.ABSENT);
                }
            }
        }
    }
}
