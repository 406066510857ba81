package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.tck.support.StoredState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What each mode does with existing and absent records. */
abstract class ModeRules extends WriteRules {
    private static final RowSchema OLD = RowSchema.of(
            new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT), new Field("since", FieldType.TEXT));

    /**
     * UPSERT creates absent records and treats existing records as the profile says. Asked because the host's state is wrong if the profile
     * is wrong. Does not apply when UPSERT is not declared. On failure compare {@code existing} and {@code absent} of the profile with what
     * the target does.
     */
    @Test
    public final void capability_r5_01_upsertCreatesAndOverwrites() {
        assertMode(SyncMode.UPSERT);
    }

    /**
     * INSERT creates absent records and treats existing records as the profile says. Asked because destinations differ in INSERT, so the
     * profile has to say what happens. Does not apply when INSERT is not declared. On failure look whether an existing record is kept,
     * merged or overwritten, and at its outcome.
     */
    @Test
    public final void capability_r5_02_insertCreatesAndFollowsTheProfile() {
        assertMode(SyncMode.INSERT);
    }

    /**
     * UPDATE creates nothing, reports absent records as SKIPPED, and treats existing records as the profile says. Asked because an unwanted
     * record does more harm than a missing one. Does not apply when UPDATE is not declared. On failure look for a write that creates the
     * record if it is absent.
     */
    @Test
    public final void capability_r5_03_updateCreatesNothing() {
        assertMode(SyncMode.UPDATE);
    }

    /**
     * MIRROR writes added and changed rows as the profile says. Asked because the target has to become equal to the source. Does not apply
     * when MIRROR is not declared. On failure see UPSERT, rule 5.01.
     */
    @Test
    public final void capability_r5_04_mirrorWritesAddedAndChangedRows() {
        assertMode(SyncMode.MIRROR);
    }

    /**
     * MIRROR removes a record by its identity alone and keeps all others, also those whose identities begin with the removed one or look
     * like a pattern that matches it. Asked because the source no longer has the row. Does not apply when MIRROR is not declared, or takes
     * snapshots. On failure look for fields that a removal does not have, and for removal by prefix or pattern.
     */
    @Test
    public final void capability_r5_05_mirrorRemovesByIdentityAlone() {
        assumeRemovals();
        List<Row> neighbours = List.of(text("10"), text("11"), text("1:0"), text("1%"), text("?"), text("01"));
        seed(neighbours);
        seed(List.of(text("1"), text("*")));
        Change star = new Change.Remove(Row.of(RowSchema.of(new Field("id", FieldType.TEXT)), "*"));
        assertAllWritten("removals", write(SyncMode.MIRROR, remove(1), star));
        assertState("after 1 and * were removed", neighbours);
    }

    /**
     * Removing an absent record is WRITTEN. Asked because a host may repeat a removal. Does not apply when MIRROR is not declared, or takes
     * snapshots. On failure look for code that uses the number of removed records.
     */
    @Test
    public final void capability_r5_06_mirrorRemovesAbsentRecords() {
        assumeRemovals();
        seed(person(2));
        assertAllWritten("removal of an absent record", write(SyncMode.MIRROR, remove(1), remove(1)));
        assertState("after an absent record was removed", person(2));
    }

    /**
     * A record exists after a removal and a write of it, and is absent after a write and a removal. Asked because batches contain both.
     * Does not apply when MIRROR is not declared, or takes snapshots. On failure look for removals and writes that are sent separately.
     */
    @Test
    public final void capability_r5_07_mirrorKeepsTheOrderOfRemovalsAndWrites() {
        assumeRemovals();
        seed(person(1, "old"));
        BatchResult result = write(
                SyncMode.MIRROR,
                remove(1),
                set(person(1, "new")),
                set(person(2)),
                remove(2),
                set(person(3)),
                remove(4));
        assertAllWritten("mixed batch", result);
        assertState("after a mixed batch", person(1, "new"), person(3));
    }

    /**
     * A batch of removals that is larger than the preferred size removes every named record and no other. Asked because a source may lose
     * many rows at once. Does not apply when MIRROR is not declared, or takes snapshots. On failure look for a limit of the target on the
     * number of keys in a request.
     */
    @Test
    public final void capability_r5_08_mirrorRemovesManyAtOnce() {
        assumeRemovals();
        int count = profile(SyncMode.MIRROR).preferredBatch() + 1;
        seed(people(1, count + 1L));
        List<Change> removals = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            removals.add(remove(id));
        }
        assertAllWritten("removals", write(request(SyncMode.MIRROR), removals));
        assertState("after " + count + " of " + (count + 1) + " records were removed", person(count + 1L));
    }

    /**
     * An audience mode keeps the general contract: each change has an outcome, a row without identity is rejected alone, and writing a
     * batch twice has the same result as writing it once. Asked because a host uses these modes like any other. Does not apply when no
     * audience mode is declared. On failure look at the outcome in the message, as for the rules on rows.
     */
    @Test
    public final void capability_r5_09_audienceModesKeepTheContract() {
        inEachAudienceMode(mode -> {
            seed(person(1), person(2));
            List<Change> batch = List.of(set(person(2)), set(Row.of(PEOPLE, null, "nobody", 0L)), set(person(3)));
            BatchResult result = write(request(mode), batch);
            assertThat(describe(result.outcome(1)))
                    .as("outcome of a row without identity in %s", mode)
                    .startsWith("Rejected");
            assertThat(describe(result.outcome(0)) + describe(result.outcome(2)))
                    .as("outcomes of its neighbours in %s", mode)
                    .doesNotContain("Rejected", "Indeterminate");
            var once = fixture.readAll();
            write(request(mode), batch);
            assertUnchanged("in " + mode + " after the same batch again", once);
        });
    }

    /**
     * AUDIENCE_ADDITIVE adds the named members and removes none; AUDIENCE_SUBTRACTIVE removes the named members and adds none; after
     * AUDIENCE_MIRROR the named members are in the list. The rule compares identities only. Asked because these modes mean that. Does not
     * apply when no audience mode is declared. On failure look at the members in the message.
     */
    @Test
    public final void capability_r5_10_audienceModesAddAndRemoveMembers() {
        inEachAudienceMode(mode -> {
            seed(person(1), person(2));
            write(mode, set(person(2)), set(person(3)));
            Set<String> members = fixture.readAll().keySet();
            Set<String> expected = new TreeSet<>(
                    switch (mode) {
                        case AUDIENCE_ADDITIVE -> Set.of("1", "2", "3");
                        case AUDIENCE_SUBTRACTIVE -> Set.of("1");
                        // The SPI does not say when a list is complete, so member 1 may still be there.
                        case AUDIENCE_MIRROR -> members.contains("1") ? Set.of("1", "2", "3") : Set.of("2", "3");
                        case UPSERT, INSERT, UPDATE, MIRROR -> throw new AssertionError(mode);
                    });
            assertThat(new TreeSet<>(members))
                    .as("members after 2 and 3 were written to a list of 1 and 2 in %s", mode)
                    .isEqualTo(expected);
        });
    }

    /**
     * If the profile names an expiry, every written record expires within that time, whether it was created or overwritten. Asked because
     * the host writes unchanged rows again before that time. Does not apply when the profile names no expiry; untested when the fixture
     * cannot read expiries. On failure look for a write that keeps the earlier expiry of a record, or sets none.
     */
    @Test
    public final void capability_r5_11_writtenRecordsExpire() {
        if (!(profile(creatingMode()).expiry() instanceof Expiry.After after)) {
            throw new TestAbortedException("not applicable: the profile names no expiry");
        }
        Duration expiry = after.time();
        inEachRowMode(mode -> {
            seed(person(1, "old"));
            BatchResult result = write(mode, set(person(1)), set(person(2)));
            Map<String, Duration> left = expiries();
            for (int i = 0; i < result.size(); i++) {
                if (result.outcome(i) instanceof Outcome.Written) {
                    assertThat(left.getOrDefault(String.valueOf(i + 1), Duration.ZERO))
                            .as("time left of record %d, written in %s with an expiry of %s", i + 1, mode, expiry)
                            .isGreaterThan(expiry.dividedBy(2))
                            .isLessThanOrEqualTo(expiry);
                }
            }
        });
    }

    /**
     * If the profile names no expiry, created records stay. Asked because the host does not write a record again that vanishes
     * unexpectedly. Does not apply when the profile names an expiry; untested when the fixture cannot read expiries. On failure look for a
     * default expiry of the target.
     */
    @Test
    public final void capability_r5_12_recordsStayWithoutAnExpiry() {
        SyncMode mode = creatingMode();
        assumeTrue(profile(mode).expiry() == Expiry.NONE, "not applicable: the profile names an expiry");
        assertAllWritten("new records", write(request(mode), sets(people(1, 3))));
        assertThat(expiries()).as("records that expire").isEmpty();
    }

    private void assumeRemovals() {
        assumeMode(SyncMode.MIRROR);
        assumeTrue(!isSnapshot(SyncMode.MIRROR), "not applicable: MIRROR takes snapshots, which have no removals");
    }

    private Map<String, Duration> expiries() {
        return fixture.expiries().orElseThrow(() -> untested("the fixture cannot read expiries"));
    }

    private void inEachAudienceMode(Consumer<SyncMode> rule) {
        List<SyncMode> modes = Stream.of(SyncMode.values())
                .filter(mode -> mode.isAudience() && spec().modes().contains(mode))
                .toList();
        assumeTrue(!modes.isEmpty(), "not applicable: the spec declares no audience mode");
        for (SyncMode mode : modes) {
            isolate();
            rule.accept(mode);
        }
    }

    private void assertMode(SyncMode mode) {
        assumeMode(mode);
        Row there = Row.of(OLD, 1L, "old", "2020");
        seed(List.of(there, person(3)));
        BatchResult result = write(mode, set(person(1, "new")), set(person(2)), set(person(4)));
        WriteProfile profile = profile(mode);
        List<Row> expected = new ArrayList<>(List.of(person(3)));
        Class<?> existing = switch (profile.existing()) {
            case OVERWRITE -> {
                expected.add(person(1, "new"));
                yield Outcome.Written.class;
            }
            case MERGE -> {
                expected.add(StoredState.merge(there, person(1, "new")));
                yield Outcome.Written.class;
            }
            case SKIP -> {
                expected.add(there);
                yield Outcome.Skipped.class;
            }
        };
        Class<?> absent = switch (profile.absent()) {
            case CREATE -> {
                expected.addAll(List.of(person(2), person(4)));
                yield Outcome.Written.class;
            }
            case SKIP -> Outcome.Skipped.class;
        };
        assertState("after " + mode + " of an existing and two absent records", expected);
        assertOutcomes("of an existing and two absent records in " + mode, result, existing, absent, absent);
    }
}
