package dev.sluice.tck.memory;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import java.util.List;

/** A run of a sync, which leaves a marker beside the table. Mutants override its methods. */
public class MemoryRun implements DestinationRun {
    public final String runId;
    public final String marker;
    private final int cuts = MemoryServer.INSTANCE.cuts();
    private final RunMarker found;
    private long last;
    private boolean closed;

    public MemoryRun(String runId, String marker) {
        this.runId = runId;
        this.marker = marker;
        this.found = exchange(RunMarker.found(runId, State.OPEN, 0));
    }

    /** Replaces the marker. Returns what was there before. */
    public RunMarker exchange(RunMarker by) {
        return MemoryServer.INSTANCE.exchange(marker, by);
    }

    @Override
    public RunHandle handle() {
        return RunHandle.of(runId);
    }

    @Override
    public List<RunMarker> markers() {
        return List.of(found);
    }

    @Override
    public void checkpoint(long number) {
        last = number;
        if (!replace(State.OPEN)) {
            throw DestinationException.of(ErrorDetail.of(
                    "TARGET_REPLACED",
                    ErrorCategory.CONNECTION,
                    "Another run writes to the table.",
                    "Run one at a time.",
                    false));
        }
    }

    @Override
    public CommitResult commit(List<String> prepared, CommitObserver observer) {
        if (closed) {
            throw DestinationException.closed();
        }
        MemoryDestination.awaitUnlocked();
        if (!isProven()) {
            return CommitResult.RUN_UNCERTAIN;
        }
        return replace(State.COMPLETE) ? CommitResult.COMPLETE : CommitResult.TARGET_REPLACED;
    }

    /** Whether no connection was lost since the run opened: a new one may lead to another server. */
    public final boolean isProven() {
        return MemoryServer.INSTANCE.cuts() == cuts;
    }

    /** Replaces the marker. If that of another run was there, leaves word of it, and returns false. */
    public boolean replace(State state) {
        RunMarker before = exchange(RunMarker.found(runId, state, last));
        if (before instanceof RunMarker.Found was && was.runId().equals(runId) && was.state() != State.CONTESTED) {
            return true;
        }
        exchange(RunMarker.found(runId, State.CONTESTED, last));
        return false;
    }

    @Override
    public void close() {
        closed = true;
    }
}
