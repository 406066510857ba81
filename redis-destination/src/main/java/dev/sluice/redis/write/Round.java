package dev.sluice.redis.write;

import dev.sluice.redis.command.RowPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The changes of one round trip. Where a change wants its key alone, every key occurs once in it, so that nothing overtakes that change. */
final class Round {
    private final int maxCommands;
    private final int maxBytes;
    private final List<PlannedRow> rows;
    private final Set<ByteBuffer> keys = new HashSet<>();
    private boolean keysAlone;
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
        sequels += plan.then().size();
        bytes += plan.bytes();
        if (keysAlone && rows.size() > 1) {
            keys.add(ByteBuffer.wrap(plan.first().key()));
        }
    }

    void clear() {
        rows.clear();
        keys.clear();
        keysAlone = false;
        sequels = 0;
        bytes = 0;
    }
}
