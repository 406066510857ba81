package dev.sluice.redis.run;

import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import java.util.List;

/** A run without a marker. It has no connection of its own; its commit tells of the keys that were evicted while its writers wrote. */
public final class PlainRun implements DestinationRun {
    private final RunContext context;
    private volatile boolean closed;

    /** A run that is open. */
    public PlainRun(RunContext context) {
        this.context = context;
    }

    @Override
    public RunHandle handle() {
        return RunHandle.of(context.runId());
    }

    @Override
    public CommitResult commit(List<String> prepared, CommitObserver observer) {
        if (closed) {
            throw DestinationException.closed();
        }
        if (Evictions.onReplica(prepared)) {
            context.report(RunEvent.warning(RedisFailure.IS_REPLICA.detail()));
        }
        long evicted = Evictions.during(prepared);
        if (evicted > 0) {
            context.report(Evictions.warning(evicted));
        }
        return CommitResult.COMPLETE;
    }

    @Override
    public void close() {
        closed = true;
    }
}
