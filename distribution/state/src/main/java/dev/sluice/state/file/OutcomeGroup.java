package dev.sluice.state.file;

import dev.sluice.duckdb.RowFeed;
import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.hash.RowHash;
import java.util.List;

/** Outcomes that become durable together, column by column. Not safe for use by several threads. */
public final class OutcomeGroup implements RowFeed.Rows {
    public static final List<RowFeed.Column> COLUMNS = List.of(
            new RowFeed.Column("hash_high", RowFeed.Type.NUMBER),
            new RowFeed.Column("hash_low", RowFeed.Type.NUMBER),
            new RowFeed.Column("written_at", RowFeed.Type.NUMBER),
            new RowFeed.Column("expires_at", RowFeed.Type.NULLABLE),
            new RowFeed.Column("place", RowFeed.Type.NUMBER),
            new RowFeed.Column("ordinal", RowFeed.Type.NUMBER),
            new RowFeed.Column("outcome", RowFeed.Type.TINY),
            new RowFeed.Column("identity", RowFeed.Type.TEXT));

    private static final int OUTCOME = 6;
    private static final RowHash NONE = new RowHash(0, 0);

    /** What became of a record. The codes are those of the files. */
    public enum Outcome {
        WRITTEN(1),
        REMOVED(2),
        NOT_WRITTEN(3),
        ACCEPTED(4),
        REMOVAL_ACCEPTED(5),
        REFUSED(6);

        private final byte code;

        Outcome(int code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }
    }

    private final String[] identities;
    private final byte[] outcomes;
    private final long[][] numbers;
    private int size;

    public OutcomeGroup(int capacity) {
        identities = new String[capacity];
        outcomes = new byte[capacity];
        numbers = new long[OUTCOME][capacity];
    }

    public boolean isFull() {
        return size == identities.length;
    }

    public void add(Outcome outcome, String identity, long time) {
        add(outcome, identity, NONE, time, Lifetime.FOREVER);
    }

    public void add(Outcome outcome, String identity, RowHash hash, long time) {
        add(outcome, identity, hash, time, hash.lifetime().expiresAt(time));
    }

    private void add(Outcome outcome, String identity, RowHash hash, long time, long expires) {
        identities[size] = identity;
        outcomes[size] = outcome.code();
        numbers[0][size] = hash.high();
        numbers[1][size] = hash.low();
        numbers[2][size] = time;
        numbers[3][size] = expires;
        numbers[4][size] = hash.place();
        numbers[5][size] = hash.ordinal();
        size++;
    }

    public void clear() {
        size = 0;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long number(int column, int row) {
        return column == OUTCOME ? outcomes[row] : numbers[column][row];
    }

    @Override
    public String text(int column, int row) {
        return identities[row];
    }
}
