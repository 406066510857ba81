package dev.sluice.host.target;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.name.ShellWord;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The destination of a run before the run is open there. For one thread. */
public final class Target {
    private final Destination destination;
    private final TargetRequest request;
    private final RunContext context;
    private final String sync;
    private final UnresolvedRun unresolved;

    /**
     * @param sync the name of the sync
     * @param unresolved keeps the handle of a run from before its first writer until its end is known
     */
    public Target(
            Destination destination, TargetRequest request, RunContext context, String sync, UnresolvedRun unresolved) {
        this.sync = sync;
        this.destination = destination;
        this.request = request;
        this.context = context;
        this.unresolved = unresolved;
    }

    /**
     * Finds out how an earlier run of this sync ended, if the host did not see it.
     *
     * @throws HostException {@code RUN_UNRESOLVED}: no new run may begin
     * @throws DestinationException if the destination cannot tell now
     */
    public void resolveEarlier() {
        Optional<RunHandle> left = unresolved.find();
        if (left.isEmpty()) {
            return;
        }
        RunFate fate = destination.resolve(request.request(), left.get(), context, CommitObserver.NONE);
        switch (fate) {
            case COMMITTED, NOT_COMMITTED -> OpenTarget.forget(unresolved);
            case STILL_RUNNING ->
                throw HostFailure.RUN_UNRESOLVED.exception(
                        "The destination is still at work on the run "
                                + left.get().runId() + ".",
                        "Wait until it has ended, and run again.");
            case UNKNOWN ->
                throw HostFailure.RUN_UNRESOLVED.exception(
                        "The destination cannot tell what became of the run "
                                + left.get().runId() + ".",
                        "Look at the destination what became of that run, and see that it is over. Then say so: sluice state resolve "
                                + ShellWord.of(sync)
                                + ". The next run writes every row again whose fate is not known.");
        }
    }

    /** Opens the run and stores its handle; null if that fails, which the status then says. */
    public @Nullable OpenTarget open(Ledger ledger, RunStatus status) {
        try {
            DestinationRun run = status.interrupting(() -> destination.openRun(request.request(), context));
            OpenTarget opened = null;
            try {
                RunHandle handle = run.handle();
                store(handle);
                opened = new OpenTarget(
                        destination,
                        request.request(),
                        context,
                        run,
                        handle,
                        unresolved,
                        ledger,
                        status,
                        request.profile().staged());
                return opened;
            } finally {
                if (opened == null) {
                    run.close();
                }
            }
        } catch (RuntimeException | Error e) {
            status.failCall("open a run", e);
            return null;
        }
    }

    private void store(RunHandle handle) {
        try {
            unresolved.store(handle);
        } catch (IOException e) {
            // A run that needs no commit can go on without: its rows are written when the destination says so.
            if (request.profile().staged()) {
                throw HostFailure.STATE_FAILED.exception(
                        "The handle of the run cannot be stored, and without it the run could not be resolved after a crash.");
            }
        }
    }
}
