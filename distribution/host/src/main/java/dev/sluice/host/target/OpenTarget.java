package dev.sluice.host.target;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.lane.Writers;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A run that is open at its destination, and its handle stored. Lanes open writers and hand in what these prepared, and the state tells of
 * checkpoints, from any thread; everything else is for the thread that reads.
 */
public final class OpenTarget implements Writers, AutoCloseable {
    private final Destination destination;
    private final WriteRequest request;
    private final RunContext context;
    private final DestinationRun run;
    private final RunHandle handle;
    private final UnresolvedRun unresolved;
    private final Ledger ledger;
    private final RunStatus status;
    private final boolean staged;
    private final List<String> prepared = new CopyOnWriteArrayList<>();
    private volatile boolean replaced;
    private volatile long reached;
    /** Whether nobody knows how the run ended. */
    private boolean unknown;

    OpenTarget(
            Destination destination,
            WriteRequest request,
            RunContext context,
            DestinationRun run,
            RunHandle handle,
            UnresolvedRun unresolved,
            Ledger ledger,
            RunStatus status,
            boolean staged) {
        this.destination = destination;
        this.request = request;
        this.context = context;
        this.run = run;
        this.handle = handle;
        this.unresolved = unresolved;
        this.ledger = ledger;
        this.status = status;
        this.staged = staged;
    }

    /** Names the run to writers in other processes. */
    public RunHandle handle() {
        return handle;
    }

    @Override
    public boolean isStaged() {
        return staged;
    }

    /**
     * This run as it enters the history of a state, judged by what an earlier run left at the target.
     *
     * @param full whether no record is to be believed anyway
     * @param removesForgotten whether records that are forgotten are to be removed
     */
    public RunEntry judge(RunHistory history, boolean full, boolean removesForgotten, Warnings warnings) {
        List<RunMarker> markers = status.interrupting(run::markers);
        return MarkerJudgement.of(markers, history, warnings).entry(context.runId(), markers, full, removesForgotten);
    }

    @Override
    public DestinationWriter open() {
        return destination.write(request, handle, context);
    }

    /** Opens the first writer at once, so that a destination that cannot be reached ends the run before it begins; null if that fails. */
    public @Nullable DestinationWriter openFirst() {
        try {
            return status.interrupting(this::open);
        } catch (RuntimeException | Error e) {
            status.failCall("open a writer", e);
            return null;
        }
    }

    @Override
    public void prepared(String text) {
        prepared.add(text);
    }

    /** Groups of outcomes are durable in the state; a target that was replaced meanwhile ends the run. One call at a time. */
    public void checkpoint(long number) {
        try {
            run.checkpoint(number);
            reached = number;
        } catch (DestinationException e) {
            replaced |= e.detail().code().equals(HostFailure.TARGET_REPLACED.name());
            status.fail(HostException.of(e));
        } catch (RuntimeException | Error e) {
            status.failCall("take a checkpoint", e);
        }
    }

    /**
     * Looks once more whether the target is that of this run, where its state takes no checkpoint any more: another run may have taken both, and
     * is not to count as complete then. Tells the last checkpoint again, 0 before the first.
     */
    public void lookAgain() {
        if (!replaced) {
            checkpoint(reached);
        }
    }

    /**
     * Commits if the run may be, and settles every accepted change. Every writer is closed.
     *
     * @param refusals hears what the commit refuses
     */
    public RunEnd commit(CommitRefusals refusals) {
        if (status.isEnding()) {
            ledger.acceptedNotAttempted();
            return replaced ? RunEnd.REPLACED : RunEnd.NOT_COMMITTED;
        }
        try {
            RunEnd end = switch (run.commit(List.copyOf(prepared), refusals)) {
                case COMPLETE -> RunEnd.COMPLETE;
                case RUN_UNCERTAIN -> {
                    status.fail(HostFailure.RUN_UNCERTAIN.detail());
                    yield RunEnd.UNCERTAIN;
                }
                case TARGET_REPLACED -> {
                    status.fail(HostFailure.TARGET_REPLACED.detail());
                    yield RunEnd.REPLACED;
                }
            };
            refusals.settle();
            ledger.acceptedWritten();
            return end;
        } catch (DestinationException e) {
            return refused(e);
        } catch (RuntimeException | Error e) {
            unknown = true;
            ledger.acceptedIndeterminate(status.failCall("commit the run", e));
            return ledger.counters().hasWritten() ? RunEnd.UNCERTAIN : RunEnd.NOT_COMMITTED;
        }
    }

    private RunEnd refused(DestinationException e) {
        unknown = e.indeterminate();
        if (unknown) {
            ledger.acceptedIndeterminate(e.detail());
        } else {
            ledger.acceptedNotAttempted();
        }
        if (!ledger.counters().hasWritten()) {
            status.fail(HostException.of(e));
            return RunEnd.NOT_COMMITTED;
        }
        // What was acknowledged before stays at the target, so such a run has not simply failed.
        status.fail(HostFailure.RUN_UNCERTAIN.detail(
                "The run could not be committed (" + e.detail().code() + "): "
                        + e.detail().message(),
                e.detail().remedy()));
        return RunEnd.UNCERTAIN;
    }

    /** Discards what is staged and not committed, and forgets the handle if the end of the run is known. */
    @Override
    public void close() {
        try {
            run.close();
        } catch (RuntimeException | Error e) {
            unknown = true;
            status.failCall("close the run", e);
        }
        if (!unknown) {
            forget(unresolved);
        }
    }

    static void forget(UnresolvedRun unresolved) {
        try {
            unresolved.clear();
        } catch (IOException e) {
            // The next run resolves it once more, which is idempotent.
        }
    }
}
