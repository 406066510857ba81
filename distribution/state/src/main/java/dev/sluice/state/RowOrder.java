package dev.sluice.state;

import dev.sluice.duckdb.RowFeed;
import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.hash.RowHash;
import dev.sluice.state.file.Snapshots;
import dev.sluice.state.file.Workspace;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows that are unchanged while they are observed, as long as the source gives them in the order of the last snapshot: two sequences
 * side by side, where the rows of a whole sync would else go into a table and a join. It need not find any; what it does not find is left to
 * the {@link Comparison}. For one thread.
 */
final class RowOrder implements AutoCloseable {
    /** Records that are known ahead. */
    private static final int AHEAD = 16_384;

    private static final int CAPACITY = 2 * AHEAD;
    /** Records that are looked at for every row: for some that are gone, or were added. */
    private static final int NEAR = 32;
    /** A row that is found pays for looking at so many others in a wider search. */
    private static final int CREDIT = 8;

    private static final int BATCH = 65_536;

    private final RecordCursor whole;
    private final @Nullable RecordCursor patch;
    private final Workspace.Feed skippedFeed;
    private final Workspace.Feed runFeed;
    private final boolean perRow;
    private final long now;

    private final long[] high = new long[CAPACITY];
    private final long[] low = new long[CAPACITY];
    private final long[] written = new long[CAPACITY];
    private final long[] expires = new long[CAPACITY];
    private final boolean[] believed = new boolean[CAPACITY];
    private int head;
    private int tail;
    private long position;
    private boolean ended;
    private int misses;
    private long credit = AHEAD;

    private long found;
    private final Numbers skipped = new Numbers(1);
    private final Numbers runs = new Numbers(4);
    private long runPosition;
    private long runOrdinal;
    private long runNumber;
    private long runLength;

    /** Rows of numbers, column by column. */
    private static final class Numbers implements RowFeed.Rows {
        private final long[][] columns;
        private int size;

        Numbers(int columns) {
            this.columns = new long[columns][BATCH];
        }

        boolean isFull() {
            return size == BATCH;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public long number(int column, int row) {
            return columns[column][row];
        }

        @Override
        public String text(int column, int row) {
            throw new IllegalStateException("a number");
        }
    }

    /**
     * @param records known records with their positions, in the order of the file
     * @param patch those that replace some of them, and that follow them
     * @param lifetime of all rows; null if each has its own
     */
    RowOrder(Workspace workspace, String records, Optional<String> patch, @Nullable Lifetime lifetime, long now)
            throws SQLException {
        this.perRow = lifetime == null;
        this.now = now;
        workspace.execute("CREATE TABLE skipped (position BIGINT)");
        workspace.execute("CREATE TABLE found (position BIGINT, ordinal BIGINT, number BIGINT, length BIGINT)");
        this.skippedFeed = workspace.feed(List.of(new RowFeed.Column("position", RowFeed.Type.NUMBER)));
        this.runFeed = workspace.feed(List.of(
                new RowFeed.Column("position", RowFeed.Type.NUMBER),
                new RowFeed.Column("ordinal", RowFeed.Type.NUMBER),
                new RowFeed.Column("number", RowFeed.Type.NUMBER),
                new RowFeed.Column("length", RowFeed.Type.NUMBER)));
        String due = lifetime == null
                ? "false"
                : Snapshots.due(Snapshots.nullable(lifetime.lasts()), Snapshots.nullable(lifetime.until()), now);
        String columns = "SELECT position, coalesce(hash_high, 0), coalesce(hash_low, 0),"
                + " NOT removed AND NOT forgotten AND NOT pending AND hash_high IS NOT NULL AND NOT " + due
                + ", written_at, coalesce(expires_at, " + Lifetime.FOREVER + ") FROM (";
        this.whole = new RecordCursor(workspace, columns + records + ")");
        this.patch =
                patch.isEmpty() ? null : new RecordCursor(workspace, columns + patch.get() + ") ORDER BY position");
    }

    /** Whether the row is unchanged, and its record is not due. */
    boolean find(long ordinal, long number, RowHash row) throws SQLException {
        if (tail - head < AHEAD) {
            fill();
        }
        int index = search(row);
        if (index < 0) {
            misses++;
            return false;
        }
        misses = 0;
        credit += CREDIT;
        skip(index);
        take(ordinal, number);
        return true;
    }

    private int search(RowHash row) {
        if (misses > AHEAD) {
            // The order is lost, unless rows were added before this record.
            return search(row, head, head + 1);
        }
        int near = search(row, head, head + NEAR);
        if (near < 0 && misses > 0) {
            // As many rows were changed as were not found, so their records are as many.
            near = search(row, head + Math.max(NEAR, misses - NEAR), head + misses + NEAR);
        }
        if (near < 0 && credit >= tail - head) {
            credit -= tail - head;
            near = search(row, head + NEAR, tail);
        }
        return near;
    }

    private int search(RowHash row, int from, int to) {
        for (int i = from; i < Math.min(to, tail); i++) {
            if (high[i] == row.high() && low[i] == row.low() && believed[i] && lasts(i, row)) {
                return i;
            }
        }
        return -1;
    }

    private boolean lasts(int i, RowHash row) {
        return !perRow || !(row.lifetime().isOver(now) || row.lifetime().isDue(written[i], expires[i], now));
    }

    private void skip(int to) throws SQLException {
        while (head < to) {
            skipped.columns[0][skipped.size++] = position;
            head++;
            position++;
            if (skipped.isFull()) {
                insertSkipped();
            }
        }
    }

    private void take(long ordinal, long number) throws SQLException {
        if (runLength > 0
                && position == runPosition + runLength
                && ordinal == runOrdinal + runLength
                && number == runNumber + runLength) {
            runLength++;
        } else {
            endRun();
            runPosition = position;
            runOrdinal = ordinal;
            runNumber = number;
            runLength = 1;
        }
        found++;
        head++;
        position++;
    }

    private void endRun() throws SQLException {
        if (runLength == 0) {
            return;
        }
        int row = runs.size++;
        runs.columns[0][row] = runPosition;
        runs.columns[1][row] = runOrdinal;
        runs.columns[2][row] = runNumber;
        runs.columns[3][row] = runLength;
        if (runs.isFull()) {
            insertRuns();
        }
    }

    private void fill() throws SQLException {
        while (!ended && tail - head < AHEAD) {
            if (tail == CAPACITY) {
                compact();
            }
            long next = position + (tail - head);
            // Removals that are not remembered any longer leave gaps. The rest is compared by a join.
            ended = true;
            if (whole.isAt(next)) {
                read(whole);
                ended = false;
            }
            if (patch != null && patch.isAt(next)) {
                read(patch);
                ended = false;
            }
            if (!ended) {
                tail++;
            }
        }
    }

    private void read(RecordCursor record) {
        high[tail] = record.high();
        low[tail] = record.low();
        believed[tail] = record.isBelieved();
        if (perRow) {
            written[tail] = record.writtenAt();
            expires[tail] = record.expiresAt();
        }
        record.next();
    }

    private void compact() {
        int size = tail - head;
        System.arraycopy(high, head, high, 0, size);
        System.arraycopy(low, head, low, 0, size);
        System.arraycopy(believed, head, believed, 0, size);
        System.arraycopy(written, head, written, 0, size);
        System.arraycopy(expires, head, expires, 0, size);
        head = 0;
        tail = size;
    }

    /** Where a row belongs that was not found: before the record at this position. */
    long place() {
        return position;
    }

    /** Rows that were found. */
    long found() {
        return found;
    }

    /**
     * Ends the search. The table {@code skipped} then has the positions before {@link #place} that were not found, and {@code found} those
     * that were, as runs of successive ones.
     */
    void end() throws SQLException {
        endRun();
        runLength = 0;
        insertSkipped();
        insertRuns();
        close();
    }

    private void insertSkipped() throws SQLException {
        if (skipped.size > 0) {
            skippedFeed.insert(skipped, "skipped");
            skipped.size = 0;
        }
    }

    private void insertRuns() throws SQLException {
        if (runs.size > 0) {
            runFeed.insert(runs, "found");
            runs.size = 0;
        }
    }

    @Override
    public void close() throws SQLException {
        try (skippedFeed;
                runFeed;
                patch) {
            whole.close();
        }
    }
}
