package dev.sluice.redis.write;

import dev.sluice.redis.command.RowPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The changes that are sent together. If one of them must have its key alone, every key occurs only once, so that nothing overtakes it. */
final class Pipeline {
    private final int maxCommands;
    private final int maxBytes;
    private final List<PlannedRow> rows;
    private final Set<ByteBuffer> keys = new HashSet<>();
    private boolean keysAlone;
    private int followUps;
    private long bytes;

    Pipeline(int maxCommands, int maxBytes) {
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
        this.rows = new ArrayList<>(maxCommands);
    }

    List<PlannedRow> rows() {
        return rows;
    }

    /** Whether there is room for one more change, and nothing forbids to send it together with the others. */
    boolean accepts(RowPlan plan) {
        if (rows.isEmpty()) {
            return true;
        }
        if (rows.size() >= maxCommands
                || followUps + plan.then().size() > maxCommands
                || bytes + plan.bytes() > maxBytes) {
            return false;
        }
        if (!keysAlone && !plan.wantsKeyAlone()) {
            return true;
        }
        if (keys.isEmpty()) {
            rows.forEach(row -> keys.add(ByteBuffer.wrap(row.key())));
        }
        return !keys.contains(ByteBuffer.wrap(plan.first().key()));
    }

    void add(int position, RowPlan plan) {
        rows.add(new PlannedRow(position, plan));
        keysAlone |= plan.wantsKeyAlone();
        followUps += plan.then().size();
        bytes += plan.bytes();
        if (keysAlone && rows.size() > 1) {
            keys.add(ByteBuffer.wrap(plan.first().key()));
        }
    }

    void clear() {
        rows.clear();
        keys.clear();
        keysAlone = false;
        followUps = 0;
        bytes = 0;
    }
}
