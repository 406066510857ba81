package dev.sluice.redis.write;

import dev.sluice.redis.command.RowCommands;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.UnsentRow;
import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The changes of a batch that are open when a full server ends the run. A write that the server refused each time, or that was not sent, is
 * rejected: it is known not to be written. A write whose reply was lost stays open. The server accepts removals, and they make room for the
 * next run; one that follows an open write of its key is left out.
 */
final class PendingRemovals {
    private final RowCommands commands;
    private final Outcomes outcomes;
    private final List<PlannedRow> removals = new ArrayList<>();
    private final Set<ByteBuffer> inDoubt = new HashSet<>();

    PendingRemovals(RowCommands commands, Outcomes outcomes) {
        this.commands = commands;
        this.outcomes = outcomes;
    }

    /**
     * Sends each removal once.
     *
     * @param open the changes of the present pipeline
     * @param next the position of the first change after it
     */
    void send(List<PlannedRow> open, List<Change> batch, int next, PipelineSender sender, int maxCommands) {
        open.stream().filter(row -> !row.isSettled()).forEach(this::take);
        for (int i = next; i < batch.size(); i++) {
            try {
                take(new PlannedRow(i, commands.plan(batch.get(i))));
            } catch (UnsentRow e) {
                outcomes.set(i, e.outcome());
            }
        }
        for (int from = 0; from < removals.size(); from += maxCommands) {
            List<PlannedRow> part = removals.subList(from, Math.min(removals.size(), from + maxCommands));
            if (sender.send(part, outcomes).failure() != null) {
                return;
            }
        }
    }

    private void take(PlannedRow row) {
        ByteBuffer key = ByteBuffer.wrap(row.key());
        if (row.plan().isRemoval()) {
            if (!inDoubt.contains(key)) {
                removals.add(row);
            }
        } else if (row.mayBeApplied()) {
            inDoubt.add(key);
        } else {
            outcomes.set(row, Outcome.rejected(RedisFailure.OUT_OF_MEMORY.detail()));
        }
    }
}
