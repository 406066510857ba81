package dev.sluice.redis.write;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The changes of one round trip. A key with a sequel occurs once in it, so that nothing overtakes the sequel. */
final class Round {
    private final int maxCommands;
    private final int maxBytes;
    private final List<PlannedRow> rows;
    private final Set<ByteBuffer> keys = new HashSet<>();
    private boolean hasSequel;
    private int sequels;
    private long bytes;

    Round(int maxCommands, int maxBytes) {
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
        this.rows = new ArrayList<>(maxCommands);
    }

    List<PlannedRow> rows() {
        return rows;
    }

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
            rows.forEach(row -> keys.add(ByteBuffer.wrap(row.key())));
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
