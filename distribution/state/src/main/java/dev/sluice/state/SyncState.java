package dev.sluice.state;

import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.state.Opening;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Identity;
import dev.sluice.state.file.Fold;
import dev.sluice.state.file.Layout;
import dev.sluice.state.file.RunFiles;
import dev.sluice.state.file.Sizes;
import dev.sluice.state.file.Snapshots;
import dev.sluice.state.file.StateFailures;
import dev.sluice.state.file.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of a sync, opened for one run. */
final class SyncState implements OpenedState {
    private final RunFiles files;
    private final SyncRecord record;
    private final String sync;
    private final List<String> notices;
    private @Nullable ObservedPass pass;
    private boolean closed;

    private SyncState(RunFiles files, SyncRecord record, String sync, List<String> notices) {
        this.files = files;
        this.record = record;
        this.sync = sync;
        this.notices = notices;
    }

    /** @see dev.sluice.host.change.ChangeStates#open */
    static SyncState open(SyncFolder folder, Identification identification, Clock clock, Sizes sizes) {
        StateFailures failures = new StateFailures(folder.path(), folder.sync());
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
            RunFiles files = new RunFiles(layout, file, workspace, failures, identification, sizes, clock);
            List<String> notices = new ArrayList<>();
            SyncState state =
                    new SyncState(files, recover(files, record, notices), folder.sync(), List.copyOf(notices));
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
    private static SyncRecord recover(RunFiles files, SyncRecord record, List<String> notices) {
        missingSnapshot(files.layout(), record).ifPresent(missing -> {
            throw files.failures().missing(missing);
        });
        try {
            SyncRecord folded = new Fold(files).fold(record, false);
            files.layout().clean(folded.snapshot(), folded.opening().map(Opening::runId));
            long records = files.workspace()
                    .number("SELECT count(*) FROM (SELECT " + Snapshots.COLUMNS + " FROM ("
                            + Snapshots.query(files.layout(), folded, 0) + "))");
            return recognize(files, folded, records > 0, notices);
        } catch (IOException e) {
            throw files.failures().failed(e);
        } catch (SQLException e) {
            throw files.failures().unreadable(e, damaged(files, record));
        } catch (IllegalArgumentException e) {
            throw files.failures().inconsistent();
        }
    }

    /** The first file of a state that cannot be read. */
    private static Optional<Path> damaged(RunFiles files, SyncRecord record) {
        List<Path> all = new ArrayList<>();
        record.snapshot().map(files.layout()::files).ifPresent(all::addAll);
        try {
            if (record.opening().isPresent()) {
                Path run = files.layout().run(record.opening().get().runId());
                all.add(Layout.pending(run));
                all.addAll(Layout.groups(run));
            }
        } catch (IOException e) {
            // Those that could be listed are tried.
        }
        return all.stream()
                .filter(Files::exists)
                .filter(file -> !files.workspace().canRead(file))
                .findFirst();
    }

    /** A file of the snapshot that a record names, if it is missing. */
    static Optional<Path> missingSnapshot(Layout layout, SyncRecord record) {
        return record.snapshot().stream()
                .flatMap(name -> layout.files(name).stream())
                .filter(Files::notExists)
                .findFirst();
    }

    private static SyncRecord recognize(RunFiles files, SyncRecord record, boolean holdsRecords, List<String> notices) {
        Identification now = files.identification();
        boolean otherSource = otherSource(record, now);
        boolean otherKey = record.target().isPresent() && !record.key().equals(now.identity());
        Optional<String> formerTarget = record.target().filter(target -> !target.equals(now.target()));
        if (!otherSource && !otherKey && formerTarget.isEmpty()) {
            List<String> changed = ObservedPass.changed(files, record);
            changed.stream()
                    // Of one reason and the other the user needs one.
                    .filter(form ->
                            !form.equals(Identification.RENDERING) || !changed.contains(Identification.RECORD_TYPE))
                    .forEach(form -> notices.add(changed(form)));
            return record;
        }
        if (!holdsRecords) {
            // What holds nothing belongs to nobody.
            return record.withoutState();
        }
        if (otherSource) {
            throw files.failures()
                    .otherSource(record.source().orElseThrow(), now.source().orElseThrow());
        }
        if (otherKey && formerTarget.isEmpty()) {
            throw files.failures().otherKey(String.join(", ", record.key()));
        }
        // Another template is both: no change of the key leads from one target to another.
        if (!now.leavesTarget()) {
            throw files.failures().otherTarget(formerTarget.orElseThrow(), now.target());
        }
        notices.add("The records go to another target now. Those that the state knew stay at the former one: '"
                + formerTarget.orElseThrow() + "'.");
        return record.withoutState();
    }

    /** Whether a state is of another source than a run has, as far as both are known. */
    static boolean otherSource(SyncRecord record, Identification now) {
        return record.source().isPresent()
                && now.source().isPresent()
                && !record.source().equals(now.source());
    }

    private static String changed(String form) {
        return switch (form) {
            case Identification.RECORD_TYPE ->
                "Records are of another type since the last run: each that this sync wrote is removed, and written again.";
            case Identification.PASSED_BY -> rewritten("A run that did not compare rows (changes: all) came");
            case Identification.MAPPING -> rewritten("The mapping has changed");
            case Identification.QUERY -> rewritten("The query has changed");
            default -> rewritten("How rows are stored has changed");
        };
    }

    private static String rewritten(String why) {
        return why + " since the last run: every row is written again.";
    }

    @Override
    public List<String> notices() {
        return notices;
    }

    @Override
    public RunHistory history() {
        return record.history(files.clock().instant());
    }

    @Override
    public Observation observe(Expiry expiry) {
        ObservedPass observing = new ObservedPass(files, record, sync, expiry);
        pass = observing;
        return observing;
    }

    @Override
    public void leaveInDoubt(Set<Identity> records) {
        doubt(Optional.of(records));
    }

    @Override
    public void leaveAllInDoubt() {
        doubt(Optional.empty());
    }

    private void doubt(Optional<Set<Identity>> records) {
        try {
            new Fold(files).doubt(record, records);
        } catch (IOException e) {
            throw files.failures().failed(e);
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
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
