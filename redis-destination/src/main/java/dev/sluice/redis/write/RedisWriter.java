package dev.sluice.redis.write;

import static java.util.Objects.requireNonNull;

import dev.sluice.redis.command.RowCommands;
import dev.sluice.redis.command.RowPlan;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.run.ConnectionLog;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import java.util.List;

/** One lane into Redis: cuts a batch into rounds, and brings each to its end before the next. */
final class RedisWriter implements DestinationWriter {
    private final RowCommands commands;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;
    private final ConnectionLog connections;
    private final RoundTrips trips;
    private final Breaker breaker = new Breaker();
    private final int maxCommands;
    private final int maxBytes;
    private boolean closed;

    RedisWriter(
            RedisSettings settings,
            RowCommands commands,
            CommandExecutor executor,
            FailureCatalog failures,
            RetryBudget budget,
            ConnectionLog connections) {
        this.commands = commands;
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
        this.connections = connections;
        this.trips = new RoundTrips(settings, executor, failures, budget);
        this.maxCommands = settings.pipelineCommands();
        this.maxBytes = settings.pipelineBytes();
    }

    @Override
    public BatchResult write(List<Change> batch) {
        requireNonNull(batch, "batch");
        if (closed) {
            throw DestinationException.closed();
        }
        Outcomes outcomes = new Outcomes(batch.size(), breaker, failures);
        try {
            write(batch, outcomes);
        } catch (OutOfMemoryError e) {
            // Whatever it was, a row or a reply, would ask for as much again.
            executor.reset();
            outcomes.reached();
            outcomes.stop(failures.of(RedisFailure.PROCESS_OUT_OF_MEMORY));
        }
        return outcomes.result();
    }

    private void write(List<Change> batch, Outcomes outcomes) {
        Round round = new Round(maxCommands, maxBytes);
        int next = 0;
        for (; next < batch.size(); next++) {
            RowPlan plan;
            try {
                plan = commands.plan(batch.get(next));
            } catch (RejectedRow e) {
                outcomes.set(next, Outcome.rejected(e.error()));
                continue;
            }
            if (!round.accepts(plan)) {
                deliver(round, outcomes);
                if (!outcomes.mayGoOn()) {
                    break;
                }
            }
            round.add(next, plan);
        }
        if (outcomes.mayGoOn()) {
            deliver(round, outcomes);
        }
        if (outcomes.stoppedBy(RedisFailure.OUT_OF_MEMORY)) {
            new LastRemovals(commands, outcomes).send(round.rows(), batch, next, trips, maxCommands);
        }
    }

    /** Sends a round until every change of it has an outcome or the run must end. */
    private void deliver(Round round, Outcomes outcomes) {
        if (round.rows().isEmpty()) {
            return;
        }
        Trouble trouble = trips.attempt(round.rows(), outcomes);
        if (trouble.failure() == null) {
            budget.reset();
        } else {
            new Recovery(trips, executor, failures, budget).recover(round.rows(), trouble, outcomes);
        }
        if (outcomes.mayGoOn()) {
            round.clear();
        }
    }

    /** The servers that it wrote to: the run must know that they are those that it opened on. */
    @Override
    public String prepareCommit() {
        if (closed) {
            throw DestinationException.closed();
        }
        return connections.text();
    }

    @Override
    public void close() {
        closed = true;
        executor.close();
    }
}
