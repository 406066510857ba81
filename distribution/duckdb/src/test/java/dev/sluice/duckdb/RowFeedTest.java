package dev.sluice.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFeedTest {
    private static final List<RowFeed.Column> COLUMNS = List.of(
            new RowFeed.Column("n", RowFeed.Type.NUMBER),
            new RowFeed.Column("maybe", RowFeed.Type.NULLABLE),
            new RowFeed.Column("tiny", RowFeed.Type.TINY),
            new RowFeed.Column("text", RowFeed.Type.TEXT));

    @TempDir
    Path directory = Path.of("");

    private DuckDb database;
    private DuckDBConnection connection;
    private RowFeed feed;

    /** Rows of numbers and the texts that belong to them. */
    private record Rows(List<long[]> numbers, List<String> texts) implements RowFeed.Rows {
        @Override
        public int size() {
            return texts.size();
        }

        @Override
        public long number(int column, int row) {
            return numbers.get(row)[column];
        }

        @Override
        public String text(int column, int row) {
            return texts.get(row);
        }
    }

    private static Rows upTo(int size) {
        return new Rows(
                IntStream.range(0, size)
                        .mapToObj(i -> new long[] {i, i % 2 == 0 ? RowFeed.NULL : i, i % 100})
                        .toList(),
                IntStream.range(0, size).mapToObj(i -> "t" + i).toList());
    }

    @BeforeEach
    void open() throws SQLException {
        database = DuckDb.inMemory(directory.resolve("spill"), "64MB");
        connection = database.connect();
        feed = RowFeed.register(connection, "feed", COLUMNS);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }

    @Test
    void valuesOfEveryTypeArrive() throws SQLException {
        feed.offer(new Rows(
                List.of(
                        new long[] {Long.MIN_VALUE, RowFeed.NULL, -128},
                        new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 127},
                        new long[] {0, 0, 0}),
                List.of("", "ü\uD83D\uDE00 'quoted'\u0000\n", "x".repeat(5_000))));
        assertThat(query("SELECT n, maybe, tiny, text FROM feed()"))
                .containsExactly(
                        "-9223372036854775808|null|-128|",
                        "9223372036854775807|-9223372036854775808|127|ü\uD83D\uDE00 'quoted'\u0000\n",
                        "0|0|0|" + "x".repeat(5_000));
        assertThat(query("SELECT column_type FROM (DESCRIBE FROM feed())"))
                .containsExactly("BIGINT", "BIGINT", "TINYINT", "VARCHAR");
    }

    @Test
    void manyRowsArriveInTheirOrderAcrossChunks() throws SQLException {
        feed.offer(upTo(10_001));
        assertThat(query("SELECT text FROM feed()"))
                .isEqualTo(IntStream.range(0, 10_001).mapToObj(i -> "t" + i).toList());
        assertThat(query("SELECT count(*), count(maybe), sum(n) FROM feed()")).containsExactly("10001|5000|50005000");
    }

    @Test
    void aFullChunkIsNotFollowedByAnother() throws SQLException {
        for (int size : new int[] {0, 1, 2_047, 2_048, 2_049, 4_096}) {
            feed.offer(upTo(size));
            assertThat(query("SELECT count(*) FROM feed()")).containsExactly(String.valueOf(size));
        }
    }

    @Test
    void eachQueryReadsWhatIsOfferedThen() throws SQLException {
        assertThat(query("SELECT count(*) FROM feed()")).containsExactly("0");
        feed.offer(upTo(3));
        assertThat(query("SELECT count(*) FROM feed()")).containsExactly("3");
        assertThat(query("SELECT count(*) FROM feed()"))
                .as("again from the first row")
                .containsExactly("3");
        feed.offer(RowFeed.NOTHING);
        assertThat(query("SELECT count(*) FROM feed()")).containsExactly("0");
    }

    @Test
    void anExceptionOfTheRowsEndsTheQueryAndTheNextGoesOn() throws SQLException {
        feed.offer(new Rows(List.of(new long[] {1}), List.of("x")));
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query("SELECT maybe FROM feed()"));
        feed.offer(upTo(1));
        assertThat(query("SELECT count(*) FROM feed()")).containsExactly("1");
    }

    @Test
    void twoFunctionsOfOneDatabaseHaveTheirOwnRows() throws SQLException {
        try (DuckDBConnection other = database.connect()) {
            RowFeed second = RowFeed.register(other, "second", COLUMNS);
            feed.offer(upTo(2));
            second.offer(upTo(5));
            assertThat(query("SELECT (SELECT count(*) FROM feed()), (SELECT count(*) FROM second())"))
                    .containsExactly("2|5");
        }
    }
}
