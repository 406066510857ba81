package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every driver does with a server of MariaDB. */
abstract class MariaDbContract {
    private static final String MANY = "select seq as id, repeat('x', 150) as v from seq_1_to_1000000";

    /** A value as it is written in SQL and as it is in a row, twice. */
    record Column(FieldType type, String first, Object inRow, String second, Object inSecondRow) {}

    @TempDir
    static Path directory;

    private JdbcConnection connection = JdbcConnection.of("", Path.of(""));

    /** The URL of a database on the server. */
    abstract String url(String database);

    abstract Path drivers(Path folder) throws Exception;

    /** Types that this driver has otherwise than the table says. */
    abstract void adapt(Map<String, Column> columns);

    @BeforeEach
    void create() throws Exception {
        connection = JdbcConnection.of(url("shop"), drivers(directory)).as("admin", "admin");
        MariaDbServer.execute(
                "drop table if exists t",
                "create table t (id int primary key)",
                "create or replace function writes() returns int begin insert into t values (7); return 1; end");
    }

    private static Map<String, Column> columns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        FieldType integer = FieldType.INTEGER;
        columns.put("tinyint", new Column(integer, "-128", -128L, "127", 127L));
        columns.put("tinyint(1)", new Column(integer, "1", 1L, "-7", -7L));
        columns.put("tinyint unsigned", new Column(integer, "0", 0L, "255", 255L));
        columns.put("smallint", new Column(integer, "-32768", -32768L, "32767", 32767L));
        columns.put("smallint unsigned", new Column(integer, "0", 0L, "65535", 65535L));
        columns.put("mediumint", new Column(integer, "-8388608", -8388608L, "8388607", 8388607L));
        columns.put("int", new Column(integer, "-2147483648", -2147483648L, "2147483647", 2147483647L));
        columns.put("int unsigned", new Column(integer, "0", 0L, "4294967295", 4294967295L));
        columns.put("int(5) zerofill", new Column(integer, "7", 7L, "12345", 12345L));
        columns.put(
                "bigint",
                new Column(integer, "-9223372036854775808", Long.MIN_VALUE, "9223372036854775807", Long.MAX_VALUE));
        columns.put(
                "bigint unsigned",
                new Column(
                        FieldType.BIG_INTEGER,
                        "0",
                        BigInteger.ZERO,
                        "18446744073709551615",
                        new BigInteger("18446744073709551615")));
        columns.put("boolean", new Column(integer, "true", 1L, "false", 0L));
        columns.put("bit(1)", new Column(FieldType.BIG_INTEGER, "b'1'", BigInteger.ONE, "b'0'", BigInteger.ZERO));
        columns.put(
                "bit(9)",
                new Column(FieldType.BIG_INTEGER, "b'100000001'", BigInteger.valueOf(257), "b'1'", BigInteger.ONE));
        columns.put(
                "bit(64)",
                new Column(
                        FieldType.BIG_INTEGER,
                        "0xffffffffffffffff",
                        new BigInteger("18446744073709551615"),
                        "0",
                        BigInteger.ZERO));
        columns.put(
                "decimal(38, 10)",
                new Column(
                        FieldType.DECIMAL,
                        "-1234567890123456789012345678.1200000000",
                        new BigDecimal("-1234567890123456789012345678.1200000000"),
                        "0",
                        new BigDecimal("0E-10")));
        columns.put("double", new Column(FieldType.DOUBLE, "0.1", 0.1, "1.7976931348623157e308", Double.MAX_VALUE));
        columns.put(
                "date",
                new Column(
                        FieldType.DATE,
                        "'1000-01-01'",
                        LocalDate.of(1000, 1, 1),
                        "'9999-12-31'",
                        LocalDate.of(9999, 12, 31)));
        columns.put(
                "time(6)",
                new Column(
                        FieldType.TIME,
                        "'00:00:00'",
                        LocalTime.MIDNIGHT,
                        "'23:59:59.999999'",
                        LocalTime.of(23, 59, 59, 999_999_000)));
        columns.put(
                "datetime(6)",
                new Column(
                        FieldType.TIMESTAMP,
                        "'2024-03-31 02:30:00.123456'",
                        LocalDateTime.of(2024, 3, 31, 2, 30, 0, 123_456_000),
                        "'1000-01-01 00:00:00'",
                        LocalDateTime.of(1000, 1, 1, 0, 0)));
        columns.put(
                "datetime",
                new Column(
                        FieldType.TIMESTAMP,
                        "'2024-03-31 02:30:00'",
                        LocalDateTime.of(2024, 3, 31, 2, 30, 0),
                        "'9999-12-31 23:59:59'",
                        LocalDateTime.of(9999, 12, 31, 23, 59, 59)));
        // The server's zone is nine hours before UTC.
        columns.put(
                "timestamp(6) null",
                new Column(
                        FieldType.INSTANT,
                        "'2024-03-31 02:30:00.123456'",
                        Instant.parse("2024-03-30T17:30:00.123456Z"),
                        "'1990-01-01 09:00:00'",
                        Instant.parse("1990-01-01T00:00:00Z")));
        columns.put("year", new Column(integer, "1901", 1901L, "2155", 2155L));
        columns.put("char(5)", new Column(FieldType.TEXT, "'ab'", "ab", "''", ""));
        columns.put(
                "varchar(20)",
                new Column(FieldType.TEXT, "' \u00e9\ud83d\ude00 '", " \u00e9\ud83d\ude00 ", "'\\\\'", "\\"));
        columns.put("longtext", new Column(FieldType.TEXT, "'a\\nb'", "a\nb", "''", ""));
        columns.put("enum('a', 'b')", new Column(FieldType.TEXT, "'b'", "b", "'a'", "a"));
        columns.put("set('a', 'b')", new Column(FieldType.TEXT, "'a,b'", "a,b", "''", ""));
        columns.put(
                "binary(2)", new Column(FieldType.BYTES, "x'ff00'", new byte[] {-1, 0}, "x'00'", new byte[] {0, 0}));
        columns.put("varbinary(5)", new Column(FieldType.BYTES, "x'ff00'", new byte[] {-1, 0}, "''", new byte[0]));
        columns.put("blob", new Column(FieldType.BYTES, "x'80'", new byte[] {-128}, "''", new byte[0]));
        columns.put(
                "json",
                new Column(FieldType.JSON, "'{\"b\": 1.10, \"a\": [null]}'", "{\"b\":1.10,\"a\":[null]}", "'7'", "7"));
        return columns;
    }

    private static String values(Map<String, Column> columns, Function<Column, String> which) {
        return columns.values().stream().map(which).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyValueOfATableOfAllTypesArrivesExactly(boolean kept) throws SQLException {
        Map<String, Column> columns = columns();
        List<String> types = List.copyOf(columns.keySet());
        MariaDbServer.execute(
                "create or replace table every ("
                        + types.stream()
                                .map(type -> "c" + types.indexOf(type) + " " + type)
                                .collect(Collectors.joining(", "))
                        + ")",
                "insert into every values (" + values(columns, Column::first) + "), (" + values(columns, Column::second)
                        + ")",
                "insert into every (c0) values (null)");
        adapt(columns);
        SourceOptions options = SourceOptions.DEFAULT.withKeepStreams(kept);
        try (Source source = Sources.jdbc(connection, "select * from every", options)) {
            List<Row> rows = Reading.all(source).stream()
                    .map(record -> ((SourceRecord.Intact) record).row())
                    .toList();
            assertThat(rows).hasSize(3);
            int at = 0;
            for (Map.Entry<String, Column> column : columns.entrySet()) {
                Column expected = column.getValue();
                assertThat(rows.get(0).schema().field(at).type())
                        .as(column.getKey())
                        .isEqualTo(expected.type());
                assertThat(rows.get(0).value(at)).as(column.getKey()).isEqualTo(expected.inRow());
                assertThat(rows.get(1).value(at)).as(column.getKey()).isEqualTo(expected.inSecondRow());
                assertThat(rows.get(2).value(at)).as(column.getKey()).isNull();
                at++;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "date, 0000-00-00",
        "date, 2024-02-00",
        "datetime, 0000-00-00 00:00:00",
        "time, 24:00:01",
        "time, -00:00:01",
        "time, 838:59:59"
    })
    void aValueWithoutAnExactFormRejectsItsRowAlone(String type, String value) throws SQLException {
        MariaDbServer.execute(
                "create or replace table odd (id int, v " + type + ")",
                "insert into odd values (1, null), (2, '" + value + "'), (3, null)");
        try (Source source = Sources.jdbc(connection, "select * from odd order by id", SourceOptions.DEFAULT)) {
            List<SourceRecord> records = Reading.all(source);
            assertThat(records).hasSize(3);
            assertThat(records.get(0)).isInstanceOf(SourceRecord.Intact.class);
            assertThat(records.get(1))
                    .isInstanceOfSatisfying(
                            SourceRecord.Unreadable.class,
                            bad -> assertThat(bad.error().code()).isEqualTo("ROW_VALUE_TYPE"));
            assertThat(records.get(2)).isInstanceOf(SourceRecord.Intact.class);
        }
    }

    private static HostException failure(JdbcConnection to, String query) {
        try (Source source = Sources.jdbc(to, query, SourceOptions.DEFAULT)) {
            Reading.all(source);
            throw new AssertionError("read: " + query);
        } catch (HostException e) {
            assertThat(e.detail().toString()).doesNotContain("hunter2");
            return e;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "select cast(1 as float) as v | SOURCE_COLUMN_TYPE | CAST(`v` AS DOUBLE)",
                "select point(1, 2) as v | SOURCE_COLUMN_TYPE | ST_AsText(`v`)",
                "select 1 as v, 2 as v | SOURCE_QUERY_FAILED | 'v'",
                "select 1 as v; select 2 as v | SOURCE_QUERY_NOT_READING | second statement",
                "insert into t values (1) returning id | SOURCE_QUERY_NOT_READING | INSERT",
                "select writes() as v | SOURCE_QUERY_NOT_READING | writes",
                "select * from absent | SOURCE_QUERY_FAILED | absent",
                "select (1 | SOURCE_QUERY_FAILED | syntax",
            })
    void aQueryThatCannotBeReadIsAnErrorOfItsText(String query, String code, String said) {
        HostException e = failure(connection, query);
        assertThat(e.detail().code()).as(e.getMessage()).isEqualTo(code);
        assertThat(e.getMessage() + e.detail().remedy()).contains(said);
        assertThat(ExitCode.of(e.detail().category())).isEqualTo(ExitCode.CONFIGURATION);
        try (Source source = Sources.jdbc(connection, "select count(*) from t", SourceOptions.DEFAULT)) {
            assertThat(((SourceRecord.Intact) Reading.all(source).get(0)).row().value(0))
                    .as("rows written")
                    .isEqualTo(0L);
        }
    }

    @Test
    void whatKeepsFromConnectingIsTold() {
        assertThat(failure(connection.as("reader", "hunter2-wrong"), "select 1 as v")
                        .detail()
                        .code())
                .isEqualTo("SOURCE_DATABASE_LOGIN");
        JdbcConnection absent =
                JdbcConnection.of(url("absent"), connection.drivers()).as("admin", "admin");
        assertThat(failure(absent, "select 1 as v").detail().code()).isEqualTo("SOURCE_DATABASE_MISSING");
        JdbcConnection nowhere = JdbcConnection.of(
                        url("shop").replace(":" + MariaDbServer.port(), ":1"), connection.drivers())
                .as("admin", "admin");
        assertThat(failure(nowhere, "select 1 as v").detail().code()).isEqualTo("SOURCE_DATABASE_UNREACHABLE");
        JdbcConnection reader = JdbcConnection.of(url("information_schema"), connection.drivers())
                .as("reader", "hunter2-right");
        assertThat(failure(reader, "select * from shop.t").detail().code()).isEqualTo("SOURCE_DATABASE_PERMISSION");
    }

    @Test
    void aQueryThatTakesLongerThanItMayIsEnded() {
        assertThat(failure(
                                connection.withQueryTimeout(Duration.ofSeconds(1)),
                                "select sum(a.seq * b.seq) as v from seq_1_to_1000000 a, seq_1_to_1000000 b")
                        .detail()
                        .code())
                .isEqualTo("SOURCE_QUERY_TIMEOUT");
    }

    @Test
    void aQueryThatIsEndedWhileItIsReadFails() throws SQLException {
        for (String how : List.of("kill hard query", "kill hard connection")) {
            try (Source source = Sources.jdbc(connection, MANY, SourceOptions.DEFAULT);
                    SourceCursor cursor = source.open()) {
                assertThat(cursor.next()).isNotEmpty();
                MariaDbServer.execute("begin not atomic for p in (select id from information_schema.processlist"
                        + " where info like '%sluice_rows%' and id <> connection_id()) do execute immediate concat('"
                        + how + " ', p.id); end for; end");
                assertThatThrownBy(() -> {
                            while (!cursor.next().isEmpty()) {
                                // Reads on.
                            }
                        })
                        .as(how)
                        .isInstanceOfSatisfying(HostException.class, e -> {
                            assertThat(e.detail().code())
                                    .as(how + ": " + e.getMessage())
                                    .isEqualTo("SOURCE_CONNECTION_LOST");
                            assertThat(ExitCode.of(e.detail().category())).isEqualTo(ExitCode.FAILED);
                        });
            }
        }
    }

    @Test
    void aStoppedQueryReportsThat() {
        try (Source source = Sources.jdbc(connection, MANY, SourceOptions.DEFAULT);
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void memoryDoesNotFollowTheNumberOfRows(boolean kept) throws Exception {
        assertThat(Reading.inSmallHeap(connection, MANY, kept)).isEqualTo("1000000 150000000");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "bigint unsigned, 1, 18446744073709551614, 18446744073709551615",
                "\"decimal(30, 3)\", 0.5, 12345678901234567890.125, 12345678901234567890.126",
                "date, '2024-02-28', '2024-02-29', '2024-03-01'",
                "datetime(6), '2024-02-29 10:00:00', '2024-02-29 10:00:00.000001', '2024-02-29 10:00:00.000002'",
                "timestamp(6), from_unixtime(1704067200), from_unixtime(1704067200.5), from_unixtime(1704067201)"
            })
    void rowsFromAValueOfACursorOnAreRead(String type, String low, String mid, String high) throws SQLException {
        MariaDbServer.execute(
                "drop table if exists c",
                "create table c (id int primary key, at " + type + " null)",
                "insert into c values (1, " + low + "), (2, " + mid + "), (3, null), (4, " + mid + ")");
        CursorValue highest;
        try (IncrementalSource source = cursor(Optional.empty())) {
            assertThat(Reading.all(source)).hasSize(4);
            highest = source.seen().highest().orElseThrow();
        }
        MariaDbServer.execute("insert into c values (5, " + high + ")");
        try (IncrementalSource source = cursor(Optional.of(CursorValue.parse(highest.type(), highest.text())))) {
            assertThat(Reading.all(source).stream()
                            .map(record -> ((SourceRecord.Intact) record).row().value(0)))
                    .containsExactlyInAnyOrder(2L, 3L, 4L, 5L);
            assertThat(source.seen().highest().orElseThrow()).isGreaterThan(highest);
        }
        if (CursorValue.isTime(highest.type())) {
            MariaDbServer.execute("insert into c values (6, now() + interval 3 day)");
            try (IncrementalSource source = cursor(Optional.empty())) {
                assertThat(Reading.all(source)).hasSize(6);
                assertThat(source.seen().future()).isEqualTo(1);
                assertThat(source.seen().highest().orElseThrow().text())
                        .isLessThan(Instant.now().plus(Duration.ofMinutes(1)).toString());
            }
        }
    }

    private IncrementalSource cursor(Optional<CursorValue> from) {
        JdbcQuery query = new JdbcQuery("select id, at from c", Optional.of(new CursorRange("at", from)));
        return (IncrementalSource) Sources.jdbc(connection, query, SourceOptions.DEFAULT);
    }
}
