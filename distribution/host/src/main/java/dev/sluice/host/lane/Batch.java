package dev.sluice.host.lane;

import dev.sluice.host.ledger.Item;
import dev.sluice.spi.Change;
import dev.sluice.spi.Row;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/** Changes on their way to one lane. Filled by one thread, then handed over. */
final class Batch {
    private static final int WEIGHT_LIMIT = 4 << 20;

    private final int capacity;
    private final List<Item> items;
    private long weight;

    Batch(int capacity) {
        this.capacity = capacity;
        this.items = new ArrayList<>(capacity);
    }

    void add(Item item) {
        items.add(item);
        weigh(item.row());
    }

    private void weigh(Row row) {
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            if (value instanceof String text) {
                weight += text.length();
            } else if (value instanceof byte[] bytes) {
                weight += bytes.length;
            }
        }
    }

    /** Whether it is to go now: it has the number of changes that the destination prefers, or its rows are large. */
    boolean isFull() {
        return items.size() == capacity || weight >= WEIGHT_LIMIT;
    }

    List<Item> items() {
        return items;
    }

    /** What the destination gets: the changes alone, in their order. */
    List<Change> changes() {
        return new Changes(items);
    }

    private static final class Changes extends AbstractList<Change> implements RandomAccess {
        private final List<Item> items;

        Changes(List<Item> items) {
            this.items = items;
        }

        @Override
        public Change get(int position) {
            return items.get(position).change();
        }

        @Override
        public int size() {
            return items.size();
        }
    }
}
