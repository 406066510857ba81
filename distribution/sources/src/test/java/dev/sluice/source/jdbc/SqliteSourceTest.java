package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spi.FieldType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQLite as a source. */
class SqliteSourceTest {
    @TempDir
    Path directory;

    private JdbcConnection connection;

    @BeforeEach
    void create() throws Exception {
        String url = "jdbc:sqlite:" + directory.resolve("a.db");
        try (Connection writer = DriverManager.getConnection(url);
                Statement statement = writer.createStatement()) {
            statement.execute("create table t (id integer primary key, v)");
            statement.execute(
                    "insert into t values (1, 9223372036854775807), (2, 0.1), (3, 'x'), (4, x'ff00'), (5, null)");
        }
        Path drivers = InstalledDrivers.in(directory.resolve("drivers"), "sqlite", org.sqlite.JDBC.class);
        connection = JdbcConnection.of(url, drivers);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachValueHasItsType(boolean kept) {
        SourceOptions options = SourceOptions.DEFAULT.withKeepStreams(kept);
        try (Source source = Sources.jdbc(connection, "select * from t order by id", options)) {
            List<SourceRecord> records = Reading.all(source);
            assertThat(records.stream()
                            .map(record -> ((SourceRecord.Intact) record).row().value(1)))
                    .containsExactly(Long.MAX_VALUE, 0.1, "x", new byte[] {-1, 0}, null);
            assertThat(records.stream()
                            .map(record -> ((SourceRecord.Intact) record)
                                    .row()
                                    .schema()
                                    .field(1)
                                    .type()))
                    .containsExactly(
                            FieldType.INTEGER, FieldType.DOUBLE, FieldType.TEXT, FieldType.BYTES, FieldType.TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "select * from absent, SOURCE_QUERY_FAILED",
        "delete from t returning id, SOURCE_QUERY_NOT_READING",
        "select 1 as a; select 2, SOURCE_QUERY_NOT_READING",
        "select 1 as a) --, SOURCE_QUERY_FAILED",
        "'select 1 as a, 2 as a', SOURCE_QUERY_FAILED"
    })
    void aQueryThatCannotBeReadIsRefused(String query, String code) {
        assertThatThrownBy(() -> Sources.jdbc(connection, query, SourceOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void memoryDoesNotFollowTheNumberOfRows(boolean kept) throws Exception {
        String many = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000)"
                + " select i, printf('%150s', 'x') as v from n";
        assertThat(Reading.inSmallHeap(connection, many, kept)).isEqualTo("1000000 150000000");
    }

    @Test
    void aCursorIsAWholeNumber() {
        JdbcQuery query = new JdbcQuery(
                "select id, v from t where id in (1, 5)",
                Optional.of(new CursorRange(
                        "v", Optional.of(CursorValue.parse(FieldType.INTEGER, "9223372036854775806")))));
        try (IncrementalSource source = (IncrementalSource) Sources.jdbc(connection, query, SourceOptions.DEFAULT)) {
            assertThat(Reading.all(source)).hasSize(2);
            assertThat(source.seen().highest().orElseThrow().value()).isEqualTo(Long.MAX_VALUE);
        }
        JdbcQuery others = new JdbcQuery("select * from t", query.cursor());
        try (Source source = Sources.jdbc(connection, others, SourceOptions.DEFAULT)) {
            assertThatThrownBy(() -> Reading.all(source)).hasMessageContaining("no whole number");
        }
        JdbcQuery absent = new JdbcQuery("select id from t", query.cursor());
        assertThatThrownBy(() -> Sources.jdbc(connection, absent, SourceOptions.DEFAULT))
                .hasMessageContaining("no such column: sluice_rows.v");
    }

    @Test
    void aTextThatIsNotUtf8RejectsItsRow() throws Exception {
        try (Connection writer = DriverManager.getConnection(connection.url());
                Statement statement = writer.createStatement()) {
            statement.execute("insert into t values (6, cast(x'4dfc6c6c6572' as text)), (7, '\ufffd'),"
                    + " (8, cast(x'efbfbdff' as text))");
        }
        String query = "select id, v from t where id > 5 order by id";
        try (Source source = Sources.jdbc(connection, query, SourceOptions.DEFAULT)) {
            List<SourceRecord> records = Reading.all(source);
            assertThat(records).hasSize(3);
            assertThat(((SourceRecord.Unreadable) records.get(0)).error().code())
                    .isEqualTo("ROW_ENCODING");
            assertThat(((SourceRecord.Intact) records.get(1)).row().value("v")).isEqualTo("\ufffd");
            assertThat(((SourceRecord.Unreadable) records.get(2)).error().code())
                    .isEqualTo("ROW_ENCODING");
            assertThat(((SourceRecord.Unreadable) records.get(2)).error().remedy())
                    .contains("CAST(column AS blob)")
                    .doesNotContain("file");
        }
        String followed = "select id, CAST(v AS blob) as v from t where id = 6";
        try (Source source = Sources.jdbc(connection, followed, SourceOptions.DEFAULT)) {
            assertThat(((SourceRecord.Intact) Reading.all(source).get(0)).row().value("v"))
                    .isEqualTo(new byte[] {0x4d, (byte) 0xfc, 0x6c, 0x6c, 0x65, 0x72});
        }
    }

    @Test
    void aWrongQueryIsToldInTheWordsOfSqlite() {
        assertThatThrownBy(() -> Sources.jdbc(connection, "select v from from t", SourceOptions.DEFAULT))
                .hasMessage("The query is wrong: near \"from\": syntax error.");
    }

    @Test
    void aFileThatIsNoDatabaseIsToldSo() throws Exception {
        Path other = Files.writeString(directory.resolve("b.db"), "no database, but long enough\n".repeat(100));
        Path damaged = directory.resolve("c.db");
        byte[] bytes = Files.readAllBytes(directory.resolve("a.db"));
        Arrays.fill(bytes, 100, bytes.length, (byte) 7);
        Files.write(damaged, bytes);
        for (Path file : List.of(other, damaged)) {
            JdbcConnection broken = JdbcConnection.of("jdbc:sqlite:" + file, connection.drivers());
            assertThatThrownBy(() -> Sources.jdbc(broken, "select * from t", SourceOptions.DEFAULT))
                    .isInstanceOfSatisfying(HostException.class, e -> {
                        assertThat(e.detail().code()).isEqualTo("SOURCE_DATABASE_FAILED");
                        assertThat(e.detail().message()).contains("is damaged, or is no database of SQLite");
                    });
        }
    }

    @Test
    void aFileThatIsMissingIsNotCreated() {
        JdbcConnection absent =
                JdbcConnection.of("jdbc:sqlite:" + directory.resolve("absent.db"), connection.drivers());
        assertThatThrownBy(() -> Sources.jdbc(absent, "select 1 as a", SourceOptions.DEFAULT))
                .isInstanceOfSatisfying(HostException.class, e -> {
                    assertThat(e.detail().code()).isEqualTo("SOURCE_DATABASE_MISSING");
                    assertThat(e.detail().message())
                            .isEqualTo("There is no SQLite file " + directory.resolve("absent.db") + ".");
                });
        assertThat(directory.resolve("absent.db")).doesNotExist();
    }
}
