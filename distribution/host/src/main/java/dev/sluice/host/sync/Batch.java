package dev.sluice.host.sync;

import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.RowHash;
import dev.sluice.spi.Change;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes on their way to one lane, and what the ledger has to know of each. Filled by one thread, then handed over. */
final class Batch {
    private static final int WEIGHT_LIMIT = 4 << 20;

    private final int capacity;
    private final boolean removals;
    private final List<Change> changes;
    private final long[] numbers;
    private final @Nullable ChangeKind[] kinds;
    private final @Nullable Identity[] identities;
    private final @Nullable RowHash[] hashes;
    private long weight;

    private Batch(int capacity, boolean removals, boolean tracked) {
        this.capacity = capacity;
        this.removals = removals;
        this.changes = new ArrayList<>(capacity);
        this.numbers = new long[removals ? 0 : capacity];
        this.kinds = new @Nullable ChangeKind[tracked && !removals ? capacity : 0];
        this.hashes = new @Nullable RowHash[kinds.length];
        this.identities = new @Nullable Identity[tracked ? capacity : 0];
    }

    /** Rows to write. */
    static Batch rows(int capacity) {
        return new Batch(capacity, false, false);
    }

    /** Rows to write whose fate the state records. */
    static Batch trackedRows(int capacity) {
        return new Batch(capacity, false, true);
    }

    /** Records to remove. */
    static Batch removals(int capacity) {
        return new Batch(capacity, true, true);
    }

    void add(long number, Row row) {
        numbers[changes.size()] = number;
        changes.add(new Change.Write(row));
        weigh(row);
    }

    /** @param kind null, as are identity and hash, for a row without one, which the destination will reject */
    void add(long number, Row row, @Nullable ChangeKind kind, @Nullable Identity identity, @Nullable RowHash hash) {
        kinds[changes.size()] = kind;
        hashes[changes.size()] = hash;
        identities[changes.size()] = identity;
        add(number, row);
    }

    void remove(Row row, Identity identity) {
        identities[changes.size()] = identity;
        changes.add(new Change.Remove(row));
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
        return changes.size() == capacity || weight >= WEIGHT_LIMIT;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    int size() {
        return changes.size();
    }

    boolean isRemovals() {
        return removals;
    }

    List<Change> changes() {
        return changes;
    }

    Row row(int position) {
        return changes.get(position).row();
    }

    /** The number of the source's row; 0 for a removal. */
    long number(int position) {
        return removals ? 0 : numbers[position];
    }

    /** Why the row is written; empty where no state is kept. */
    @Nullable
    ChangeKind kind(int position) {
        return kinds.length == 0 ? null : kinds[position];
    }

    /** The hash of the row; null where no state is kept. */
    @Nullable
    RowHash hash(int position) {
        return hashes.length == 0 ? null : hashes[position];
    }

    /** The record that the state speaks of; null where no state is kept, or the row has no identity. */
    @Nullable
    Identity identity(int position) {
        return identities.length == 0 ? null : identities[position];
    }
}
