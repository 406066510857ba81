package dev.sluice.state;

import dev.sluice.duckdb.RowFeed;
import dev.sluice.host.hash.RowHash;
import dev.sluice.state.file.Sql;
import dev.sluice.state.file.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of the source that have to be compared, in files: so the memory does not grow with them. For one thread. */
final class ObservedRows implements RowFeed.Rows, AutoCloseable {
    private static final int BATCH = 100_000;

    private final Workspace workspace;
    private final Workspace.Feed feed;
    private final List<Path> files = new ArrayList<>();
    private final String[] identities = new String[BATCH];
    private final long[][] numbers = new long[7][BATCH];
    private int size;
    private long total;

    ObservedRows(Workspace workspace) throws SQLException {
        this.workspace = workspace;
        this.feed = workspace.feed(List.of(
                new RowFeed.Column("ordinal", RowFeed.Type.NUMBER),
                new RowFeed.Column("number", RowFeed.Type.NUMBER),
                new RowFeed.Column("hash_high", RowFeed.Type.NUMBER),
                new RowFeed.Column("hash_low", RowFeed.Type.NUMBER),
                new RowFeed.Column("place", RowFeed.Type.NUMBER),
                new RowFeed.Column("lasts", RowFeed.Type.NULLABLE),
                new RowFeed.Column("until", RowFeed.Type.NULLABLE),
                new RowFeed.Column("identity", RowFeed.Type.TEXT)));
    }

    void add(long ordinal, long number, String identity, long place, RowHash hash) throws SQLException {
        if (size == BATCH) {
            flush();
        }
        identities[size] = identity;
        numbers[0][size] = ordinal;
        numbers[1][size] = number;
        numbers[2][size] = hash.high();
        numbers[3][size] = hash.low();
        numbers[4][size] = place;
        numbers[5][size] = hash.lifetime().lasts();
        numbers[6][size] = hash.lifetime().until();
        size++;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long number(int column, int row) {
        return numbers[column][row];
    }

    @Override
    public String text(int column, int row) {
        return identities[row];
    }

    private void flush() throws SQLException {
        if (size > 0) {
            Path file = workspace.file("observed-" + files.size() + ".parquet");
            feed.copy(this, file);
            files.add(file);
            total += size;
            size = 0;
        }
    }

    /**
     * Ends the pass, and makes the rows the view {@code rows}, in their order.
     *
     * @return how many there are
     */
    long end() throws SQLException {
        flush();
        close();
        workspace.execute("CREATE VIEW rows AS "
                + (files.isEmpty()
                        ? "SELECT 0::BIGINT AS ordinal, 0::BIGINT AS number, 0::BIGINT AS hash_high, 0::BIGINT AS hash_low,"
                                + " 0::BIGINT AS place, NULL::BIGINT AS lasts, NULL::BIGINT AS until, '' AS identity WHERE false"
                        : "FROM read_parquet(" + Sql.files(files) + ")"));
        return total;
    }

    @Override
    public void close() throws SQLException {
        feed.close();
    }
}
