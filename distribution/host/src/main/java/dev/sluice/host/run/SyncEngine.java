package dev.sluice.host.run;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.deadletter.DeadLetters;
import dev.sluice.host.deadletter.LetterRules;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.ProgressTicker;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.SerialListener;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.Source;
import dev.sluice.host.target.HostContext;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.WriteProfile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs syncs: source → mapping → change detection → lanes → destination → ledger. Safe for use by several threads. */
public final class SyncEngine {
    private final Clock clock;
    private final ChangeStates states;

    /**
     * @param clock gives the time at which a record was written, and so when it is renewed
     * @param states opens the states of mirrors; {@link ChangeStates#NONE} for a host without change detection
     */
    public SyncEngine(Clock clock, ChangeStates states) {
        this.clock = clock;
        this.states = states;
    }

    /**
     * Validates a sync without any I/O at the target, and says how it is to be driven.
     *
     * @throws HostException if the mapping does not fit the source, or a field of the key does not travel; with every such problem
     * @throws DestinationException if the settings are wrong or the mode is not offered
     */
    public static WriteProfile profile(SyncDefinition definition, Source source) {
        return TargetRequest.of(definition, source).profile();
    }

    /**
     * Runs a sync to its end. The report's counts add up to the row, however it ends. The calling thread reads; interrupting it cancels the
     * run, and its flag stays.
     *
     * @throws HostException as {@link #profile} does; if the source cannot be opened, or in a mirror read through; if a guard stops the run;
     *     if dead letters of earlier runs cannot be removed. Nothing was written
     * @throws DestinationException as {@link #profile} does. What else a destination has to say is in the report
     */
    public SyncReport run(SyncDefinition definition, Source source, SyncListener listener, Cancellation cancellation) {
        return run(definition, () -> source, listener, cancellation);
    }

    /**
     * As {@link #run(SyncDefinition, Source, SyncListener, Cancellation)} does. The source is opened when the run has begun, so that the listener
     * hears of one that cannot be.
     *
     * @param source opens the source; the caller closes it
     */
    public SyncReport run(
            SyncDefinition definition, Supplier<Source> source, SyncListener listener, Cancellation cancellation) {
        SyncListener serial = new SerialListener(listener);
        return Announcement.of(
                SyncEvent.Purpose.SYNC,
                definition,
                clock,
                serial,
                runId -> run(runId, definition, source.get(), serial, cancellation));
    }

    /**
     * Tells a listener of a run that could not begin, because the definition of its sync is wrong or the destination is not there: it is then
     * among the runs like any other.
     *
     * @param sync the sync's name
     */
    public static void tellUnbegun(
            SyncEvent.Purpose purpose, String sync, HostException failure, SyncListener listener) {
        Announcement.ofFailure(purpose, sync, failure, new SerialListener(listener));
    }

    private SyncReport run(
            String runId, SyncDefinition definition, Source source, SyncListener listener, Cancellation cancellation) {
        TargetRequest request = TargetRequest.of(definition, source);
        Announcement.opened(source, request, listener);
        HostContext context = context(runId, definition, request.profile(), listener);
        Warnings warnings = new Warnings(listener);
        try (SyncFolder folder = folder(definition, request.profile(), context.runId(), cancellation, warnings)) {
            Optional<Rekeying> rekeying = Rekeying.of(definition, request.profile());
            if (rekeying.isPresent()) {
                return rekeyed(runId, rekeying.get(), definition, source, request, folder, cancellation, listener);
            }
            if (definition.cursor().isPresent() && DeadLetters.isCutOff(letterFolder(definition))) {
                CursorWindow.forget(definition);
            }
            SyncRun run = run(definition, source, request, folder, cancellation, context, warnings)
                    .leavingOut();
            SyncReport report = run.run();
            if (!run.restarts()) {
                return report;
            }
            if (run.lacksRows()) {
                source.restore();
            }
            HostContext again = context(newRunId(), definition, request.profile(), listener);
            return run(definition, source, request, folder, cancellation, again, warnings)
                    .run();
        }
    }

    private static String newRunId() {
        return UlidCreator.getUlid().toString();
    }

    /** Removes the records of the former key, and writes every row. */
    private SyncReport rekeyed(
            String runId,
            Rekeying rekeying,
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            @Nullable SyncFolder folder,
            Cancellation cancellation,
            SyncListener listener) {
        SyncDefinition removal = rekeying.removal();
        Rekeying.NoRows none = new Rekeying.NoRows();
        TargetRequest ofRemoval = TargetRequest.of(removal, none);
        HostContext context = context(runId, removal, ofRemoval.profile(), listener);
        long known = planned(removal, none, ofRemoval, context, cancellation, 0)
                .plan(folder)
                .removals();
        SyncPlan.Rows rows = planned(definition, source, request, context, cancellation, 0)
                .plan(null)
                .rows();
        rekeying.judge(rows, known).forEach(guard -> {
            throw new HostException(guard);
        });
        definition.guards().judgeErrors(rows.rejected(), rows.read(), true).ifPresent(guard -> {
            throw new HostException(guard);
        });
        SyncReport removed = new SyncRun(
                        removal,
                        none,
                        ofRemoval,
                        folder,
                        states,
                        clock,
                        cancellation,
                        context,
                        new Warnings(listener),
                        DeadLetters.none(),
                        null,
                        null)
                .run();
        if (!Rekeying.isDone(removed)) {
            return removed.after(SyncReport.Removals.NONE, Rekeying.saidOfRest());
        }
        rekeying.done();
        HostContext writing = context(newRunId(), definition, request.profile(), listener);
        return run(definition, source, request, folder, cancellation, writing, new Warnings(listener))
                .run()
                .after(removed.removals(), rekeying.said(removed.removals().removed()));
    }

    private PlannedRun planned(
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            HostContext context,
            Cancellation cancellation,
            int examples) {
        return new PlannedRun(
                definition,
                source,
                request,
                states,
                clock,
                context,
                new RunStatus(cancellation),
                new Progress(SyncProgress.Phase.COMPARING, context.listener()),
                new Warnings(),
                examples,
                null);
    }

    private SyncRun run(
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            @Nullable SyncFolder folder,
            Cancellation cancellation,
            HostContext context,
            Warnings warnings) {
        DeadLetters letters = folder == null
                ? DeadLetters.none()
                : letters(
                        definition,
                        definition.letterRules(request.profile()),
                        context.runId(),
                        SyncRun.keepsState(definition, request.profile())
                                ? DeadLetters.Purpose.COMPARED_SYNC
                                : DeadLetters.Purpose.SYNC);
        return new SyncRun(
                definition,
                source,
                request,
                folder,
                states,
                clock,
                cancellation,
                context,
                warnings,
                letters,
                null,
                CursorWindow.of(definition, source, request.profile(), clock));
    }

    private HostContext context(String runId, SyncDefinition definition, WriteProfile profile, SyncListener listener) {
        return new HostContext(
                runId,
                SyncRun.remembers(definition, profile) ? Optional.of(definition.name()) : Optional.empty(),
                clock,
                listener);
    }

    /**
     * Where a run of a sync with a cursor would begin to read now, as far as that can be told before its source is open: the run itself may
     * decide otherwise. Empty: with the first row.
     *
     * @throws HostException {@code STATE_UNREADABLE}, {@code CURSOR_INVALID}
     */
    public static Optional<CursorValue> readsFrom(SyncDefinition definition) {
        return CursorWindow.expected(definition);
    }

    private DeadLetters letters(
            SyncDefinition definition, LetterRules rules, String runId, DeadLetters.Purpose purpose) {
        return new DeadLetters(letterFolder(definition), runId, rules, purpose, clock);
    }

    private static Path letterFolder(SyncDefinition definition) {
        return definition.deadLetters().resolve(definition.folder());
    }

    /**
     * Sends the rows again that earlier runs rejected. Where the sync compares rows with a state, the rows of these records come from the source
     * as they are now. Where it does not, they come from their dead letters, and the source is not opened; a row whose record was written since is
     * no dead letter any more.
     *
     * @param source opens the source, where it is needed; the caller closes it
     * @return the report of the run; one without rows if there is nothing to send
     * @throws HostException as {@link #run} does; {@code RETRY_IMPOSSIBLE} if there are rejected rows, and none can be sent from where it is kept
     * @throws DestinationException as {@link #profile} does
     */
    public SyncReport retry(
            SyncDefinition definition, Supplier<Source> source, SyncListener listener, Cancellation cancellation) {
        SyncDefinition unguarded = definition.toBuilder()
                .guards(definition.guards().withAnyErrors())
                .limit(OptionalLong.empty())
                .sample(0)
                .build();
        SyncListener serial = new SerialListener(listener);
        return Announcement.of(
                SyncEvent.Purpose.RETRY,
                unguarded,
                clock,
                serial,
                runId -> new RetriedRun(unguarded, states, clock, serial, cancellation, runId).run(source));
    }

    /**
     * Says what a run would do now, and does none of it. Takes the sync for itself meanwhile, as a run does. Interrupting the calling thread
     * ends it.
     *
     * @param examples how many records of each kind to show, at most
     * @throws HostException as {@link #run} does; {@code RUN_STOPPED} if it was stopped. A guard that would stop the run is in the plan
     * @throws DestinationException as {@link #profile} does; if the target cannot be reached
     */
    public SyncPlan plan(
            SyncDefinition definition, Source source, int examples, SyncListener listener, Cancellation cancellation) {
        TargetRequest request = TargetRequest.of(definition, source);
        SyncListener serial = new SerialListener(listener);
        boolean compares = SyncRun.keepsState(definition, request.profile());
        HostContext context = context(newRunId(), definition, request.profile(), serial);
        Progress progress = new Progress(SyncProgress.Phase.COMPARING, serial);
        progress.enter(SyncProgress.Phase.COMPARING, source.rowCount());
        RunStatus status = new RunStatus(cancellation);
        cancellation.onRequest(source::interrupt);
        PlannedRun run = new PlannedRun(
                definition,
                source,
                request,
                states,
                clock,
                context,
                status,
                progress,
                new Warnings(),
                examples,
                CursorWindow.of(definition, source, request.profile(), clock));
        try (ProgressTicker ticker =
                        new ProgressTicker(() -> progress.tell(run.ledger().counters(), context.waitsFor()));
                SyncFolder folder = compares ? open(definition, context.runId(), cancellation) : null) {
            Optional<Rekeying> rekeying = Rekeying.of(definition, request.profile());
            if (rekeying.isEmpty()) {
                return run.plan(folder);
            }
            SyncDefinition removal = rekeying.get().removal();
            Rekeying.NoRows none = new Rekeying.NoRows();
            SyncPlan removed = planned(removal, none, TargetRequest.of(removal, none), context, cancellation, examples)
                    .plan(folder);
            return rekeying.get().plan(removed, run.plan(null));
        } finally {
            status.restoreInterrupt();
        }
    }

    /**
     * Looks at records of a sync at the target, and repairs what is asked for. Takes the sync for itself meanwhile, where it remembers what it wrote or
     * is repaired. What differs and is not repaired is written by the next run of a sync that remembers. Interrupting the calling thread ends it.
     *
     * @throws HostException as {@link #run} does; {@code RUN_STOPPED} if it was stopped; {@code TARGET_UNREADABLE}
     * @throws DestinationException as {@link #profile} does; if the target cannot be reached or read
     */
    public VerifyReport verify(
            SyncDefinition definition,
            Source source,
            Verification verification,
            SyncListener listener,
            Cancellation cancellation) {
        IncrementalSource.readAll(source);
        TargetRequest request = TargetRequest.of(definition, source);
        if (verification.repair() && request.profile().input() == WriteProfile.Input.SNAPSHOT) {
            throw HostFailure.REPAIR_IMPOSSIBLE.exception();
        }
        SyncListener serial = new SerialListener(listener);
        boolean compares = SyncRun.keepsState(definition, request.profile());
        HostContext context =
                new HostContext(compares ? Optional.of(definition.name()) : Optional.empty(), clock, serial);
        Progress progress = new Progress(SyncProgress.Phase.COMPARING, serial);
        progress.enter(SyncProgress.Phase.COMPARING, source.rowCount());
        RunStatus status = new RunStatus(cancellation);
        cancellation.onRequest(source::interrupt);
        Warnings warnings = new Warnings(serial);
        VerifiedRun run = new VerifiedRun(
                definition, source, request, states, clock, context, status, progress, warnings, verification);
        try (ProgressTicker ticker =
                        new ProgressTicker(() -> progress.tell(run.ledger().counters(), context.waitsFor()));
                SyncFolder folder =
                        compares || verification.repair() || definition.cursor().isPresent()
                                ? open(definition, context.runId(), cancellation)
                                : null) {
            VerifyReport report = run.verify(
                    compares ? folder : null,
                    selection -> repair(definition, source, request, context, cancellation, serial, folder, selection));
            VerifyReport.Rows rows = report.rows();
            if (definition.cursor().isPresent()
                    && report.stay() > 0
                    && rows.stale() + rows.missing() + rows.expiring() > 0) {
                CursorWindow.forget(definition);
            }
            return report;
        } finally {
            status.restoreInterrupt();
        }
    }

    /** A run of some records, which takes the place of the look that found them. */
    private SyncReport repair(
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            HostContext looking,
            Cancellation cancellation,
            SyncListener listener,
            @Nullable SyncFolder folder,
            Selection selection) {
        return Announcement.of(SyncEvent.Purpose.REPAIR, definition, clock, listener, runId -> {
            Announcement.opened(source, request, listener);
            return repair(
                    new HostContext(runId, looking.syncId().map(id -> definition.name()), clock, listener),
                    definition,
                    source,
                    request,
                    cancellation,
                    folder,
                    selection);
        });
    }

    private SyncReport repair(
            HostContext context,
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            Cancellation cancellation,
            @Nullable SyncFolder folder,
            Selection selection) {
        boolean compares = SyncRun.keepsState(definition, request.profile());
        return new SyncRun(
                        definition.toBuilder()
                                .sample(0)
                                .limit(OptionalLong.empty())
                                .full(false)
                                .build(),
                        source,
                        request,
                        folder,
                        states,
                        clock,
                        cancellation,
                        context,
                        new Warnings(context.listener()),
                        letters(
                                definition,
                                definition.letterRules(request.profile()),
                                context.runId(),
                                compares ? DeadLetters.Purpose.COMPARED_SYNC : DeadLetters.Purpose.SYNC),
                        selection,
                        null)
                .run();
    }

    /** The folder of the sync, for this run alone; null where there can be none, and the run needs none. */
    private static @Nullable SyncFolder folder(
            SyncDefinition definition,
            WriteProfile profile,
            String runId,
            Cancellation cancellation,
            Warnings warnings) {
        try {
            return open(definition, runId, cancellation);
        } catch (HostException e) {
            if (!e.is(HostFailure.STATE_FAILED) || profile.staged() || SyncRun.remembers(definition, profile)) {
                throw e;
            }
            warnings.add(e.detail().message() + " The run went on without a lock and without a file of rejected rows.");
            return null;
        }
    }

    static SyncFolder open(SyncDefinition definition, String runId, Cancellation cancellation) {
        return SyncFolder.open(
                definition.stateDirectory().resolve(definition.folder()),
                definition.name(),
                runId,
                definition.lockWait(),
                cancellation::requested);
    }
}
