package dev.sluice.redis.write;

import static java.util.Objects.requireNonNull;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One lane into Redis: cuts a batch into round trips, and turns replies into outcomes. */
final class RedisWriter implements DestinationWriter {
    private final RowCommands commands;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final int maxCommands;
    private final int maxBytes;
    private boolean closed;

    RedisWriter(RedisSettings settings, RowCommands commands, CommandExecutor executor, FailureCatalog failures) {
        this.commands = commands;
        this.executor = executor;
        this.failures = failures;
        this.maxCommands = settings.pipelineCommands();
        this.maxBytes = settings.pipelineBytes();
    }

    @Override
    public BatchResult write(List<Change> batch) {
        requireNonNull(batch, "batch");
        if (closed) {
            throw DestinationException.closed();
        }
        Round round = new Round();
        Outcomes outcomes = new Outcomes(batch.size(), failures);
        for (int i = 0; i < batch.size() && outcomes.mayGoOn(); i++) {
            RowPlan plan;
            try {
                plan = commands.plan(batch.get(i));
            } catch (RejectedRow e) {
                outcomes.set(i, new Outcome.Rejected(e.error()));
                continue;
            }
            if (!round.accepts(plan)) {
                deliver(round, outcomes);
            }
            round.add(i, plan);
        }
        if (outcomes.mayGoOn()) {
            deliver(round, outcomes);
        }
        return outcomes.result();
    }

    /** Sends a round until every change of it has an outcome or the run must end. The one place where a loss is answered. */
    private void deliver(Round round, Outcomes outcomes) {
        if (round.rows.isEmpty()) {
            return;
        }
        Attempt attempt = new Attempt(executor, outcomes, maxCommands);
        Optional<CommandExecutor.Reply.Lost> lost = attempt.send(round.rows);
        lost.ifPresent(outcomes::lost);
        round.clear();
    }

    @Override
    public void close() {
        closed = true;
        executor.close();
    }

    /** The changes of one round trip. A key with a sequel occurs once in it, so that nothing overtakes the sequel. */
    private final class Round {
        private final List<PlannedRow> rows = new ArrayList<>(maxCommands);
        private final Set<ByteBuffer> keys = new HashSet<>();
        private boolean hasSequel;
        private int sequels;
        private long bytes;

        boolean accepts(RowPlan plan) {
            if (rows.isEmpty()) {
                return true;
            }
            if (rows.size() >= maxCommands
                    || sequels + plan.then().size() > maxCommands
                    || bytes + plan.bytes() > maxBytes) {
                return false;
            }
            if (!hasSequel && !plan.hasSequel()) {
                return true;
            }
            if (keys.isEmpty()) {
                rows.forEach(row -> keys.add(ByteBuffer.wrap(row.plan().first().key())));
            }
            return !keys.contains(ByteBuffer.wrap(plan.first().key()));
        }

        void add(int position, RowPlan plan) {
            rows.add(new PlannedRow(position, plan));
            hasSequel |= plan.hasSequel();
            sequels += plan.then().size();
            bytes += plan.bytes();
            if (hasSequel && rows.size() > 1) {
                keys.add(ByteBuffer.wrap(plan.first().key()));
            }
        }

        void clear() {
            rows.clear();
            keys.clear();
            hasSequel = false;
            sequels = 0;
            bytes = 0;
        }
    }

    /**
     * A planned change.
     *
     * @param position in the batch
     * @param plan its commands
     */
    record PlannedRow(int position, RowPlan plan) {}
}
