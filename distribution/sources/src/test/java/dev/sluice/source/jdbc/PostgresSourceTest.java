package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.mapping.FieldMapping;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL as a source, against a server. */
class PostgresSourceTest {
    private static final String MANY = "select i as id, repeat('x', 150) as v from generate_series(1, 1000000) i";

    @TempDir
    static Path directory;

    private static PostgresDatabase database;
    private static JdbcConnection connection;

    @BeforeAll
    static void start() throws Exception {
        database = PostgresDatabase.create("source");
        connection = database.connection(directory, "hunter2-canary");
        database.execute("create table t (id int primary key)");
        database.execute("create role reader login");
        database.execute("create type mood as enum ('sad', 'glad')");
        database.execute(
                "create domain amount as money",
                "create domain amount_paid as amount",
                "create domain amounts as money[]");
        database.execute(
                "create function writes() returns int language sql as 'insert into t values (7) returning id'");
    }

    private static Source open(String query) {
        return Sources.jdbc(connection, query, SourceOptions.DEFAULT);
    }

    private static HostException failure(String query) {
        try (Source source = open(query)) {
            Reading.all(source);
            throw new AssertionError("read");
        } catch (HostException e) {
            assertThat(e.detail().toString()).doesNotContain("hunter2");
            return e;
        }
    }

    private static @Nullable Object value(String expression) {
        try (Source source = open("select " + expression + " as v")) {
            SourceRecord record = Reading.all(source).get(0);
            return record instanceof SourceRecord.Intact intact
                    ? intact.row().value(0)
                    : ((SourceRecord.Unreadable) record).error().code();
        }
    }

    /** A scan of a large table begins where another one is, unless it is told not to; then a mirror would find nothing in the order that it knows. */
    @Test
    void rowsComeInTheSameOrderAfterAReadThatEndedEarly() throws SQLException {
        database.execute(
                "create table large as select i, repeat('x', 200) as v from generate_series(1, 300000) i",
                "grant select on large to public");
        try (Source source = open("select * from large");
                SourceCursor cursor = source.open()) {
            for (int rows = 0; rows < 150_000; ) {
                rows += cursor.next().size();
            }
        }
        for (int again = 0; again < 2; again++) {
            try (Source source = open("select * from large");
                    RowReader rows = new RowReader(source, FieldMapping.ALL, 1)) {
                assertThat(rows.next()).isTrue();
                assertThat(Objects.requireNonNull(rows.row()).value(0)).isEqualTo(1L);
            }
        }
        database.execute("drop table large");
    }

    @Test
    void aLaterPassHasTheRowsThatWereKeptAtTheirPlaces() {
        try (Source source = kept("select i from generate_series(0, 9999) i")) {
            try (RowReader first = RowReader.choosing(source, FieldMapping.ALL, Long.MAX_VALUE)) {
                while (first.next()) {
                    if (first.ordinal() % 3_000 == 1) {
                        first.keep();
                    }
                }
            }
            assertThat(source.isWhole()).isFalse();
            assertThat(source.rowCount()).hasValue(10_000);
            assertThat(places(source, 0)).containsExactly("1 1", "3001 3001", "6001 6001", "9001 9001");
            assertThat(places(source, 6_001)).containsExactly("6001 6001", "9001 9001");
            assertThat(places(source, 9_002)).isEmpty();

            source.restore();
            assertThat(source.isWhole()).isTrue();
            assertThat(places(source, 0))
                    .hasSize(10_000)
                    .startsWith("0 0", "1 1")
                    .endsWith("9999 9999");
        }
    }

    /** The position and the value of each row from a place on. */
    private static List<String> places(Source source, long from) {
        List<String> places = new ArrayList<>();
        try (RowReader rows = new RowReader(source, FieldMapping.ALL, Long.MAX_VALUE)) {
            rows.skip(from);
            while (rows.next()) {
                places.add(rows.ordinal() + " "
                        + Objects.requireNonNull(rows.row()).value(0));
            }
        }
        return places;
    }

    private static Source kept(String query) {
        return Sources.jdbc(connection, query, SourceOptions.DEFAULT.withKeepStreams(true));
    }

    @Test
    void aPassThatEndedEarlyIsNotTakenForTheWhole() {
        try (Source source = kept("select i from generate_series(0, 9999) i")) {
            try (RowReader first = RowReader.choosing(source, FieldMapping.ALL, Long.MAX_VALUE)) {
                assertThat(first.next()).isTrue();
                first.keep();
            }
            assertThatThrownBy(() -> places(source, 0))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("closed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1::money as v | SOURCE_COLUMN_TYPE | CAST(\"v\" AS numeric)",
                "select row(1, 2) as v | SOURCE_COLUMN_TYPE | v",
                "select 1 as v, 2 as v | SOURCE_QUERY_FAILED | v",
                "select 1 as v; select 2 as v | SOURCE_QUERY_NOT_READING | second statement",
                "insert into t values (1) returning id | SOURCE_QUERY_NOT_READING | INSERT",
                "/* a */ delete from t | SOURCE_QUERY_NOT_READING | DELETE",
                "-- only | SOURCE_QUERY_FAILED | The query is empty.",
                "with x as (insert into t values (1) returning id) select * from x | SOURCE_QUERY_FAILED | WITH",
                "select writes() as v | SOURCE_QUERY_NOT_READING | writes",
                "select * from absent | SOURCE_QUERY_FAILED | line 1, column 15",
                "select (1 | SOURCE_QUERY_FAILED | at its end",
                "select 1) q; commit; insert into t values (1); select * from (select 1 | SOURCE_QUERY_FAILED | closing bracket",
                "select '' as \"E\", E'\\\\') q; delete from t; select * from (select ' as v | SOURCE_QUERY_FAILED | closing bracket",
            })
    void aQueryThatCannotBeReadIsAnErrorOfItsText(String query, String code, String said) {
        HostException e = failure(query);
        assertThat(e.detail().code()).as(e.getMessage()).isEqualTo(code);
        assertThat(e.getMessage() + e.detail().remedy()).contains(said);
        assertThat(ExitCode.of(e.detail().category())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(value("(select count(*) from t)")).as("rows written").isEqualTo(0L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.5::money | 1.50",
                "array[1.5::money, null, (-2)::money] | [1.50,null,-2.00]",
                "array[1.5, null]::amount[] | [1.50,null]",
                "array[array[1.5]]::amount_paid[] | [[1.50]]",
                "array[1.5::money, 2]::amounts | [1.50,2.00]",
                "1.5::amount_paid | 1.50",
                "array['glad']::mood[] | [\"glad\"]",
                "row(1, 'a b') | (1,\"a b\")",
                "array[row(1, 'a')] | [{\"f1\":1,\"f2\":\"a\"}]",
                "point(1, 2) | (1,2)",
                "array[point(1, 2)] | [\"(1,2)\"]",
                "int4multirange(int4range(1, 4)) | {[1,4)}",
                "array[int4multirange(int4range(1, 4))] | [\"{[1,4)}\"]",
                "to_tsvector('simple', 'b a') | 'a':2 'b':1",
                "array[to_tsvector('simple', 'a')] | [\"'a':1\"]",
            },
            quoteCharacter = '~')
    void theRemedyForAColumnWithoutAnExactFormCanBeFollowed(String expression, String value) {
        for (String column : List.of("v", "order", "Unit price", "the \"best\"", "1st", "it's")) {
            String query = "select " + expression + " as \"" + column.replace("\"", "\"\"") + "\"";
            String told = failure(query).detail().remedy();
            Matcher remedy = Pattern.compile(
                            "Write (.*?)(?: in the query, or, if the elements are money, (.*))? in the query, or leave the column out\\.")
                    .matcher(told);
            assertThat(remedy.matches()).as(told).isTrue();
            boolean money = expression.contains("amount") && remedy.group(2) != null;
            try (Source source = open("select " + remedy.group(money ? 2 : 1) + " from (" + query + ") q")) {
                SourceRecord.Intact record =
                        (SourceRecord.Intact) Reading.all(source).get(0);
                assertThat(record.row().schema().field(0).name()).isEqualTo(column);
                assertThat(record.row().value(0)).asString().isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 7 as v;",
                "select 7 as v -- the last",
                "select 7 as v; -- the last",
                " /* a */ select 7 as v ;; ",
                "select 7 as v where '{\"a\": 1}'::jsonb ? 'a'",
                "select 7 as v where '[1]'::jsonb @> '[1]' and '{\"a\": 1}'::jsonb ?| array['a', 'b']"
            })
    void aQueryMayEndInSemicolonsAndComments(String query) {
        try (Source source = open(query)) {
            assertThat(Reading.all(source)).hasSize(1);
        }
    }

    @Test
    void aValueThatTheServerRefusesIsNotRepeated() {
        HostException e = failure("select ('secret' || i)::int as v from generate_series(1, 3) i");
        assertThat(e.detail().code()).isEqualTo("SOURCE_DATABASE_FAILED");
        assertThat(e.detail().toString()).contains("22P02").doesNotContain("secret");
        assertThat(ExitCode.of(e.detail().category())).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void permissionIsToldFromASyntaxError() {
        assertThatThrownBy(() -> Sources.jdbc(connection.as("reader", ""), "select * from t", SourceOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.detail().code()).isEqualTo("SOURCE_DATABASE_PERMISSION"));
    }

    @Test
    @Timeout(60)
    void aWrongPasswordIsToldAndNotShown() throws SQLException, IOException {
        database.execute("create role locked login password 'hunter2-right'");
        Path rules = Path.of((String) Objects.requireNonNull(value("current_setting('hba_file')")));
        String others = Files.readString(rules);
        Files.writeString(
                rules, "host all locked 127.0.0.1/32 scram-sha-256\n" + others, StandardOpenOption.TRUNCATE_EXISTING);
        Object loaded = value("pg_conf_load_time()");
        database.execute("select pg_reload_conf()");
        while (Objects.equals(value("pg_conf_load_time()"), loaded)) {
            Thread.onSpinWait();
        }
        assertThat(code(at(connection.url()).as("locked", "hunter2-wrong"))).isEqualTo("SOURCE_DATABASE_LOGIN");
        assertThat(code(JdbcConnection.of(connection.url(), connection.drivers())
                        .as("locked", "")))
                .isEqualTo("SOURCE_DATABASE_LOGIN");
        assertThat(code(at(connection.url()).as("locked", "hunter2-right"))).isEqualTo("query");
    }

    @Test
    void whatKeepsFromConnectingIsTold() {
        assertThat(code(connection.as("nobody", "hunter2-canary"))).isEqualTo("SOURCE_DATABASE_LOGIN");
        assertThat(code(at(database.url("absent")))).isEqualTo("SOURCE_DATABASE_MISSING");
        assertThat(code(at("jdbc:postgresql://localhost:1/postgres"))).isEqualTo("SOURCE_DATABASE_UNREACHABLE");
        assertThat(code(at("jdbc:mariadb://localhost/x"))).isEqualTo("SOURCE_DRIVER_MISSING");
        assertThat(catchThrowableOfType(
                                HostException.class,
                                () -> Sources.jdbc(
                                        at("jdbc:postgres://localhost/x"), "select 1", SourceOptions.DEFAULT))
                        .detail()
                        .remedy())
                .contains("Did you mean 'postgresql'?");
        assertThat(code(at(connection.url() + "?sslmode=require").as("locked", "hunter2-canary")))
                .isEqualTo("SOURCE_DATABASE_UNREACHABLE");
        assertThat(code(at("postgresql://localhost/x"))).isEqualTo("SOURCE_DATABASE_SETTING");
        assertThat(code(at("jdbc:postgresql://localhost/x?socketFactory=evil"))).isEqualTo("SOURCE_DATABASE_SETTING");
        assertThat(code(at("jdbc:postgresql://localhost/x?user=a&pass%77ord=hunter2")))
                .isEqualTo("SOURCE_DATABASE_SETTING");
        assertThat(code(at("jdbc:postgresql://a:hunter2@localhost/x"))).isEqualTo("SOURCE_DATABASE_SETTING");
        assertThat(code(at("jdbc:oracle:thin:scott/hunter2@host:1521/x"))).isEqualTo("SOURCE_DATABASE_SETTING");
        assertThat(code(at("jdbc:mysql://(host=h,user=u,password=hunter2)/x"))).isEqualTo("SOURCE_DATABASE_SETTING");
        assertThat(code(at("jdbc:mysql://h/x?allowLoadLocalInfile=true"))).isEqualTo("SOURCE_DATABASE_SETTING");
        assertThat(code(at("jdbc:sqlite:a@b.db"))).isEqualTo("SOURCE_DRIVER_MISSING");
    }

    private static JdbcConnection at(String url) {
        return JdbcConnection.of(url, connection.drivers()).as("postgres", "hunter2-canary");
    }

    private static String code(JdbcConnection to) {
        try (Source source = Sources.jdbc(to, "select 1 as v", SourceOptions.DEFAULT)) {
            return source.name();
        } catch (HostException e) {
            assertThat(e.detail().toString() + to).doesNotContain("hunter2");
            return e.detail().code();
        }
    }

    @Test
    void aQueryThatTakesLongerThanItMayIsEnded() {
        assertThatThrownBy(() -> Sources.jdbc(
                        connection.withQueryTimeout(Duration.ofSeconds(1)),
                        "select pg_sleep(600)::text as v",
                        SourceOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("SOURCE_QUERY_TIMEOUT"));
    }

    @Test
    void aQueryThatIsEndedWhileItIsReadFails() throws SQLException {
        try (Source source = open(MANY);
                SourceCursor cursor = source.open()) {
            assertThat(cursor.next()).isNotEmpty();
            database.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where query like '%sluice_rows%' and pid <> pg_backend_pid()");
            assertThatThrownBy(() -> {
                        while (!cursor.next().isEmpty()) {
                            // Reads on.
                        }
                    })
                    .isInstanceOfSatisfying(HostException.class, e -> {
                        assertThat(e.detail().code()).isEqualTo("SOURCE_CONNECTION_LOST");
                        assertThat(ExitCode.of(e.detail().category())).isEqualTo(ExitCode.FAILED);
                    });
        }
    }

    @Test
    void aStoppedQueryReportsThat() {
        try (Source source = open(MANY);
                SourceCursor cursor = source.open()) {
            assertThat(cursor.next()).isNotEmpty();
            source.interrupt();
            assertThatThrownBy(() -> {
                        while (!cursor.next().isEmpty()) {
                            // Reads on.
                        }
                    })
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.detail().code()).isEqualTo("RUN_STOPPED"));
        }
    }

    @Test
    void keptRowsAreReadTwiceAndTheTransactionEndsBefore() throws SQLException {
        database.execute(
                "create table kept as select i as id, i * 1.10 as v, 'NaN'::numeric as n, date '2024-01-01' + i as d"
                        + " from generate_series(1, 3000) i");
        try (Source source = Sources.jdbc(
                connection,
                "select id, v, d, nullif(id, 2) as m from kept",
                SourceOptions.DEFAULT.withKeepStreams(true))) {
            List<SourceRecord> first = Reading.all(source);
            database.execute("drop table kept");
            assertThat(Reading.all(source)).isEqualTo(first).hasSize(3000);
            assertThat(source.rowCount()).hasValue(3000);
        }
    }

    @Test
    void aQueryThatIsNotKeptIsReadOnce() {
        try (Source source = open("select 1 as v")) {
            Reading.all(source);
            assertThatThrownBy(source::open).isInstanceOf(HostException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void memoryDoesNotFollowTheNumberOfRows(boolean kept) throws Exception {
        assertThat(Reading.inSmallHeap(connection, MANY, kept)).isEqualTo("1000000 150000000");
    }
}
