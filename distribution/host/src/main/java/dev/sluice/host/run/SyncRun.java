package dev.sluice.host.run;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.FinishedState;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.deadletter.DeadLetters;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.lane.Headroom;
import dev.sluice.host.lane.Lanes;
import dev.sluice.host.lane.Pace;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.ledger.Recording;
import dev.sluice.host.ledger.RunCounters;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.ProgressTicker;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.host.target.ColumnChanges;
import dev.sluice.host.target.CommitRefusals;
import dev.sluice.host.target.HostContext;
import dev.sluice.host.target.OpenTarget;
import dev.sluice.host.target.Target;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.host.target.UnresolvedRun;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.WriteProfile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One run of a sync. The way of a row, from top to bottom: it is read and mapped ({@link RowReader}); where a state is kept, compared
 * ({@link Comparison}); dispatched to a lane ({@link Dispatch}); written there by the destination ({@link Lanes}); and recorded
 * ({@link Ledger}). Then the run is committed ({@link OpenTarget}).
 */
final class SyncRun {
    /** What is kept in memory; a larger sample is read once more. */
    private static final int MAX_SAMPLE = 10_000;

    private final SyncDefinition definition;
    private final Source source;
    private final TargetRequest request;
    private final WriteProfile profile;
    private final @Nullable SyncFolder folder;
    private final ChangeStates states;
    private final Clock clock;
    private final Cancellation cancellation;
    private final DeadLetters deadLetters;
    private final RunStatus status;
    private final Pace pace;
    private final Progress progress;
    private final Warnings warnings;
    private final Ledger ledger;
    private final HostContext context;
    private final Target target;
    private final @Nullable Selection selection;
    private final @Nullable CursorWindow window;
    /** Rows of which nothing tells whether they are selected. */
    private long unnamed;

    private boolean mayLeaveOut;
    private boolean lacksRows;

    /**
     * @param selection null for a run that attends to all records
     * @param window null for a run that reads every row
     */
    SyncRun(
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            @Nullable SyncFolder folder,
            ChangeStates states,
            Clock clock,
            Cancellation cancellation,
            HostContext context,
            Warnings warnings,
            DeadLetters deadLetters,
            @Nullable Selection selection,
            @Nullable CursorWindow window) {
        this.definition = definition;
        this.source = source;
        this.request = request;
        this.profile = request.profile();
        this.states = states;
        this.clock = clock;
        this.cancellation = cancellation;
        this.status = new RunStatus(cancellation);
        this.pace = Pace.of(definition.maxRowsPerSecond(), status);
        this.progress = new Progress(
                keepsState(definition, profile) ? SyncProgress.Phase.COMPARING : SyncProgress.Phase.WRITING,
                context.listener());
        this.context = context;
        this.warnings = warnings;
        this.folder = folder;
        this.deadLetters = deadLetters;
        this.selection = selection;
        this.window = window;
        this.ledger = new Ledger(
                deadLetters,
                counters -> judgeErrors(counters, false),
                error -> context.listener().heard(new SyncEvent.Rejected(error)));
        this.target = new Target(
                definition.destination(),
                request,
                context,
                definition.name(),
                new UnresolvedRun(folder == null ? null : new SyncRecordFile(folder.path())));
    }

    /** Whether rows are compared with what was written; a destination that takes every row at once has no use for that. */
    static boolean keepsState(SyncDefinition definition, WriteProfile profile) {
        return definition.compares() && profile.input() != WriteProfile.Input.SNAPSHOT;
    }

    /** Whether a run leaves a marker at the target, to be judged by the next: what both know is no longer true where it is gone. */
    static boolean remembers(SyncDefinition definition, WriteProfile profile) {
        return keepsState(definition, profile) || definition.cursor().isPresent();
    }

    /** What adds and changes alone may have nothing to do. */
    static Optional<ErrorDetail> judgeRows(SyncDefinition definition, long rows) {
        return definition.mode().removes() || definition.mode().isAudience()
                ? definition.guards().judgeRows(rows)
                : Optional.empty();
    }

    private boolean isSnapshot() {
        return profile.input() == WriteProfile.Input.SNAPSHOT;
    }

    SyncReport run() {
        Instant started = clock.instant();
        long begun = System.nanoTime();
        cancellation.onRequest(source::interrupt);
        request.notices().forEach(warnings::add);
        target.resolveEarlier();
        if (window != null) {
            if (deadLetters.setsAside()) {
                CursorWindow.forget(definition);
            }
            window.begin(warnings);
        }
        try (deadLetters;
                ProgressTicker ticker =
                        new ProgressTicker(() -> progress.tell(ledger.counters(), context.waitsFor()))) {
            end(folder != null && keepsState(definition, profile) ? () -> syncChanges(folder) : this::syncEveryRow);
            end(deadLetters::close);
            end(this::advance);
            end(this::rememberColumns);
        } finally {
            status.restoreInterrupt();
        }
        return report(started, begun);
    }

    /** What cannot be recorded any more ends the run, and the report says so; what else goes wrong came before the first write. */
    private void end(Runnable step) {
        try {
            step.run();
        } catch (HostException e) {
            // What the wish to stop cut off is not why the run ends.
            if (!status.isCancelled()
                    && !e.is(HostFailure.DEAD_LETTERS_UNWRITABLE)
                    && !e.is(HostFailure.STATE_FAILED)) {
                throw e;
            }
            status.fail(e);
        }
    }

    /** Whether more rows are to be read than this run did, which wrote none: to be run again. */
    boolean restarts() {
        return (lacksRows || (window != null && window.restarts())) && !status.isEnding();
    }

    /** Whether it restarts because it did not keep the rows that it has to write. */
    boolean lacksRows() {
        return lacksRows;
    }

    /** Has it keep only rows that look changed for its second pass, and so {@link #restarts restart} if it needs others. */
    SyncRun leavingOut() {
        mayLeaveOut = true;
        return this;
    }

    /** The next run reads on from here, if every row of this one has an outcome. */
    private void advance() {
        if (window == null
                || window.restarts()
                || status.isEnding()
                || definition.limit().isPresent()) {
            return;
        }
        SyncReport.Rows rows = ledger.counters().rows();
        if (deadLetters.setsAside()) {
            CursorWindow.forget(definition);
        } else if (rows.read() == rows.written() + rows.unchanged() + rows.skipped() + rows.rejected()) {
            window.advance(context.runId(), warnings);
        }
    }

    private void rememberColumns() {
        Optional<RowSchema> schema = source.schema();
        if (folder == null || selection != null || schema.isEmpty() || status.isEnding() || restarts()) {
            return;
        }
        try {
            ColumnChanges.remember(new SyncRecordFile(folder.path()), definition, schema.get());
        } catch (IOException e) {
            throw HostFailure.STATE_FAILED.exception("The columns of the source cannot be kept in " + folder.path()
                    + " (" + e.getClass().getSimpleName() + ").");
        }
    }

    private void syncEveryRow() {
        progress.enter(SyncProgress.Phase.WRITING, rowCount());
        writeUnseen();
        if (window != null) {
            syncFrom(window);
            return;
        }
        try (RowReader rows = read();
                OpenTarget opened = target.open(ledger, status)) {
            if (opened != null) {
                writeEach(rows, opened);
            }
        }
    }

    /** The target is asked first whether it has what earlier runs wrote: that decides which rows are read. */
    private void syncFrom(CursorWindow rowsFrom) {
        try (OpenTarget opened = target.open(ledger, status)) {
            if (opened == null) {
                return;
            }
            RunHistory history = rowsFrom.history();
            RunEntry entry = opened.judge(history, definition.full(), false, warnings);
            rowsFrom.judge(entry, history);
            rowsFrom.enter(entry);
            if (!rowsFrom.restarts()) {
                try (RowReader rows = read()) {
                    writeEach(rows, opened);
                }
            }
        }
    }

    private void writeEach(RowReader rows, OpenTarget opened) {
        try (Lanes lanes = lanes(opened, rowCount())) {
            dispatch(lanes).everyRow(rows);
        }
        if (isSnapshot()) {
            requireWhole();
        }
        judgeErrors(ledger.counters(), true);
        commit(opened);
    }

    /** What is written without a look at the state makes that untrue, if the sync has one from other runs. */
    private void writeUnseen() {
        if (folder == null || selection != null) {
            return;
        }
        try {
            SyncRecordFile file = new SyncRecordFile(folder.path());
            if (file.read().hasState()) {
                file.update(SyncRecord::passedBy);
            }
        } catch (IOException e) {
            throw HostFailure.STATE_FAILED.exception("The state of the sync in " + folder.path()
                    + " cannot be told that it is passed by (" + e.getClass().getSimpleName() + ").");
        }
    }

    private void syncChanges(SyncFolder held) {
        String fingerprint = source.fingerprint();
        try (OpenedState state = states.open(held, definition.identification(profile), clock);
                Observation observation = state.observe(profile.expiry())) {
            state.notices().forEach(warnings::add);
            if (selection == null) {
                LapsedRecords.warn(new SyncRecordFile(held.path()).read(), profile.expiry(), clock.instant(), warnings);
            }
            progress.enter(SyncProgress.Phase.COMPARING, rowCount());
            RowSample sample = new RowSample((int) Math.min(definition.sample(), MAX_SAMPLE));
            Comparison comparison =
                    new Comparison(profile.identity(), request.request().schema(), ledger, status, progress, sample);
            boolean chooses = mayLeaveOut && !definition.full() && definition.sample() <= MAX_SAMPLE;
            try (RowReader rows = selection == null ? readAhead(chooses) : read()) {
                comparison.observe(rows, observation);
                unnamed += rows.unknown();
            }
            if (!status.goesOn()) {
                return;
            }
            RunCounters seen = ledger.counters();
            if (selection == null) {
                judgeRows(definition, seen.read()).ifPresent(SyncRun::stop);
            }
            definition
                    .guards()
                    .judgeErrors(seen.rejected() + comparison.withoutKey(), seen.read(), true)
                    .ifPresent(SyncRun::stop);
            try (OpenTarget opened = target.open(ledger, status)) {
                if (opened != null) {
                    RunEntry entry =
                            opened.judge(state.history(), definition.full(), definition.removeForgotten(), warnings);
                    ComparedState compared = sampled(observation.compare(entry), sample);
                    if (window != null) {
                        window.judge(entry, state.history());
                        window.settle();
                    }
                    lacksRows = !source.isWhole() && compared.takesBack(sample.ordinals());
                    if (!restarts()) {
                        writeWatched(compared, comparison, opened, fingerprint);
                    }
                }
            }
        }
    }

    /** Compared once more, if the target does not have what the state believes. */
    private ComparedState sampled(ComparedState compared, RowSample sample) {
        if (!definition.mode().writes() || definition.sample() == 0) {
            return compared;
        }
        TargetSample looking = new TargetSample(
                definition.destination(), request.request(), profile.expiry(), clock, context, status, warnings);
        ComparedState looked;
        if (definition.sample() <= MAX_SAMPLE) {
            looked = looking.look(compared, sample);
        } else {
            try (RowReader rows = read()) {
                looked = looking.lookAtAll(compared, rows, profile.identity());
            }
        }
        if (window != null && looking.doubtsAll()) {
            window.doubt();
        }
        return looked;
    }

    private static void stop(ErrorDetail guard) {
        throw new HostException(guard);
    }

    /** Writes, and looks at the target once more if the state failed meanwhile: another run may have taken both. */
    private void writeWatched(ComparedState compared, Comparison comparison, OpenTarget opened, String fingerprint) {
        try {
            write(compared, comparison, opened, fingerprint);
        } catch (HostException e) {
            if (e.is(HostFailure.STATE_FAILED)) {
                status.fail(e);
            }
            throw e;
        } finally {
            if (status.failure().filter(e -> e.is(HostFailure.STATE_FAILED)).isPresent()) {
                opened.lookAgain();
            }
        }
    }

    private void write(ComparedState compared, Comparison comparison, OpenTarget opened, String fingerprint) {
        Difference difference = compared.difference();
        ledger.counters().unchanged(difference.unchanged());
        ledger.expired(difference.expired());
        // Of a selection at most so many: the state may know some of them no more.
        long removals = selection == null
                ? comparison.removals(difference, definition, warnings)
                : selectedRemovals(selection, difference);
        definition.guards().judgeRemovals(removals, difference.known()).ifPresent(SyncRun::stop);
        ledger.counters().planned(removals);
        long changes = difference.toWrite() + difference.withdrawn() + comparison.withoutKey() + removals;
        StartedState started;
        try (Lanes lanes = lanes(opened, OptionalLong.of(changes))) {
            if (!status.goesOn()) {
                return;
            }
            // From here on the target may hold what the state does not know for certain.
            started = compared.start(opened::checkpoint);
            ledger.record(Recording.in(started, definition.destination().errors()));
            if (selection != null && removals > 0) {
                long known = count(started);
                ledger.counters().planned(known - removals);
                removals = known;
            }
            Dispatch dispatch = dispatch(lanes);
            if (definition.mode().isAudience()) {
                dispatch.removals(started, removals, this::isRemoved);
                lanes.flush();
            }
            dispatch.changes(this::read, started, comparison.withoutKey(), difference);
            lanes.flush();
            if (!mayHaveMissedRows(fingerprint, removals) && !definition.mode().isAudience()) {
                dispatch.removals(started, removals, this::isRemoved);
            }
        }
        judgeErrors(ledger.counters(), true);
        started.settle();
        RunEnd end = commit(opened);
        FinishedState finished = started.finish(end);
        ledger.acceptedKinds(finished);
        if (end == RunEnd.COMPLETE && !status.isEnding()) {
            settleLetters();
        }
    }

    private long selectedRemovals(Selection some, Difference difference) {
        long removals = Math.min(some.removals().size(), difference.removals());
        if (removals > 0 && unnamed > 0) {
            warnings.add("Records without a row were kept, because " + unnamed + (unnamed == 1 ? " row" : " rows")
                    + " could not be read or had no key.");
            return 0;
        }
        return removals;
    }

    private long count(StartedState started) {
        long wanted = 0;
        try (Removals removals = started.removals()) {
            while (removals.next()) {
                wanted += isRemoved(removals.identity()) ? 1 : 0;
            }
        }
        return wanted;
    }

    /** Rows that earlier runs rejected were compared like all others. */
    private void settleLetters() {
        if (selection != null) {
            deadLetters.settleTried(unnamed == 0);
        } else if (definition.limit().isEmpty() && readsAll()) {
            deadLetters.settleAll();
        }
    }

    private boolean readsAll() {
        return window == null || window.range().from().isEmpty();
    }

    private boolean isRemoved(Identity record) {
        return selection == null || selection.removals().contains(record);
    }

    /** Whether a record without a row may have one by now. Ends the run, unless the source is a list that may grow. */
    private boolean mayHaveMissedRows(String fingerprint, long removals) {
        Optional<String> change = status.goesOn() ? source.changedSince(fingerprint) : Optional.empty();
        if (change.isEmpty()) {
            return false;
        }
        if (source.isList()) {
            ledger.counters().planned(-removals);
            warnings.add("Nothing was removed, because the files were others at the end: " + change.get() + ".");
        } else {
            status.fail(HostFailure.SOURCE_CHANGED.detail("While a mirror read its source, " + change.get() + "."));
        }
        return true;
    }

    /** Starts a pass over the source. */
    private RowReader read() {
        Selection some = selection;
        if (some != null) {
            unnamed = 0;
            return new RowReader(source, definition.mapping(), row -> {
                if (!Selection.names(row, profile.identity())) {
                    unnamed++;
                }
                return some.wants(row, profile.identity());
            });
        }
        return new RowReader(source, definition.mapping(), definition.limit().orElse(Long.MAX_VALUE));
    }

    /**
     * The same, read ahead: of a pass that has work of its own with each row.
     *
     * @param chooses whether later passes need only the rows that this one keeps
     */
    private RowReader readAhead(boolean chooses) {
        long limit = definition.limit().orElse(Long.MAX_VALUE);
        return chooses
                ? RowReader.choosing(source, definition.mapping(), limit)
                : RowReader.ahead(source, definition.mapping(), limit);
    }

    /** The rows of a pass, where that is known beforehand. */
    private OptionalLong rowCount() {
        if (selection != null) {
            return OptionalLong.of(selection.rows().size());
        }
        OptionalLong rows = source.rowCount();
        OptionalLong limit = definition.limit();
        return rows.isPresent() && limit.isPresent()
                ? OptionalLong.of(Math.min(rows.getAsLong(), limit.getAsLong()))
                : rows;
    }

    private Dispatch dispatch(Lanes lanes) {
        return new Dispatch(lanes, pace, profile.identity(), definition.mode(), ledger, status, progress, rowCount());
    }

    private RunEnd commit(OpenTarget opened) {
        if (!status.isEnding()) {
            progress.enter(SyncProgress.Phase.COMMITTING, OptionalLong.empty());
            progress.at(-1);
        }
        return opened.commit(new CommitRefusals(profile.identity(), ledger, this::read));
    }

    /** @param changes how many there will be, where that is known; with none no writer opens */
    private Lanes lanes(OpenTarget opened, OptionalLong changes) {
        int batch = pace.batch(profile.preferredBatch());
        // A lane for each full batch is enough; a connection more would only be opened and closed.
        int count = changes.isPresent()
                ? (int) Math.max(1, Math.min(profile.parallelism(), changes.getAsLong() / batch))
                : profile.parallelism();
        boolean nothing = changes.isPresent() && changes.getAsLong() == 0;
        return new Lanes(
                count,
                batch,
                nothing ? null : opened.openFirst(),
                opened,
                ledger,
                status,
                Headroom.ofThisMachine(),
                warnings,
                cancellation);
    }

    /** Ends the run, if more rows are rejected than may be. */
    private void judgeErrors(RunCounters counters, boolean all) {
        definition
                .guards()
                .judgeErrors(counters.rejected(), counters.read(), all)
                .ifPresent(status::fail);
    }

    /** What replaces everything has to be everything: a row that could not be read is not a row that is gone. */
    private void requireWhole() {
        long unreadable = ledger.counters().unreadable();
        if (status.isEnding()) {
            return;
        }
        if (definition.limit().isPresent()) {
            status.fail(HostFailure.SNAPSHOT_INCOMPLETE.detail("The run was limited to some of the rows."));
        } else if (unreadable > 0) {
            status.fail(HostFailure.SNAPSHOT_INCOMPLETE.detail(
                    unreadable + " of " + ledger.counters().read() + " rows could not be read or mapped."));
        } else {
            definition.guards().judgeRows(ledger.counters().read()).ifPresent(status::fail);
        }
    }

    private SyncReport report(Instant started, long begunNanos) {
        ledger.close();
        context.tell(warnings);
        SyncReport.Rows rows = ledger.counters().rows();
        Optional<HostException> failure = status.failure().map(this::named);
        deadLetters.warnings().forEach(warnings::add);
        if (rows.written() + rows.unchanged() > 0) {
            definition
                    .mapping()
                    .unmet()
                    .forEach(name -> warnings.add("The mapping names the field '" + name + "', which no row had."));
        }
        return new SyncReport(
                definition.name(),
                source.name(),
                definition.destination().spec().id(),
                profile.target(),
                definition.mode(),
                Optional.ofNullable(window).map(CursorWindow::range),
                started,
                Duration.ofNanos(System.nanoTime() - begunNanos),
                status.ended(),
                failure.map(HostException::detail),
                failure.map(thrown -> thrown),
                rows,
                ledger.counters().removals(),
                ledger.skips(),
                ledger.errors(),
                warnings.list(),
                deadLetters.file(),
                deadLetters.settled(),
                ledger.samples());
    }

    /** A defect of a destination says of which. */
    private HostException named(HostException failure) {
        return failure.is(HostFailure.DESTINATION_BROKEN) || failure.is(HostFailure.DESTINATION_HANGS)
                ? failure.at("destination", definition.destination().spec().id())
                : failure;
    }
}
