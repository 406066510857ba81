package dev.sluice.host.sync;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The run as the destination has it: what an earlier one left is resolved first, the handle is stored before the first writer opens, and
 * the run is committed once every writer is closed. Lanes open writers and hand in what they prepared; everything else is for the thread
 * that reads.
 */
final class TargetRun {
    private final Destination destination;
    private final Plan plan;
    private final RunContext context;
    private final UnresolvedRun unresolved;
    private final List<String> prepared = new CopyOnWriteArrayList<>();
    private volatile @Nullable DestinationRun run;
    private volatile @Nullable RunHandle handle;

    TargetRun(Destination destination, Plan plan, RunContext context, UnresolvedRun unresolved) {
        this.destination = destination;
        this.plan = plan;
        this.context = context;
        this.unresolved = unresolved;
    }

    /**
     * Finds out how an earlier run of this sync ended, if the host did not see it.
     *
     * @throws dev.sluice.host.failure.HostException {@code RUN_UNRESOLVED}: no new run may begin
     * @throws DestinationException if the destination cannot tell now
     */
    void resolveEarlier() {
        Optional<RunHandle> left = unresolved.find();
        if (left.isEmpty()) {
            return;
        }
        RunFate fate = destination.resolve(plan.request(), left.get(), context, CommitObserver.NONE);
        switch (fate) {
            case COMMITTED, NOT_COMMITTED -> forget();
            case STILL_RUNNING ->
                throw HostFailure.RUN_UNRESOLVED.exception(
                        "The destination is still at work on the run "
                                + left.get().runId() + ".",
                        "Wait until it has ended, and run again.");
            case UNKNOWN ->
                throw HostFailure.RUN_UNRESOLVED.exception("The destination cannot tell what became of the run "
                        + left.get().runId() + ".");
        }
    }

    /** Opens the run and stores its handle, and opens the first writer. */
    DestinationWriter openFirst() {
        DestinationRun opened = destination.openRun(plan.request(), context);
        run = opened;
        RunHandle named = opened.handle();
        try {
            unresolved.store(named);
        } catch (IOException e) {
            // A run that needs no commit can go on without: its rows are written when the destination says so.
            if (plan.profile().staged()) {
                throw HostFailure.STATE_FAILED.exception(
                        "The handle of the run cannot be stored, and without it the run could not be resolved after a crash.");
            }
        }
        handle = named;
        return open();
    }

    /** Opens another writer; from any thread, after {@link #openFirst}. */
    DestinationWriter open() {
        RunHandle opened = handle;
        if (opened == null) {
            throw new IllegalStateException("the run is not open");
        }
        return destination.write(plan.request(), opened, context);
    }

    /** What a writer prepared for the commit; from any thread. */
    void prepared(String text) {
        prepared.add(text);
    }

    /** Commits if the run may be, else discards what was staged; and settles every accepted change. Every writer is closed. */
    void end(Ending ending, Ledger ledger, CommitRefusals refusals) {
        DestinationRun opened = run;
        if (opened == null) {
            return;
        }
        boolean known = true;
        try {
            if (ending.isDue() || handle == null) {
                ledger.acceptedNotAttempted();
            } else {
                known = commit(opened, ending, ledger, refusals);
            }
        } finally {
            known &= close(opened, ending);
            if (known) {
                forget();
            }
        }
    }

    /** Whether the fate of the run is known now. */
    private boolean commit(DestinationRun opened, Ending ending, Ledger ledger, CommitRefusals refusals) {
        try {
            switch (opened.commit(prepared, refusals)) {
                case COMPLETE -> {}
                case RUN_UNCERTAIN -> ending.fail(HostFailure.RUN_UNCERTAIN.detail());
                case TARGET_REPLACED -> ending.fail(HostFailure.TARGET_REPLACED.detail());
            }
            refusals.settle();
            ledger.acceptedWritten();
            return true;
        } catch (DestinationException e) {
            if (e.indeterminate()) {
                ledger.acceptedIndeterminate(e.detail());
            } else {
                ledger.acceptedNotAttempted();
            }
            // What was acknowledged before stays written, so such a run has not simply failed.
            ending.fail(
                    ledger.hasWritten()
                            ? HostFailure.RUN_UNCERTAIN.detail(
                                    "The run could not be committed ("
                                            + e.detail().code() + "): "
                                            + e.detail().message(),
                                    e.detail().remedy())
                            : e.detail());
            return !e.indeterminate();
        } catch (RuntimeException | Error e) {
            ErrorDetail error = HostFailure.DESTINATION_BROKEN.detail("The destination failed to commit the run with "
                    + e.getClass().getName() + ", which it does not declare.");
            ledger.acceptedIndeterminate(error);
            ending.fail(error);
            return false;
        }
    }

    private static boolean close(DestinationRun opened, Ending ending) {
        try {
            opened.close();
            return true;
        } catch (RuntimeException | Error e) {
            ending.fail(HostFailure.DESTINATION_BROKEN.detail(
                    "The destination failed to close the run: " + e.getClass().getName() + "."));
            return false;
        }
    }

    private void forget() {
        try {
            unresolved.clear();
        } catch (IOException e) {
            // The next run resolves it once more, which is idempotent.
        }
    }
}
