package dev.sluice.redis.write;

import static java.util.Objects.requireNonNull;

import dev.sluice.redis.command.RowCommands;
import dev.sluice.redis.command.RowPlan;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.UnsentRow;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.run.OpenRuns;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import java.util.List;
import java.util.function.Supplier;

/** Writes the batches of one lane: cuts each batch into pipelines, and finishes one pipeline before the next. */
final class RedisWriter implements DestinationWriter {
    private final RowCommands commands;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;
    private final Supplier<String> prepared;
    private final OpenRuns.Part registration;
    private final PipelineSender sender;
    private final ErrorThreshold threshold = new ErrorThreshold();
    private final int maxCommands;
    private final int maxBytes;
    private boolean closed;

    /**
     * A writer that is open.
     *
     * @param prepared what the commit of the run needs to know
     */
    RedisWriter(
            RedisSettings settings,
            RowCommands commands,
            CommandExecutor executor,
            FailureCatalog failures,
            RetryBudget budget,
            Supplier<String> prepared,
            OpenRuns.Part registration) {
        this.commands = commands;
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
        this.prepared = prepared;
        this.registration = registration;
        this.sender = new PipelineSender(settings, executor, failures, budget);
        this.maxCommands = settings.pipelineCommands();
        this.maxBytes = settings.pipelineBytes();
    }

    @Override
    public BatchResult write(List<Change> batch) {
        requireNonNull(batch, "batch");
        if (closed) {
            throw DestinationException.closed();
        }
        Outcomes outcomes = new Outcomes(batch.size(), threshold, failures);
        try {
            write(batch, outcomes);
        } catch (OutOfMemoryError e) {
            // A retry would need as much memory again.
            executor.reset();
            outcomes.reached();
            outcomes.stop(failures.of(RedisFailure.PROCESS_OUT_OF_MEMORY));
        }
        return outcomes.result();
    }

    private void write(List<Change> batch, Outcomes outcomes) {
        Pipeline pipeline = new Pipeline(maxCommands, maxBytes);
        int next = 0;
        for (; next < batch.size(); next++) {
            RowPlan plan;
            try {
                plan = commands.plan(batch.get(next));
            } catch (UnsentRow e) {
                outcomes.set(next, e.outcome());
                continue;
            }
            if (!pipeline.accepts(plan)) {
                deliver(pipeline, outcomes);
                if (!outcomes.mayContinue()) {
                    break;
                }
            }
            pipeline.add(next, plan);
        }
        if (outcomes.mayContinue()) {
            deliver(pipeline, outcomes);
        }
        if (outcomes.stoppedBy(RedisFailure.OUT_OF_MEMORY)) {
            new PendingRemovals(commands, outcomes).send(pipeline.rows(), batch, next, sender, maxCommands);
        }
    }

    /** Sends a pipeline until every change has an outcome or the run ends. */
    private void deliver(Pipeline pipeline, Outcomes outcomes) {
        if (pipeline.rows().isEmpty()) {
            return;
        }
        AttemptFailure result = sender.send(pipeline.rows(), outcomes);
        if (result.failure() == null) {
            budget.reset();
        } else {
            new RetryLoop(sender, executor, failures, budget).run(pipeline.rows(), result, outcomes);
        }
        if (outcomes.mayContinue()) {
            pipeline.clear();
        }
    }

    /** What the commit of the run needs to know of the servers that it wrote to. */
    @Override
    public String prepareCommit() {
        if (closed) {
            throw DestinationException.closed();
        }
        return prepared.get();
    }

    @Override
    public void close() {
        closed = true;
        executor.close();
        registration.close();
    }
}
