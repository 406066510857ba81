package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between PostgreSQL and its clients, or speaks its protocol in its place. */
class PostgresProxyTest {
    private static final String QUERY = """
            select i as id, interval '1 day 02:03' as span, array[0.1::float8 + 0.2::float8] as floats,
            array['\\x00ff'::bytea] as bytes, tstzrange('2024-01-01 00:00+00', null) as range,
            current_setting('transaction_read_only') as read_only,
            current_setting('transaction_isolation') as isolation from generate_series(1, 3) i
            """;

    @TempDir
    static Path directory;

    private static PostgresDatabase database;
    private static JdbcConnection direct;

    @BeforeAll
    static void start() throws Exception {
        database = PostgresDatabase.create("proxied");
        direct = database.connection(directory, "hunter2-canary");
        // What a session begins with is nobody's choice.
        database.execute(
                "alter database proxied set IntervalStyle = 'postgres_verbose'",
                "alter database proxied set bytea_output = 'escape'",
                "alter database proxied set extra_float_digits = 0");
    }

    private static JdbcConnection through(PostgresProxy proxy) {
        return JdbcConnection.of(proxy.url(), direct.drivers()).as("postgres", "");
    }

    private static List<SourceRecord> rows(JdbcConnection connection, JdbcQuery query) {
        try (Source source = Sources.jdbc(connection, query, SourceOptions.DEFAULT)) {
            return Reading.all(source);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionThatIsOnlyLentForATransactionGivesTheSameRows(boolean cursor) throws IOException {
        JdbcQuery query =
                new JdbcQuery(QUERY, cursor ? Optional.of(new CursorRange("id", Optional.empty())) : Optional.empty());
        try (PostgresProxy pooler = new PostgresProxy(direct.url(), "")) {
            List<SourceRecord> rows = rows(through(pooler), query);
            assertThat(rows).hasSize(3).isEqualTo(rows(direct, query));
            Row last = ((SourceRecord.Intact) rows.get(2)).row();
            assertThat(IntStream.range(0, 7).mapToObj(last::value))
                    .containsExactly(
                            3L,
                            "P1DT2H3M",
                            "[0.30000000000000004]",
                            "[\"AP8=\"]",
                            "[\"2024-01-01 00:00:00+00\",)",
                            "on",
                            "repeatable read");
            assertThat(pooler.names())
                    .as("statements that another session may have")
                    .isEmpty();
            // The driver's own, and then the transaction.
            assertThat(pooler.outsideOfTransactions()).last().asString().startsWithIgnoringCase("BEGIN");
            assertThat(pooler.outsideOfTransactions())
                    .noneMatch(sql -> sql.contains("read_only") || sql.contains("CHARACTERISTICS"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0A000", "42601"})
    void rowsAreFetchedFromAServerWithoutCopy(String state) throws IOException {
        try (PostgresProxy other = new PostgresProxy(direct.url(), state)) {
            JdbcQuery query = new JdbcQuery(QUERY, Optional.empty());
            assertThat(rows(through(other), query)).hasSize(3).isEqualTo(rows(direct, query));
            assertThat(other.refused()).hasSize(1);
        }
    }

    @Test
    void anyOtherErrorOfACopyEndsTheQuery() throws IOException {
        try (PostgresProxy other = new PostgresProxy(direct.url(), "57P03")) {
            assertThatThrownBy(() -> rows(through(other), new JdbcQuery(QUERY, Optional.empty())))
                    .hasMessageContaining("shut down");
            assertThat(other.refused()).hasSize(1);
        }
    }

    /** As PgBouncer does whose pool_mode is statement. */
    @Test
    void aPoolerThatTakesNoTransactionIsToldFromALostConnection() throws IOException {
        try (PostgresProxy pooler = new PostgresProxy(direct.url(), PostgresProxy.NO_TRANSACTIONS)) {
            assertThatThrownBy(() -> rows(through(pooler), new JdbcQuery(QUERY, Optional.empty())))
                    .isInstanceOfSatisfying(HostException.class, e -> {
                        assertThat(e.detail().code()).isEqualTo("SOURCE_DATABASE_SETTING");
                        assertThat(e.detail().remedy()).contains("transaction");
                    });
            assertThat(pooler.refused()).hasSize(1);
        }
    }
}
