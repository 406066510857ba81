package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spi.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many columns as PostgreSQL takes, and names as long and as odd. */
class PostgresLimitsTest {
    /** Of a table. */
    private static final int COLUMNS = 1_600;
    /** Of a query. */
    private static final int TARGETS = 1_664;

    @TempDir
    static Path directory;

    private static PostgresDatabase database;
    private static JdbcConnection connection;

    @BeforeAll
    static void start() throws Exception {
        database = PostgresDatabase.create("limits");
        connection = database.connection(directory, "");
    }

    private static Row row(String query, Optional<String> cursor) {
        JdbcQuery asked = new JdbcQuery(query, cursor.map(column -> new CursorRange(column, Optional.empty())));
        try (Source source = Sources.jdbc(connection, asked, SourceOptions.DEFAULT)) {
            List<SourceRecord> records = Reading.all(source);
            assertThat(records).hasSize(1);
            return ((SourceRecord.Intact) records.get(0)).row();
        }
    }

    private static String columns(int count, String each) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> each.replace("%", Integer.toString(i)))
                .collect(Collectors.joining(", "));
    }

    @Test
    void aTableOfAllColumnsIsRead() throws Exception {
        database.execute(
                "create table wide (" + columns(COLUMNS, "c% int") + ")",
                "insert into wide (c1, c1599, c1600) values (1, 2, 3)");
        for (Optional<String> cursor : List.of(Optional.<String>empty(), Optional.of("c1"))) {
            Row row = row("select * from wide", cursor);
            assertThat(row.schema().size()).isEqualTo(COLUMNS);
            assertThat(row.value("c1")).isEqualTo(1L);
            assertThat(row.value("c2")).isNull();
            assertThat(row.value("c1600")).isEqualTo(3L);
        }
    }

    @Test
    void aQueryMayHaveAsManyColumnsAsTheServerTakesAndOneMoreIsAnErrorOfItsText() {
        for (String each : List.of("% as c%", "interval '% s' as c%")) {
            assertThat(row("select " + columns(TARGETS, each), Optional.empty())
                            .schema()
                            .size())
                    .isEqualTo(TARGETS);
            assertThat(error("select " + columns(TARGETS + 1, each), Optional.empty()))
                    .contains("1664")
                    .doesNotContain("cursor");
        }
        assertThat(row("select " + columns(TARGETS - 1, "% as c%"), Optional.of("c1"))
                        .value("c1663"))
                .isEqualTo(1663L);
        assertThat(error("select " + columns(TARGETS, "% as c%"), Optional.of("c1")))
                .contains("1664", "A sync with a cursor needs one column more.");
    }

    private static String error(String query, Optional<String> cursor) {
        HostException thrown = catchThrowableOfType(HostException.class, () -> row(query, cursor));
        assertThat(thrown.detail().code()).isEqualTo("SOURCE_QUERY_FAILED");
        assertThat(ExitCode.of(thrown.detail().category())).isEqualTo(ExitCode.CONFIGURATION);
        return thrown.detail().message() + thrown.detail().remedy();
    }

    @Test
    void everyNameThatTheServerTakesIsThatOfAField() {
        List<String> names = List.of(
                "n".repeat(63),
                "\u00e9".repeat(31),
                "a\"b",
                "c.d",
                "it's",
                "\u00e9\ud83d\ude00",
                " ",
                "?",
                "${x}",
                "{}",
                "\\",
                "a\nb",
                "select");
        for (String each : List.of("%d", "interval '%d s'")) {
            String query = IntStream.range(0, names.size())
                    .mapToObj(i -> each.replace("%d", Integer.toString(i)) + " as \""
                            + names.get(i).replace("\"", "\"\"") + "\"")
                    .collect(Collectors.joining(", ", "select ", ", 1 as cursor"));
            for (Optional<String> cursor : List.of(Optional.<String>empty(), Optional.of("cursor"))) {
                Row row = row(query, cursor);
                assertThat(row.schema().names().subList(0, names.size())).isEqualTo(names);
                for (int i = 0; i < names.size(); i++) {
                    assertThat(row.value(i)).isEqualTo(each.equals("%d") ? (Object) Long.valueOf(i) : "PT" + i + "S");
                }
            }
        }
    }

    /** The server cuts a name of more than 63 bytes. */
    @Test
    void namesThatTheServerCutsToOneAreTwoColumnsOfOneName() {
        String name = "n".repeat(63);
        assertThat(error("select 1 as " + name + "1, 2 as " + name + "2", Optional.empty()))
                .contains("Two columns of the query are named '" + name + "'");
    }

    @Test
    void schemasAndTablesMayHaveSuchNamesToo() throws Exception {
        database.execute(
                "create schema \"s.\"\"\u00e9\"",
                "create table \"s.\"\"\u00e9\".\"t.'?\" (\"k.\"\"\" int)",
                "insert into \"s.\"\"\u00e9\".\"t.'?\" values (7)");
        assertThat(row("select * from \"s.\"\"\u00e9\".\"t.'?\"", Optional.of("k.\""))
                        .value("k.\""))
                .isEqualTo(7L);
    }
}
