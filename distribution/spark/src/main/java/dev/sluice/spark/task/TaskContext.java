package dev.sluice.spark.task;

import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.target.HostContext;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What a task says of the run to its writer, and what it hears. Safe for use by several threads. */
final class TaskContext implements RunContext {
    private final HostContext context;
    private final System.Logger logger = new SparkLogger();
    private final LongAdder retries = new LongAdder();
    private final LongAdder waitedMillis = new LongAdder();

    TaskContext(String runId, Optional<String> syncId) {
        // How far a task is, Spark tells.
        this.context = HostContext.joining(runId, syncId, Clock.systemUTC(), SyncListener.NONE);
    }

    private void count(RunEvent event) {
        if (event instanceof RunEvent.Retried) {
            retries.increment();
        } else if (event instanceof RunEvent.Waiting waiting) {
            waitedMillis.add(
                    Math.max(0, Duration.between(Instant.now(), waiting.until()).toMillis()));
        }
    }

    @Override
    public String runId() {
        return context.runId();
    }

    @Override
    public Optional<String> syncId() {
        return context.syncId();
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    @Override
    public void report(RunEvent event) {
        count(event);
        context.report(event);
    }

    long retries() {
        return retries.sum();
    }

    long waitedMillis() {
        return waitedMillis.sum();
    }

    /** What the user should know, in sentences. */
    List<String> warnings() {
        Warnings warnings = new Warnings();
        context.tell(warnings);
        return warnings.list();
    }
}
