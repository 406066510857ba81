package dev.sluice.host.sync;

import dev.sluice.host.change.ChangeState;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Identification;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.report.DeadLetters;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.WriteProfile;
import java.time.Clock;
import java.time.Instant;

/** Runs syncs: source → mapping → change detection in a mirror → lanes → destination → ledger. Safe for use by several threads. */
public final class SyncEngine {
    private final Clock clock;
    private final ChangeStates states;

    /**
     * @param clock gives the time at which a record was written, and so when it is renewed
     * @param states opens the states of mirrors; {@link ChangeStates#NONE} for a host without mirrors
     */
    public SyncEngine(Clock clock, ChangeStates states) {
        this.clock = clock;
        this.states = states;
    }

    /**
     * Validates a sync without any I/O at the target, and says how it is to be driven.
     *
     * @throws HostException if the mapping does not fit the source, or a field of the key does not travel
     * @throws DestinationException if the settings are wrong or the mode is not offered
     */
    public static WriteProfile profile(SyncDefinition definition, Source source) {
        return Plan.of(definition, source).profile();
    }

    /**
     * Runs a sync to its end. The report's counts add up to the row, however it ends. The calling thread reads; interrupting it cancels the
     * run, and its flag stays.
     *
     * @throws HostException as {@link #profile} does; if the source cannot be opened, or in a mirror read through; if a guard stops the run;
     *     if the file of an earlier run cannot be removed. Nothing was written
     * @throws DestinationException as {@link #profile} does. What else a destination has to say is in the report
     */
    public SyncReport run(SyncDefinition definition, Source source, SyncListener listener, Cancellation cancellation) {
        Instant started = clock.instant();
        long begun = System.nanoTime();
        Plan plan = Plan.of(definition, source);
        try (DeadLetters deadLetters = new DeadLetters(definition.deadLetters())) {
            Run run = new Run(definition, source, plan, cancellation, deadLetters);
            run.target().resolveEarlier();
            try (ProgressTicker ticker = new ProgressTicker(listener, run::progress)) {
                attempt(run, run.keepsState() ? () -> mirror(run) : new PlainRun(run)::run);
                attempt(run, run::end);
                attempt(run, deadLetters::close);
            } finally {
                run.restoreInterrupt();
            }
            return run.report(started, begun);
        }
    }

    /** A step of the run. Dead letters that cannot be written end the run; the report says so. */
    private static void attempt(Run run, Runnable step) {
        try {
            step.run();
        } catch (HostException e) {
            if (!e.is(HostFailure.DEAD_LETTERS_UNWRITABLE)) {
                throw e;
            }
            run.ending().fail(e.detail());
        }
    }

    private void mirror(Run run) {
        SyncDefinition definition = run.definition();
        WriteProfile profile = run.plan().profile();
        Identification identification = new Identification(
                definition.stateTarget().orElse(profile.target()),
                profile.identity(),
                profile.rendering(),
                definition.epoch());
        try (ChangeState state = states.open(definition.stateDirectory(), definition.name(), identification, clock)) {
            run.track(state);
            new MirrorRun(run, state).run();
        } catch (HostException e) {
            if (!e.is(HostFailure.STATE_FAILED)) {
                throw e;
            }
            run.ending().fail(e.detail());
        }
    }
}
