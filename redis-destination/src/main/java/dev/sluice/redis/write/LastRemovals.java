package dev.sluice.redis.write;

import dev.sluice.redis.command.RowCommands;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The removals that are still to come in a batch when a full server ends the run: it takes them, and they make room for the next run. None
 * overtakes a write of its key that has no outcome.
 */
final class LastRemovals {
    private final RowCommands commands;
    private final Outcomes outcomes;
    private final List<PlannedRow> removals = new ArrayList<>();
    private final Set<ByteBuffer> unwritten = new HashSet<>();

    LastRemovals(RowCommands commands, Outcomes outcomes) {
        this.commands = commands;
        this.outcomes = outcomes;
    }

    /** Sends them, each once. */
    void send(List<PlannedRow> round, List<Change> batch, int next, RoundTrips trips, int maxCommands) {
        round.stream().filter(row -> !row.isSettled()).forEach(this::take);
        for (int i = next; i < batch.size(); i++) {
            try {
                take(new PlannedRow(i, commands.plan(batch.get(i))));
            } catch (RejectedRow e) {
                outcomes.set(i, Outcome.rejected(e.error()));
            }
        }
        for (int from = 0; from < removals.size(); from += maxCommands) {
            List<PlannedRow> part = removals.subList(from, Math.min(removals.size(), from + maxCommands));
            if (trips.attempt(part, outcomes).failure() != null) {
                return;
            }
        }
    }

    private void take(PlannedRow row) {
        ByteBuffer key = ByteBuffer.wrap(row.key());
        if (row.plan().isRemoval() && !unwritten.contains(key)) {
            removals.add(row);
        } else {
            unwritten.add(key);
        }
    }
}
