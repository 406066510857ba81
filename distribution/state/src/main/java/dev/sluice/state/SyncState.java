package dev.sluice.state;

import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.RunHistory;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.state.Opening;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.Expiry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a sync, opened for one run. */
final class SyncState implements OpenedState {
    private final RunFiles files;
    private final SyncRecord record;
    private final String sync;
    private final OutcomeLog.GroupSize groups;
    private @Nullable ObservedPass pass;
    private boolean closed;

    private SyncState(RunFiles files, SyncRecord record, String sync, OutcomeLog.GroupSize groups) {
        this.files = files;
        this.record = record;
        this.sync = sync;
        this.groups = groups;
    }

    /** @see dev.sluice.host.change.ChangeStates#open */
    static SyncState open(SyncFolder folder, Identification identification, Clock clock, OutcomeLog.GroupSize groups) {
        StateFailures failures = new StateFailures(folder.path());
        Optional<Path> former = Layout.former(folder.path(), folder.sync());
        if (former.isPresent()) {
            throw failures.former(former.get());
        }
        Layout layout = new Layout(folder.path());
        SyncRecordFile file = new SyncRecordFile(folder.path());
        SyncRecord record = file.read();
        Workspace workspace = workspace(layout, failures);
        boolean open = false;
        try {
            RunFiles files = new RunFiles(layout, file, workspace, failures, identification, clock);
            SyncState state = new SyncState(files, recover(files, record), folder.sync(), groups);
            open = true;
            return state;
        } finally {
            if (!open) {
                workspace.close();
            }
        }
    }

    private static Workspace workspace(Layout layout, StateFailures failures) {
        try {
            return Workspace.open(layout.work());
        } catch (IOException e) {
            throw failures.failed(e);
        } catch (SQLException e) {
            throw failures.failed(e);
        } catch (LinkageError e) {
            throw StateFailures.engineMissing();
        }
    }

    /** Folds what the last run left, if it left anything, and checks that this is the state of the target and key that the run has. */
    private static SyncRecord recover(RunFiles files, SyncRecord record) {
        if (record.snapshot()
                .map(files.layout()::snapshot)
                .filter(Files::notExists)
                .isPresent()) {
            throw files.failures().unreadable();
        }
        try {
            SyncRecord folded = new Fold(files).fold(record, false);
            files.layout().clean(folded.snapshot(), folded.opening().map(Opening::runId));
            long records = files.workspace()
                    .number("SELECT count(*) FROM (SELECT " + Snapshots.COLUMNS + " FROM ("
                            + Snapshots.query(files.layout(), folded, 0) + "))");
            return recognize(files, folded, records > 0);
        } catch (IOException e) {
            throw files.failures().failed(e);
        } catch (SQLException e) {
            throw files.failures().unreadable(e);
        } catch (IllegalArgumentException e) {
            throw files.failures().unreadable();
        }
    }

    private static SyncRecord recognize(RunFiles files, SyncRecord record, boolean holdsRecords) {
        Identification now = files.identification();
        boolean otherTarget =
                record.target().filter(target -> !target.equals(now.target())).isPresent();
        boolean otherKey = record.target().isPresent() && !record.key().equals(now.identity());
        if (!otherTarget && !otherKey) {
            return record;
        }
        if (!holdsRecords) {
            // What holds nothing belongs to nobody.
            return record.withoutState();
        }
        throw otherTarget ? files.failures().otherTarget() : files.failures().otherKey(String.join(", ", record.key()));
    }

    @Override
    public RunHistory history() {
        return record.history(files.clock().instant());
    }

    @Override
    public Observation observe(Expiry expiry) {
        ObservedPass observing = new ObservedPass(files, record, sync, expiry, groups);
        pass = observing;
        return observing;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Workspace workspace = files.workspace()) {
            if (pass != null) {
                pass.end();
            }
        }
    }
}
