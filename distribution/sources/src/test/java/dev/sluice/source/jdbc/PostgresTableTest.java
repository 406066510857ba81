package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.source.jdbc.type.PostgresTypes;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One table with a column of every type of PostgreSQL that has a form in a row, compared value by value. */
class PostgresTableTest {
    /** A value as it is written in SQL and as it is in a row, twice. */
    private record Column(String first, Object inRow, String second, Object inSecondRow) {}

    private static final Map<String, Column> COLUMNS = columns();

    @TempDir
    static Path directory;

    private static PostgresDatabase database;
    private static JdbcConnection connection;

    private static Map<String, Column> columns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("bool", new Column("true", true, "false", false));
        columns.put("int2", new Column("-32768", -32768L, "32767", 32767L));
        columns.put("int4", new Column("-2147483648", -2147483648L, "2147483647", 2147483647L));
        columns.put("int8", new Column("-9223372036854775808", Long.MIN_VALUE, "9223372036854775807", Long.MAX_VALUE));
        columns.put("oid", new Column("0", 0L, "4294967295", 4294967295L));
        columns.put(
                "numeric",
                new Column(
                        "-12345678901234567890.1230",
                        new BigDecimal("-12345678901234567890.1230"),
                        "1e40",
                        new BigDecimal("1" + "0".repeat(40))));
        columns.put("float4", new Column("0.1", 0.1f, "'-Infinity'", Float.NEGATIVE_INFINITY));
        columns.put("float8", new Column("0.1", 0.1, "1.7976931348623157e308", Double.MAX_VALUE));
        columns.put("text", new Column("E'a\\n\u00e9\ud83d\ude00'", "a\n\u00e9\ud83d\ude00", "''", ""));
        columns.put("varchar", new Column("' a '", " a ", "'\\'", "\\"));
        columns.put("bpchar", new Column("'ab '", "ab ", "''", ""));
        columns.put("\"char\"", new Column("'x'", "x", "'y'", "y"));
        columns.put("name", new Column("'n'", "n", "'m'", "m"));
        columns.put("xml", new Column("'<a>1</a>'", "<a>1</a>", "'<b/>'", "<b/>"));
        columns.put(
                "date",
                new Column("'0044-03-15 BC'", LocalDate.of(-43, 3, 15), "'12024-02-29'", LocalDate.of(12024, 2, 29)));
        columns.put(
                "time",
                new Column("'00:00'", LocalTime.MIDNIGHT, "'23:59:59.999999'", LocalTime.of(23, 59, 59, 999_999_000)));
        columns.put(
                "timestamp",
                new Column(
                        "'2024-05-06 07:08:09.123456'",
                        LocalDateTime.of(2024, 5, 6, 7, 8, 9, 123_456_000),
                        "'0001-12-31 23:59:59 BC'",
                        LocalDateTime.of(0, 12, 31, 23, 59, 59)));
        columns.put(
                "timestamptz",
                new Column(
                        "'2024-03-31 02:30:00 Europe/Berlin'",
                        Instant.parse("2024-03-31T01:30:00Z"),
                        "'1890-01-01 00:00:00+00'",
                        Instant.parse("1890-01-01T00:00:00Z")));
        columns.put(
                "uuid",
                new Column(
                        "'0f8fad5b-d9cb-469f-a165-70867728950e'",
                        UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"),
                        "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                        UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff")));
        columns.put("bytea", new Column("'\\xff00'", new byte[] {-1, 0}, "'\\x'", new byte[0]));
        columns.put(
                "json", new Column("'{\"b\": 1.10, \"a\": [null]}'", "{\"b\":1.10,\"a\":[null]}", "'\"x\"'", "\"x\""));
        columns.put("jsonb", new Column("'{\"b\": 1.10, \"a\": 1}'", "{\"a\":1,\"b\":1.10}", "'null'", "null"));
        columns.put("timetz", new Column("'04:05:06.5+02'", "04:05:06.5+02", "'00:00-12:30'", "00:00:00-12:30"));
        columns.put("interval", new Column("'1 year 2 days -3 seconds'", "P1Y2DT-3S", "'0'", "PT0S"));
        columns.put("bit", new Column("B'1'", "1", "B'0'", "0"));
        columns.put("varbit", new Column("B'101'", "101", "B''", ""));
        columns.put("inet", new Column("'10.1.2.3/8'", "10.1.2.3/8", "'::1'", "::1"));
        columns.put("cidr", new Column("'10.0.0.0/8'", "10.0.0.0/8", "'::/0'", "::/0"));
        columns.put(
                "macaddr",
                new Column("'08002b:010203'", "08:00:2b:01:02:03", "'00:00:00:00:00:00'", "00:00:00:00:00:00"));
        columns.put(
                "macaddr8",
                new Column(
                        "'08:00:2b:01:02:03:04:05'",
                        "08:00:2b:01:02:03:04:05",
                        "'00:00:00:00:00:00:00:00'",
                        "00:00:00:00:00:00:00:00"));
        columns.put("int4range", new Column("'[1,5]'", "[1,6)", "'empty'", "empty"));
        columns.put("int8range", new Column("'[1,)'", "[1,)", "'(,)'", "(,)"));
        columns.put("numrange", new Column("'[1.5,2.50]'", "[1.5,2.50]", "'(,2]'", "(,2]"));
        columns.put(
                "daterange",
                new Column("'[2024-01-01,2024-01-02]'", "[2024-01-01,2024-01-03)", "'[2024-01-01,)'", "[2024-01-01,)"));
        columns.put(
                "tsrange",
                new Column(
                        "'[2024-01-01 00:00,2024-01-01 01:00)'",
                        "[\"2024-01-01 00:00:00\",\"2024-01-01 01:00:00\")",
                        "'empty'",
                        "empty"));
        columns.put(
                "tstzrange",
                new Column("'[2024-01-01 00:00+01,)'", "[\"2023-12-31 23:00:00+00\",)", "'empty'", "empty"));
        columns.put("mood", new Column("'glad'", "glad", "'sad'", "sad"));
        columns.put("positive", new Column("7", 7L, "1", 1L));
        columns.put("bool[]", new Column("'[0:1]={true,false}'", "[true,false]", "'{}'", "[]"));
        columns.put("int4[]", new Column("'{{1,2},{3,null}}'", "[[1,2],[3,null]]", "'{7}'", "[7]"));
        columns.put("numeric[]", new Column("'{1.10,2}'", "[1.10,2]", "'{null}'", "[null]"));
        columns.put("float8[]", new Column("'{0.1,1e300}'", "[0.1,1.0E300]", "'{}'", "[]"));
        columns.put(
                "text[]",
                new Column(
                        "ARRAY['a \"b\" {c}', 'NULL', null, '', E'\\\\']",
                        "[\"a \\\"b\\\" {c}\",\"NULL\",null,\"\",\"\\\\\"]",
                        "'{}'",
                        "[]"));
        columns.put("date[]", new Column("'{2024-01-02}'", "[\"2024-01-02\"]", "'{}'", "[]"));
        columns.put(
                "timestamptz[]", new Column("'{2024-01-02 03:04:05+00}'", "[\"2024-01-02T03:04:05Z\"]", "'{}'", "[]"));
        columns.put("bytea[]", new Column("ARRAY['\\xff00'::bytea]", "[\"/wA=\"]", "'{}'", "[]"));
        columns.put("jsonb[]", new Column("ARRAY['{\"a\": 1}'::jsonb]", "[{\"a\":1}]", "'{}'", "[]"));
        return columns;
    }

    @BeforeAll
    static void start() throws Exception {
        database = PostgresDatabase.create("every_type");
        connection = database.connection(directory, "");
        // What a role or a database has set changes no value.
        database.execute("alter database every_type set bytea_output = 'escape'");
        database.execute("alter database every_type set extra_float_digits = 0");
        database.execute("alter database every_type set intervalstyle = 'postgres_verbose'");
        database.execute("alter database every_type set timezone = 'Asia/Tokyo'");
        database.execute("alter database every_type set default_transaction_read_only = off");
        database.execute("create type mood as enum ('sad', 'glad')");
        database.execute("create domain positive as int4 check (value > 0)");
        database.execute("create table every (" + String.join(", ", names()) + ")");
        database.execute("insert into every values (" + values(Column::first) + "), (" + values(Column::second) + ")");
        database.execute("insert into every (c0) values (null)");
    }

    private static List<String> names() {
        List<String> types = List.copyOf(COLUMNS.keySet());
        return types.stream()
                .map(type -> "c" + types.indexOf(type) + " " + type)
                .toList();
    }

    private static String values(Function<Column, String> which) {
        return COLUMNS.entrySet().stream()
                .map(column -> "(" + which.apply(column.getValue()) + ")::" + column.getKey())
                .collect(Collectors.joining(", "));
    }

    /** A query with a cursor is fetched as text, any other is copied as bytes. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void everyValueArrivesExactly(boolean kept, boolean cursor) {
        SourceOptions options = SourceOptions.DEFAULT.withKeepStreams(kept);
        JdbcQuery query = new JdbcQuery(
                "select *, 1 as cursor from every",
                cursor ? Optional.of(new CursorRange("cursor", Optional.empty())) : Optional.empty());
        try (Source source = Sources.jdbc(connection, query, options)) {
            List<Row> rows = Reading.all(source).stream()
                    .map(record -> ((SourceRecord.Intact) record).row())
                    .toList();
            assertThat(rows).hasSize(3);
            int at = 0;
            for (Map.Entry<String, Column> column : COLUMNS.entrySet()) {
                String name = column.getKey() + (kept ? ", kept" : "") + (cursor ? ", with a cursor" : "");
                assertThat(rows.get(0).value(at))
                        .as(name)
                        .isEqualTo(column.getValue().inRow());
                assertThat(rows.get(1).value(at))
                        .as(name)
                        .isEqualTo(column.getValue().inSecondRow());
                assertThat(rows.get(2).value(at)).as(name).isNull();
                FieldType type = PostgresTypes.TABLE.get(column.getKey().replace("\"", ""));
                if (type != null) {
                    assertThat(rows.get(0).schema().field(at).type()).as(name).isEqualTo(type);
                }
                at++;
            }
        }
    }

    @Test
    void everyTypeOfTheTableOfTypesThatTheServerHasIsTried() throws SQLException {
        Set<String> ofServer = new TreeSet<>();
        try (Connection admin = database.open();
                Statement statement = admin.createStatement();
                ResultSet types = statement.executeQuery("select typname from pg_type")) {
            while (types.next()) {
                ofServer.add(types.getString(1));
            }
        }
        ofServer.retainAll(PostgresTypes.TABLE.keySet());
        assertThat(COLUMNS.keySet().stream().map(name -> name.replace("\"", "")))
                .containsAll(ofServer);
        assertThat(ofServer).hasSizeGreaterThan(30);
    }

    @Test
    void everyNumberIsTheOneThatTheServerPrints() {
        String query = "select n::text as t, n, f::text as u, f from ("
                + "select (sign * digits::numeric / 10::numeric ^ places)::numeric(60, 30) as n, sign * digits / 10.0::float8 ^ places as f"
                + " from (values (1), (-1)) s (sign), generate_series(0, 20) places,"
                + " (values (0), (1), (9999), (10000), (10001), (99999999), (100000000), (1234567890123456789),"
                + " (9223372036854775807)) d (digits)"
                + " union all select trunc(n, scale), f from (select random()::numeric * 10::numeric ^ (i % 40) as n,"
                + " (random() - 0.5) * 10 ^ (i % 600 - 300) as f, i % 25 as scale from generate_series(1, 20000) i) r) x";
        try (Source source = Sources.jdbc(connection, query, SourceOptions.DEFAULT)) {
            assertThat(Reading.all(source)).hasSizeGreaterThan(20_000).allSatisfy(record -> {
                Row row = ((SourceRecord.Intact) record).row();
                assertThat(row.value("n")).isEqualTo(new BigDecimal((String) row.value("t")));
                assertThat(row.value("f")).isEqualTo(Double.valueOf((String) row.value("u")));
            });
        }
    }

    @Test
    void aQueryWithoutRowsHasNone() {
        for (boolean kept : new boolean[] {false, true}) {
            try (Source source = Sources.jdbc(
                    connection, "select * from every where false", SourceOptions.DEFAULT.withKeepStreams(kept))) {
                assertThat(Reading.all(source)).isEmpty();
            }
        }
    }

    /** The rows before and behind it stand. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'NaN'::numeric | ROW_VALUE_TYPE",
                "'Infinity'::numeric | ROW_VALUE_TYPE",
                "concat('0.', repeat('1', 1001))::numeric | ROW_VALUE_TYPE",
                "'infinity'::timestamptz | ROW_VALUE_TYPE",
                "'-infinity'::date | ROW_VALUE_TYPE",
                "'24:00'::time | ROW_VALUE_TYPE",
                "ARRAY['NaN'::float8] | VALUE_NOT_REPRESENTABLE",
                "'{\"a\": 1, \"a\": 2}'::json | ROW_FIELD_DUPLICATE"
            })
    void aValueWithoutAnExactFormRejectsItsRowAlone(String expression, String code) {
        String query = "select i as id, case when i = 2 then " + expression + " end as v from generate_series(1, 3) i";
        for (boolean kept : new boolean[] {false, true}) {
            try (Source source = Sources.jdbc(connection, query, SourceOptions.DEFAULT.withKeepStreams(kept))) {
                List<SourceRecord> records = Reading.all(source);
                assertThat(records).hasSize(3);
                assertThat(code(records.get(0))).isNull();
                assertThat(code(records.get(1))).isEqualTo(code);
                assertThat(code(records.get(2))).isNull();
                Row rest = ((SourceRecord.Unreadable) records.get(1)).rest();
                assertThat(rest).isNotNull();
                assertThat(rest == null ? null : rest.value(0)).isEqualTo(2L);
            }
        }
    }

    @Test
    void whatIsWrongWithAColumnThatIsNotNeededIsNoError() {
        try (Source source = Sources.jdbc(connection, "select 1 as id, 'NaN'::numeric as v", SourceOptions.DEFAULT)) {
            List<SourceRecord> records = Reading.all(source, name -> !name.equals("v"));
            assertThat(records).hasSize(1);
            assertThat(code(records.get(0))).isNull();
        }
    }

    private static @Nullable String code(SourceRecord record) {
        return record instanceof SourceRecord.Unreadable unreadable
                ? unreadable.error().code()
                : null;
    }
}
