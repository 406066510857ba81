package dev.sluice.state;

import dev.sluice.duckdb.RowFeed;
import dev.sluice.state.file.Workspace;
import java.sql.SQLException;
import java.util.List;

/** The records of rows that could not be read, in the table {@code kept}. For one thread. */
final class KeptRecords implements RowFeed.Rows, AutoCloseable {
    static final String TABLE = "kept";
    private static final int BATCH = 10_000;

    private final Workspace.Feed feed;
    private final String[] identities = new String[BATCH];
    private int size;

    KeptRecords(Workspace workspace) throws SQLException {
        workspace.execute("CREATE OR REPLACE TABLE " + TABLE + " (identity VARCHAR)");
        this.feed = workspace.feed(List.of(new RowFeed.Column("identity", RowFeed.Type.TEXT)));
    }

    void add(String identity) throws SQLException {
        if (size == BATCH) {
            end();
        }
        identities[size++] = identity;
    }

    /** Makes the table whole. */
    void end() throws SQLException {
        if (size > 0) {
            feed.insert(this, TABLE);
            size = 0;
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long number(int column, int row) {
        throw new IllegalArgumentException("a column of texts");
    }

    @Override
    public String text(int column, int row) {
        return identities[row];
    }

    @Override
    public void close() throws SQLException {
        feed.close();
    }
}
