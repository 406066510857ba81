package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of PostgreSQL from a value of a cursor on, against a server. */
class PostgresCursorTest {
    private static final String ALL = "select id, at from t";

    @TempDir
    static Path directory;

    private static PostgresDatabase database;
    private static JdbcConnection connection;

    @BeforeAll
    static void start() throws Exception {
        database = PostgresDatabase.create("cursors");
        connection = database.connection(directory, "");
    }

    @BeforeEach
    void create() throws SQLException {
        database.execute("drop table if exists t", "create table t (id int primary key, at timestamptz)");
    }

    private static IncrementalSource open(String query, Optional<CursorValue> from) {
        return open(query, from, false);
    }

    private static IncrementalSource open(String query, Optional<CursorValue> from, boolean kept) {
        return (IncrementalSource) Sources.jdbc(
                connection,
                new JdbcQuery(query, Optional.of(new CursorRange("at", from))),
                SourceOptions.DEFAULT.withKeepStreams(kept));
    }

    private static List<Object> ids(IncrementalSource source) {
        return Reading.all(source).stream()
                .map(record -> ((SourceRecord.Intact) record).row())
                .map(PostgresCursorTest::id)
                .toList();
    }

    private static Object id(Row row) {
        assertThat(row.schema().names()).containsExactly("id", "at");
        return String.valueOf(row.value(0));
    }

    @ParameterizedTest
    @CsvSource({
        "smallint, -3, 4, 5",
        "int, -3, 4, 5",
        "bigint, -9223372036854775808, 4, 9223372036854775807",
        "'numeric(30, 3)', -0.001, 12345678901234567890.125, 12345678901234567890.126",
        "numeric, 1, 1.000000000000000000001, 2",
        "date, 2024-02-28, 2024-02-29, 2024-03-01",
        "timestamp, 2024-02-29 10:00:00, 2024-02-29 10:00:00.000001, 2024-02-29 10:00:00.000002",
        "timestamptz, 2024-02-29 10:00:00+14, 2024-02-29 10:00:00.5+00, 2024-02-29 10:00:00.5-10",
    })
    void theHighestValueIsFoundAndRowsFromItOnAreReadWithItsTies(String type, String low, String mid, String high)
            throws SQLException {
        database.execute("alter table t alter at type " + type + " using null");
        database.execute("insert into t values (1, '" + low + "'), (2, '" + mid + "'), (3, null), (4, '" + mid + "')");
        CursorValue highest;
        try (IncrementalSource source = open(ALL, Optional.empty())) {
            assertThat(ids(source)).containsExactly("1", "2", "3", "4");
            highest = source.seen().highest().orElseThrow();
            assertThat(highest.type()).isEqualTo(source.cursorType());
        }
        // Through the text that a state keeps.
        Optional<CursorValue> from = Optional.of(CursorValue.parse(highest.type(), highest.text()));
        database.execute("insert into t values (5, '" + high + "')");
        try (IncrementalSource source = open(ALL + " order by id", from)) {
            assertThat(source.from()).isEqualTo(from);
            assertThat(ids(source)).containsExactly("2", "3", "4", "5");
            assertThat(source.seen().highest().orElseThrow()).isGreaterThan(highest);
        }
    }

    @Test
    void aTimeInTheFutureIsReadAndTheClockOfTheDatabaseIsTheHighest() throws SQLException {
        database.execute(
                "insert into t values (1, now() - interval '1 h'), (2, now() + interval '3 d'), (3, 'infinity'), (4, now() + interval '1 min')");
        Instant before = Instant.now().minusSeconds(60);
        try (IncrementalSource source = open(ALL, Optional.empty())) {
            assertThat(Reading.all(source)).hasSize(4);
            assertThat(source.seen().future()).as("clocks differ by a minute").isEqualTo(1);
            assertThat((Instant) source.seen().highest().orElseThrow().value())
                    .isBetween(before, Instant.now().plusSeconds(60));
        }
        for (String type : List.of("timestamp", "date")) {
            database.execute("alter table t alter at type " + type);
            try (IncrementalSource source = open(ALL + " where id = 2", Optional.empty())) {
                Reading.all(source);
                assertThat(source.seen().future()).isEqualTo(1);
                assertThat(source.seen().highest().orElseThrow().text())
                        .isLessThanOrEqualTo(
                                Instant.now().plus(Duration.ofMinutes(1)).toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'infinity'", "'-infinity'"})
    void whatIsNoTimeMovesNothing(String value) throws SQLException {
        database.execute("insert into t values (1, " + value + ")");
        try (IncrementalSource source = open(ALL, Optional.empty())) {
            assertThat(Reading.all(source)).hasSize(1);
            assertThat(source.seen().highest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSourceBeginsAnewWithOtherRows(boolean kept) throws SQLException {
        database.execute("insert into t values (1, '2024-01-01'), (2, '2024-01-02')");
        CursorValue second = CursorValue.parse(FieldType.INSTANT, "2024-01-02T00:00:00Z");
        try (IncrementalSource source = open(ALL, Optional.of(second), kept)) {
            assertThat(ids(source)).hasSize(1);
            source.readFrom(Optional.empty());
            assertThat(source.from()).isEmpty();
            assertThat(ids(source)).hasSize(2);
        }
    }

    @Test
    void theValueCanStandInTheQuery() throws SQLException {
        database.execute("insert into t values (1, '2024-01-01'), (2, '2024-01-02'), (3, null)");
        String query = "select id, at from t where ${cursor} is null or at >= ${cursor} or id = 3";
        try (IncrementalSource source = open(query, Optional.empty())) {
            assertThat(ids(source)).containsExactly("1", "2", "3");
        }
        CursorValue second = CursorValue.parse(FieldType.INSTANT, "2024-01-02T00:00:00Z");
        try (IncrementalSource source = open(query, Optional.of(second))) {
            assertThat(ids(source)).containsExactly("2", "3");
        }
    }

    @Test
    void anIndexFindsTheRows() throws SQLException {
        database.execute(
                "insert into t select i, '2024-01-01'::timestamptz + i * interval '1 s' from generate_series(1, 200000) i",
                "create index t_at on t (at)",
                "analyze t");
        JdbcQuery query = new JdbcQuery(
                ALL,
                Optional.of(new CursorRange(
                        "at", Optional.of(CursorValue.parse(FieldType.INSTANT, "2024-01-03T07:00:00Z")))));
        String sql = ReadingQuery.of(query, Dialect.POSTGRESQL).wrapped().replace("?", "'2024-01-03 07:00:00.000000'");
        StringBuilder plan = new StringBuilder();
        try (Connection admin = database.open();
                Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery("explain " + sql)) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        assertThat(plan.toString()).contains("t_at").doesNotContain("Seq Scan");
    }

    private static void refused(String query, Optional<CursorValue> from, String code, String words) {
        assertThatThrownBy(() -> open(query, from).close())
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.detail())
                                .satisfies(detail -> assertThat(detail.code()).isEqualTo(code))
                                .satisfies(detail -> assertThat(detail.message() + " " + detail.remedy())
                                        .contains(words)));
    }

    @Test
    void whatCannotBeAskedIsRefused() throws SQLException {
        refused(
                "select id, at as At2 from t",
                Optional.empty(),
                "CURSOR_INVALID",
                "Did you mean 'at2'? Its columns: id, at2");
        refused(
                "select id from t where at > ${cursor}",
                Optional.empty(),
                "CURSOR_INVALID",
                "(${cursor} IS NULL OR at >=");
        database.execute("alter table t alter at type int using null");
        refused(
                ALL,
                Optional.of(CursorValue.parse(FieldType.INSTANT, "2024-01-02T00:00:00Z")),
                "SOURCE_QUERY_FAILED",
                "run once with --full");
        assertThatThrownBy(() ->
                        Sources.jdbc(connection, "select id from t where ${cursor} is null", SourceOptions.DEFAULT))
                .hasMessageContaining("${cursor}");
    }

    @Test
    void aDatabaseOfAnotherKindIsRefused() {
        JdbcQuery query = new JdbcQuery(ALL, Optional.of(new CursorRange("at", Optional.empty())));
        assertThatThrownBy(() -> ReadingQuery.of(query, Dialect.SQL_SERVER)).hasMessageContaining("SQL Server");
    }
}
