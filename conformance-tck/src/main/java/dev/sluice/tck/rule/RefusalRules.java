package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Changes that are refused, in every mode. */
abstract class RefusalRules extends OddSettingsRules {
    private static final long ONE = 900_001;
    private static final long OTHER = 900_002;

    /**
     * A change that the target or the destination refuses in UPSERT is tried in every declared mode, with its record absent and present. It is
     * rejected, skipped where the mode skips such a record, or written as it is; no other record is removed or changed, and the other changes
     * of the batch have their usual outcomes. Asked because each mode has a statement of its own. Does not apply when UPSERT is not declared;
     * untested when the fixture has no such change. On failure look for statements that ignore or replace what is in their way, such as
     * {@code INSERT OR IGNORE}, {@code ON CONFLICT} without a column, and {@code REPLACE}, which removes the record that holds a unique value.
     */
    @Test
    public final void capability_r7_13_aRefusalTouchesNothingInAnyMode() {
        assumeMode(SyncMode.UPSERT);
        boolean tried = false;
        for (SyncMode mode : rowModes()) {
            for (Refuser refuser : Refuser.values()) {
                if (!isSnapshot(mode)) {
                    tried |= isRefused(mode, refuser, false);
                    tried |= isRefused(mode, refuser, true);
                }
            }
        }
        if (!tried) {
            throw untested("the fixture has no change that is refused");
        }
    }

    /** Tries a refused change in a mode. False if the fixture has none, or if its record cannot be made present. */
    private boolean isRefused(SyncMode mode, Refuser refuser, boolean present) {
        isolate();
        Optional<Change> change = fixture.refusedBy(refuser);
        if (change.isEmpty()
                || (present && !isWritten(SyncMode.UPSERT, harmless(change.get().row())))) {
            return false;
        }
        new RefusedIn(mode, refuser, present).assertFor(change.get().row());
        return true;
    }

    /** A row of the same identity that nobody refuses. */
    private static Row harmless(Row refused) {
        Field id = refused.schema().field(refused.schema().indexOf("id"));
        return Row.of(RowSchema.of(id, new Field("name", FieldType.TEXT)), refused.value("id"), "harmless");
    }

    private boolean isWritten(SyncMode mode, Row row) {
        return write(request(mode), List.of(set(row))).outcome(0) instanceof Outcome.Written;
    }

    private final class RefusedIn {
        private final SyncMode mode;
        private final boolean present;
        private final String when;

        RefusedIn(SyncMode mode, Refuser refuser, boolean present) {
            this.mode = mode;
            this.present = present;
            this.when = "in " + mode + " with a change that the " + refuser + " refuses, whose record is "
                    + (present ? "present" : "absent");
        }

        void assertFor(Row refused) {
            seed(person(ONE, "old"), person(OTHER, "old"));
            List<Row> neighbours = List.of(person(ONE, "new"), person(OTHER, "new"));
            Map<String, Map<String, String>> before = StoredState.read(fixture, neighbours, KEY);
            BatchResult result =
                    write(request(mode), List.of(set(neighbours.get(0)), set(refused), set(neighbours.get(1))));
            Class<?> usual = overwrites(mode) ? Outcome.Written.class : Outcome.Skipped.class;
            for (int neighbour : new int[] {0, 2}) {
                assertThat(result.outcome(neighbour))
                        .as("outcome %d, %s: %s", neighbour, when, describe(result.outcome(neighbour)))
                        .isInstanceOf(usual);
            }
            assertOthers(refused, neighbours, before);
            assertOwn(refused, result.outcome(1), before);
        }

        private void assertOthers(Row refused, List<Row> neighbours, Map<String, Map<String, String>> before) {
            Map<String, Map<String, String>> expected = new TreeMap<>(before);
            if (overwrites(mode)) {
                expected.putAll(StoredState.of(fixture, neighbours, KEY));
            }
            Map<String, Map<String, String>> actual = StoredState.read(fixture, neighbours, KEY);
            expected.remove(name(refused));
            actual.remove(name(refused));
            StateDiff.assertEqual("the other records, " + when, expected, actual);
        }

        private void assertOwn(Row refused, Outcome outcome, Map<String, Map<String, String>> before) {
            String told = "outcome of the refused change, " + when + ": " + describe(outcome);
            assertThat(outcome).as(told).isNotInstanceOf(Outcome.Indeterminate.class);
            if (outcome instanceof Outcome.Written) {
                assertThat(mode == SyncMode.UPSERT && !present).as(told).isFalse();
                assertWhole(refused);
                return;
            }
            assertThat(new ArrayList<>(Optional.ofNullable(fixture.readAll().get(name(refused))).stream()
                            .toList()))
                    .as("the record of the refused change, %s, which is %s", when, describe(outcome))
                    .isEqualTo(Optional.ofNullable(before.get(name(refused))).stream()
                            .toList());
            if (outcome instanceof Outcome.Skipped) {
                assertMaySkip(refused, told);
            }
        }

        private void assertWhole(Row refused) {
            Map<String, String> record =
                    StoredState.read(fixture, List.of(refused), KEY).getOrDefault(name(refused), Map.of());
            StoredState.of(fixture, List.of(refused), KEY)
                    .getOrDefault(name(refused), Map.of())
                    .forEach((field, value) -> assertThat(record.get(field))
                            .as("field %s of the change that counts as written, %s", field, when)
                            .isEqualTo(value));
        }

        /** What is skipped because it exists must exist: then no other row of its identity is inserted either. */
        private void assertMaySkip(Row refused, String told) {
            WriteProfile profile = profile(mode);
            if (present) {
                assertThat(profile.existing()).as(told).isEqualTo(WriteProfile.Existing.SKIP);
            } else if (profile.absent() == WriteProfile.Absent.CREATE) {
                assertThat(profile.existing()).as(told).isEqualTo(WriteProfile.Existing.SKIP);
                assertThat(isWritten(mode, harmless(refused)))
                        .as("%s, though no record of its identity is there: another row creates one", told)
                        .isFalse();
            }
        }
    }
}
