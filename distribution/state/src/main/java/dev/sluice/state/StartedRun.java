package dev.sluice.state;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.FinishedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.state.Opening;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.Identity;
import dev.sluice.state.file.Fold;
import dev.sluice.state.file.OutcomeGroup.Outcome;
import dev.sluice.state.file.OutcomeLog;
import dev.sluice.state.file.RunFiles;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** A run that writes to the target. */
final class StartedRun implements StartedState {
    private final RunFiles files;
    private final String runId;
    private final PlannedRun planned;
    private final OutcomeLog log;
    private final long uncertain;
    private final boolean renews;
    private volatile boolean accepts;

    /**
     * @param planned what it is to write and remove
     * @param uncertain rows whose records are uncertain until they have an outcome
     * @param renews whether others are written too
     */
    StartedRun(RunFiles files, String runId, PlannedRun planned, OutcomeLog log, long uncertain, boolean renews) {
        this.files = files;
        this.runId = runId;
        this.planned = planned;
        this.log = log;
        this.uncertain = uncertain;
        this.renews = renews;
    }

    @Override
    public ChangeCursor changes() {
        return planned.changes();
    }

    @Override
    public Removals removals() {
        return planned.removals();
    }

    @Override
    public void written(Identity identity, RowHash hash) {
        log.add(Outcome.WRITTEN, IdentityText.of(identity), hash, files.clock().millis());
    }

    @Override
    public void removed(Identity identity) {
        add(Outcome.REMOVED, identity);
    }

    @Override
    public void notWritten(Identity identity) {
        add(Outcome.NOT_WRITTEN, identity);
    }

    @Override
    public void accepted(Identity identity, RowHash hash) {
        accepts = true;
        log.add(Outcome.ACCEPTED, IdentityText.of(identity), hash, files.clock().millis());
    }

    @Override
    public void removalAccepted(Identity identity) {
        add(Outcome.REMOVAL_ACCEPTED, identity);
    }

    @Override
    public void refused(Identity identity) {
        add(Outcome.REFUSED, identity);
    }

    private void add(Outcome outcome, Identity identity) {
        log.add(outcome, IdentityText.of(identity), files.clock().millis());
    }

    @Override
    public void settle() {
        log.settle();
    }

    @Override
    public FinishedState finish(RunEnd end) {
        log.settle();
        try {
            return switch (end) {
                // Folded when the next run opens: this one failed or was stopped, and is to end soon.
                case NOT_COMMITTED -> FinishedState.NOTHING;
                case COMPLETE -> committed(end);
                // Durable first, because nothing may be believed that is folded without it.
                case UNCERTAIN, REPLACED -> committed(end);
            };
        } catch (IOException e) {
            throw files.failures().failed(e);
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    private FinishedState committed(RunEnd end) throws IOException, SQLException {
        Fold fold = new Fold(files);
        SyncRecord record = end == RunEnd.COMPLETE && !accepts
                ? own(files.file().read())
                : files.update(latest -> ended(own(latest), end));
        FinishedState finished = FinishedState.NOTHING;
        if (accepts) {
            long[] kinds = fold.acceptedKinds(runId, ChangeKind.values().length);
            finished = new FinishedState(kinds[0], kinds[1], kinds[2]);
        }
        fold.fold(record, !renews && log.writtenRows() == uncertain);
        return finished;
    }

    /** A lock that does not hold lets another run in, and the state is that run's then. */
    private SyncRecord own(SyncRecord record) {
        if (record.opening().filter(opening -> opening.runId().equals(runId)).isEmpty()) {
            throw files.failures().taken();
        }
        return record;
    }

    private static SyncRecord ended(SyncRecord record, RunEnd end) {
        Opening opening = record.opening().orElseThrow();
        return record.withOpening(new Opening(
                opening.runId(), opening.verdict(), opening.doubted(), opening.rewrites(), Optional.of(end)));
    }

    /** Makes outcomes durable. */
    void end() {
        log.close();
    }
}
