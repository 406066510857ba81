package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.Faults;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.SourceRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Staged runs and snapshots: nothing before the commit, everything with it. */
abstract class StagedRules extends RunRules {
    private static final int COMMITTED = 250;

    /** The exceptions that a commit reported, by identity. */
    private static final class Exceptions implements CommitObserver {
        final List<String> names = new ArrayList<>();
        final List<ErrorDetail> errors = new ArrayList<>();

        @Override
        public void rejected(Change change, ErrorDetail error) {
            add(change);
            errors.add(error);
        }

        @Override
        public void skipped(Change change, String reason) {
            add(change);
        }

        private void add(Change change) {
            names.add(Identity.of(change.row(), KEY).map(Identity::text).orElse("(none)"));
        }
    }

    /**
     * Nothing of a run is visible before its commit, everything with it, and no change is reported as written before. Asked because the host counts accepted rows as written only then.
     * Does not apply when the profile is not staged. On failure look for writes that reach the records, not the staging area.
     */
    @Test
    public final void capability_r14_01_nothingIsVisibleBeforeTheCommit() {
        SyncMode mode = stagedMode();
        seed(person(1, "old"));
        Map<String, Map<String, String>> before = fixture.readAll();
        try (DestinationRun run = open(mode)) {
            String prepared = stageUnwritten(mode, run, people(1, 2));
            assertUnchanged("before the commit", before);
            assertThat(run.commit(List.of(prepared), CommitObserver.NONE))
                    .as("of the commit")
                    .isEqualTo(CommitResult.COMPLETE);
        }
        assertState("after the commit", people(1, 2));
    }

    /** Stages rows. Asserts that none is reported as written, since nobody can read it yet. */
    private String stageUnwritten(SyncMode mode, DestinationRun run, List<Row> rows) {
        prepare(rows);
        try (DestinationWriter writer = destination.write(request(mode), run.handle(), HostRun.context())) {
            assertOutcomes(
                    "of rows that are staged",
                    writeWith(writer, sets(rows)),
                    Outcome.Accepted.class,
                    Outcome.Accepted.class);
            return writer.prepareCommit();
        }
    }

    /**
     * The counts of a commit add up: it reports only changes that were accepted, none more often than it was accepted, and exactly the
     * others are there. Asked because the host takes every accepted change that is not reported as written. Does not apply when the profile
     * is not staged. On failure look for a report of a row that the write has rejected already, or of one row for each retry.
     */
    @Test
    public final void capability_r14_02_theCountsOfACommitAddUp() {
        SyncMode mode = stagedMode();
        List<Change> batch = new ArrayList<>(sets(people(900_001, 3)));
        batch.add(set(Row.of(PEOPLE, null, "nobody", 0L)));
        if (mode == SyncMode.UPSERT) {
            refusedChange().ifPresent(batch::add);
        }
        TreeSet<String> expected = new TreeSet<>(fixture.readAll().keySet());
        Exceptions exceptions = new Exceptions();
        List<String> accepted = new ArrayList<>();
        try (DestinationRun run = open(mode)) {
            String prepared;
            try (DestinationWriter writer = destination.write(request(mode), run.handle(), HostRun.context())) {
                BatchResult result = writeWith(writer, batch);
                for (int i = 0; i < batch.size(); i++) {
                    if (result.outcome(i) instanceof Outcome.Accepted) {
                        accepted.add(name(batch.get(i).row()));
                    }
                }
                prepared = writer.prepareCommit();
            }
            run.commit(List.of(prepared), exceptions);
        }
        for (String name : exceptions.names) {
            assertThat(Collections.frequency(exceptions.names, name))
                    .as("reports of %s, of the accepted %s", name, accepted)
                    .isLessThanOrEqualTo(Collections.frequency(accepted, name));
        }
        expected.addAll(accepted);
        expected.removeAll(exceptions.names);
        assertThat(new TreeSet<>(fixture.readAll().keySet()))
                .as("records after a commit that reported %s of the accepted %s", exceptions.names, accepted)
                .containsAll(expected);
    }

    /**
     * A commit that refuses a row names it by its identity, with a code and a remedy, and applies all others. Asked because the user has to
     * mend that row. Does not apply when the profile of UPSERT is not staged; untested when the fixture has no change that the target
     * refuses. On failure look at how answers of the target are matched with rows.
     */
    @Test
    public final void capability_r14_03_refusalsOfACommitNameTheirRows() {
        assumeMode(SyncMode.UPSERT);
        assumeStaged(SyncMode.UPSERT);
        Change poison = refusedChange().orElseThrow(() -> untested("the fixture has no change that is refused"));
        List<Row> good = people(900_001, 3);
        List<Change> batch = new ArrayList<>(sets(good));
        batch.add(1, poison);
        BatchResult result = write(request(SyncMode.UPSERT), batch);
        assertOutcomes(
                "of a batch with a row that the target refuses",
                result,
                Outcome.Written.class,
                Outcome.Rejected.class,
                Outcome.Written.class,
                Outcome.Written.class);
        assertThat(fixture.readAll().keySet())
                .as("records")
                .containsAll(good.stream().map(this::name).toList());
    }

    /**
     * A run that is closed without a commit leaves nothing: what it staged never becomes visible, its commit is refused with category
     * CLOSED, and the next run works. Asked because hosts close a run after a failure. Does not apply when the profile is not staged. On
     * failure look for a {@code close} that commits, and for a staging area that runs share.
     */
    @Test
    public final void capability_r14_04_aClosedRunLeavesNothing() {
        SyncMode mode = stagedMode();
        seed(person(1, "old"));
        Map<String, Map<String, String>> before = fixture.readAll();
        DestinationRun run = open(mode);
        String prepared = stage(destination, request(mode), run, people(1, 2));
        run.close();
        run.close();
        assertUnchanged("after a run was closed without a commit", before);
        assertThat(assertThrown(
                                "commit of a closed run",
                                catchThrowable(() -> run.commit(List.of(prepared), CommitObserver.NONE)))
                        .detail()
                        .category())
                .as("category of the commit of a closed run")
                .isEqualTo(ErrorCategory.CLOSED);
        assertUnchanged("after the commit of a closed run was refused", before);
        assertAllWritten("by the next run", write(mode, set(person(3))));
        assertState("after the next run", person(1, "old"), person(3));
    }

    /**
     * Writers that prepared nothing, and those whose prepared text does not come to the commit, contribute nothing. Asked because a host
     * repeats the work of a process that died. Does not apply when the profile is not staged. On failure look for a commit that takes all
     * that is staged.
     */
    @Test
    public final void capability_r14_05_onlyPreparedWritersContribute() {
        SyncMode mode = stagedMode();
        try (DestinationRun run = open(mode)) {
            try (DestinationWriter died = destination.write(request(mode), run.handle(), HostRun.context())) {
                assertTaken("of a writer that prepares nothing", writeWith(died, sets(people(1, 2))));
            }
            stage(destination, request(mode), run, people(11, 2));
            String prepared = stage(destination, request(mode), run, people(21, 2));
            assertThat(run.commit(List.of(prepared), CommitObserver.NONE))
                    .as("of the commit")
                    .isEqualTo(CommitResult.COMPLETE);
        }
        assertState("of three writers, of which the commit was given one", people(21, 2));
    }

    /**
     * A commit makes visible what its own run staged, not what another run of the same target did, and that run loses nothing when others are
     * resolved or closed. Asked because runs may overlap. Does not
     * apply when the profile is not staged. On failure look for a staging area named by the target alone.
     */
    @Test
    public final void capability_r14_06_aRunCommitsItsOwn() {
        SyncMode mode = stagedMode();
        try (DestinationRun other = open(mode);
                DestinationRun run = open(mode)) {
            stage(destination, request(mode), other, people(1, 2));
            String prepared = stage(destination, request(mode), run, people(11, 2));
            run.commit(List.of(prepared), CommitObserver.NONE);
            assertState("after the commit of one run of two", people(11, 2));
        }
        assertState("after the other run was closed", people(11, 2));
        isolate();
        try (DestinationRun run = open(mode)) {
            String prepared;
            try (DestinationRun resolved = open(mode);
                    DestinationRun closed = open(mode)) {
                stage(destination, request(mode), resolved, people(1, 2));
                stage(destination, request(mode), closed, people(3, 2));
                prepared = stage(destination, request(mode), run, people(11, 2));
                assertThat(resolve(mode, resolved.handle(), CommitObserver.NONE))
                        .as("fate of a run that was not committed")
                        .isEqualTo(RunFate.NOT_COMMITTED);
            }
            assertThat(run.commit(List.of(prepared), CommitObserver.NONE))
                    .as("of a commit after other runs of the target were resolved and closed")
                    .isEqualTo(CommitResult.COMPLETE);
        }
        assertState("after the commit of a run, when others had been resolved and closed", people(11, 2));
    }

    /**
     * A run that was resolved as not committed can no longer be committed. Asked because a host that was thought dead may come back, and
     * would overwrite newer rows. Does not apply when the profile is not staged. On failure look for a staging area that {@code resolve}
     * does not clear.
     */
    @Test
    public final void capability_r14_07_aLateCommitIsRefused() {
        SyncMode mode = stagedMode();
        seed(person(1, "newer"));
        Map<String, Map<String, String>> before = fixture.readAll();
        try (DestinationRun run = open(mode)) {
            String prepared = stage(destination, request(mode), run, people(1, 2));
            assertThat(resolve(mode, run.handle(), CommitObserver.NONE))
                    .as("fate of the run")
                    .isEqualTo(RunFate.NOT_COMMITTED);
            assertThrown(
                    "commit of a run that was resolved as not committed",
                    catchThrowable(() -> run.commit(List.of(prepared), CommitObserver.NONE)));
        }
        assertUnchanged("after a late commit", before);
    }

    /**
     * Another process resolves a committed run as committed, the first time and again, is told the same exceptions as the commit told, and
     * changes nothing. Asked because the answer
     * to a commit may be lost. Does not apply when the profile is not staged. On failure look for a {@code close} or a commit that forgets
     * the result.
     */
    @Test
    public final void capability_r14_08_aCommittedRunIsResolvedAsCommitted() {
        SyncMode mode = stagedMode();
        Exceptions atCommit = new Exceptions();
        Exceptions later = new Exceptions();
        try (DestinationRun run = open(mode)) {
            run.commit(List.of(stageWithPoison(mode, run)), atCommit);
            Map<String, Map<String, String>> committed = fixture.readAll();
            for (int time = 1; time <= 2; time++) {
                later.names.clear();
                assertThat(resolve(mode, run.handle(), later))
                        .as("fate of a committed run, asked %d times", time)
                        .isEqualTo(RunFate.COMMITTED);
                assertUnchanged("after a committed run was resolved", committed);
                assertThat(later.names)
                        .as("exceptions that resolve tells, asked %d times", time)
                        .isEqualTo(atCommit.names);
            }
        }
    }

    /**
     * A second commit of a run is answered like the first, with the same exceptions, and changes nothing. Asked because a host that lost the
     * answer may ask again. Does not apply when the profile is not staged. On failure look for a commit that does its work again, or has
     * forgotten that it did.
     */
    @Test
    public final void capability_r14_09_aSecondCommitIsAnsweredLikeTheFirst() {
        SyncMode mode = stagedMode();
        Exceptions first = new Exceptions();
        Exceptions second = new Exceptions();
        try (DestinationRun run = open(mode)) {
            List<String> prepared = List.of(stageWithPoison(mode, run));
            CommitResult result = run.commit(prepared, first);
            Map<String, Map<String, String>> committed = fixture.readAll();
            assertThat(run.commit(prepared, second)).as("of a second commit").isEqualTo(result);
            assertUnchanged("after a second commit", committed);
        }
        assertThat(second.names).as("exceptions of a second commit").isEqualTo(first.names);
    }

    /**
     * The commit of a snapshot replaces everything: old records that are not in it are gone. Asked because the host sends no removals. Does
     * not apply when no mode takes snapshots. On failure look for a commit that adds to what is there.
     */
    @Test
    public final void capability_r15_01_aSnapshotReplacesEverything() {
        SyncMode mode = snapshotMode();
        seed(person(1, "old"), person(2, "old"), person(3, "old"));
        source = new SourceRows();
        assertAllWritten("of a snapshot", write(mode, set(person(2)), set(person(4))));
        assertState("after a snapshot of 2 and 4", person(2), person(4));
    }

    /**
     * The commit of a snapshot without rows leaves no record, whether a writer prepared nothing or there was no writer. Asked because the source
     * may be empty; the host asks its user before. Does not apply when no mode takes snapshots. On failure look for a commit that does nothing
     * without a staged file.
     */
    @Test
    public final void capability_r15_02_anEmptySnapshotLeavesNothing() {
        SyncMode mode = snapshotMode();
        seed(person(1), person(2));
        try (DestinationRun run = open(mode)) {
            String prepared = stage(destination, request(mode), run, List.of());
            run.commit(List.of(prepared), CommitObserver.NONE);
        }
        assertState("after a snapshot without rows");
        isolate();
        seed(person(1), person(2));
        try (DestinationRun run = open(mode)) {
            run.commit(List.of(), CommitObserver.NONE);
        }
        assertState("after a snapshot without a writer");
    }

    /**
     * A snapshot that is closed without a commit leaves every record, whether rows were staged or not, and so does one whose writers failed.
     * Asked because hosts close a run after a failure. Does not apply when no mode takes snapshots. On failure look for a {@code close} that
     * puts the staged table, which may be empty, in the place of the old one.
     */
    @Test
    public final void capability_r15_03_aClosedSnapshotLeavesEverything() {
        SyncMode mode = snapshotMode();
        seed(person(1, "old"), person(2, "old"));
        Map<String, Map<String, String>> before = fixture.readAll();
        open(mode).close();
        assertUnchanged("after a snapshot that was closed before any writer", before);
        try (DestinationRun run = open(mode)) {
            String unused = stage(destination, request(mode), run, people(2, 2));
        }
        assertUnchanged("after a snapshot that was closed with staged rows", before);
        try (DestinationRun run = open(mode)) {
            destination.write(request(mode), run.handle(), HostRun.context()).close();
        }
        assertUnchanged("after a snapshot whose writer prepared nothing", before);
    }

    /**
     * When the connection breaks within a commit, at any byte and in its last bytes too, the answer is true: after an exception that is not
     * indeterminate nothing became visible, and after a result everything did. The rule tries each staged mode that overwrites records, with
     * more changes than one request has. Asked because the host writes everything again, or not, by that answer. Does not apply when the
     * profile is not staged; untested when the fixture cannot disturb connections. On failure look for a lost answer that is taken for a
     * failure, and for a commit in several transactions.
     */
    @Test
    public final void capability_r14_10_aConnectionLostInACommitIsReportedTruthfully() {
        SyncMode first = stagedMode();
        List<SyncMode> modes = rowModes().stream()
                .filter(mode -> mode == first
                        || (isStaged(mode) && creates(mode) && profile(mode).existing() != WriteProfile.Existing.SKIP))
                .toList();
        for (SyncMode mode : modes) {
            long whole = commitOf(mode, -1);
            TreeSet<Long> cuts = new TreeSet<>(List.of(1L, 40L, 400L));
            for (long part = 1; part < 8; part++) {
                cuts.add(Math.max(1, whole * part / 8));
            }
            for (long end : new long[] {60, 30, 12, 1}) {
                cuts.add(Math.max(1, whole - end));
            }
            for (long cut : cuts) {
                long unused = commitOf(mode, cut);
            }
        }
    }

    /**
     * A commit applies what its own run has staged and nothing else: one without rows leaves every record, and one after the commit of another
     * run does not apply its rows again. Asked because a row that is applied twice overwrites what is newer. Does not apply when the profile is
     * not staged, or takes snapshots. On failure look for a staging area that is not emptied, and for a table that is swapped though it is
     * empty.
     */
    @Test
    public final void capability_r14_11_aCommitAppliesNothingElse() {
        SyncMode mode = stagedMode();
        assumeTrue(!isSnapshot(mode), () -> "not applicable: " + mode + " takes snapshots");
        seed(person(1, "old"), person(2, "old"));
        Map<String, Map<String, String>> before = fixture.readAll();
        try (DestinationRun run = open(mode)) {
            run.commit(List.of(), CommitObserver.NONE);
        }
        assertUnchanged("after a commit without a writer", before);
        try (DestinationRun run = open(mode)) {
            String prepared = stage(destination, request(mode), run, List.of());
            run.commit(List.of(prepared), CommitObserver.NONE);
        }
        assertUnchanged("after a commit without rows", before);
        assertAllWritten("of a run", write(mode, set(person(1, "by a run"))));
        seed(person(1, "newer"));
        assertAllWritten("of the next run", write(mode, set(person(2, "by the next run"))));
        assertState("after the next run", person(1, "newer"), person(2, "by the next run"));
    }

    /** Commits many rows, and cuts after so many bytes, unless that is negative. Returns the bytes of the commit, -1 if they are unknown. */
    private long commitOf(SyncMode mode, long cut) {
        isolate();
        seed(person(1, "old"), person(2, "old"));
        source = new SourceRows();
        List<Row> rows = people(1, COMMITTED);
        prepare(rows);
        Map<String, Map<String, String>> before = fixture.readAll();
        try (Faults faults = faults()) {
            WriteRequest request = request(faults.config(), fixture.target(), mode);
            DestinationRun run = destination.openRun(request, HostRun.context());
            try {
                String prepared = stage(destination, request, run, rows);
                long begin = faults.bytes();
                if (cut >= 0) {
                    faults.cut(cut);
                }
                CommitResult unused = run.commit(List.of(prepared), CommitObserver.NONE);
                assertState("in " + mode + " after a commit with a cut at byte " + cut + " that gave a result", rows);
                return begin < 0 ? -1 : faults.bytes() - begin;
            } catch (DestinationException e) {
                if (!e.indeterminate()) {
                    assertUnchanged(
                            "in " + mode + " after a cut at byte " + cut + " of a commit that threw "
                                    + e.detail().code() + ", which says that nothing became visible",
                            before);
                }
                return -1;
            } finally {
                end(run);
            }
        }
    }

    private static void end(DestinationRun run) {
        try {
            run.close();
        } catch (DestinationException e) {
            // As a run may end that has lost its connection.
        }
    }

    private DestinationRun open(SyncMode mode) {
        return destination.openRun(request(mode), HostRun.context());
    }

    /** Stages rows, one of which the target refuses if the fixture has such a one. */
    private String stageWithPoison(SyncMode mode, DestinationRun run) {
        List<Row> rows = new ArrayList<>(people(900_001, 3));
        if (mode == SyncMode.UPSERT) {
            refusedChange().ifPresent(poison -> rows.add(poison.row()));
        }
        WriteRequest request = request(mode);
        try (DestinationWriter writer = destination.write(request, run.handle(), HostRun.context())) {
            writeWith(writer, sets(rows));
            return writer.prepareCommit();
        }
    }

    private SyncMode stagedMode() {
        SyncMode mode = rewritingMode();
        assumeStaged(mode);
        return mode;
    }

    private void assumeStaged(SyncMode mode) {
        assumeTrue(isStaged(mode), () -> "not applicable: the profile of " + mode + " is not staged");
    }

    private SyncMode snapshotMode() {
        List<SyncMode> modes = rowModes().stream().filter(this::isSnapshot).toList();
        assumeTrue(!modes.isEmpty(), "not applicable: no mode takes snapshots");
        return modes.get(0);
    }
}
