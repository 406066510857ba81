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
import dev.sluice.spi.ErrorDetail;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases in other encodings than UTF-8: what is read is what the server means, or there is an error. */
class PostgresEncodingTest {
    @TempDir
    static Path directory;

    private static PostgresDatabase server;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresDatabase.create("encodings");
        for (String encoding : List.of("LATIN1", "WIN1252", "EUC_JP", "SQL_ASCII", "MULE_INTERNAL")) {
            server.execute("create database " + name(encoding) + " encoding '" + encoding
                    + "' lc_collate 'C' lc_ctype 'C' template template0");
        }
    }

    private static String name(String encoding) {
        return "in_" + encoding.toLowerCase(Locale.ROOT);
    }

    private static JdbcConnection in(String encoding) throws Exception {
        JdbcConnection connection = server.connection(directory, "");
        return JdbcConnection.of(server.url(name(encoding)), connection.drivers())
                .as("postgres", "");
    }

    /** The rows by both ways of reading, which give the same. */
    private static List<List<@Nullable Object>> rows(JdbcConnection connection, String query) {
        List<List<@Nullable Object>> copied = rows(connection, new JdbcQuery(query, Optional.empty()));
        Optional<CursorRange> cursor = Optional.of(new CursorRange("id", Optional.empty()));
        assertThat(rows(connection, new JdbcQuery(query, cursor))).isEqualTo(copied);
        return copied;
    }

    private static List<List<@Nullable Object>> rows(JdbcConnection connection, JdbcQuery query) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Source source = Sources.jdbc(connection, query, SourceOptions.DEFAULT)) {
            for (SourceRecord record : Reading.all(source)) {
                SourceRecord.Intact intact = (SourceRecord.Intact) record;
                List<@Nullable Object> values = new ArrayList<>();
                intact.row()
                        .schema()
                        .names()
                        .forEach(name -> values.add(intact.row().value(name)));
                rows.add(values);
            }
        }
        return rows;
    }

    private static ErrorDetail error(JdbcConnection connection, String query) {
        HostException thrown = catchThrowableOfType(HostException.class, () -> rows(connection, query));
        assertThat(thrown).as(query).isNotNull();
        assertThat(ExitCode.of(thrown.detail().category())).isEqualTo(ExitCode.FAILED);
        return thrown.detail();
    }

    /** The bytes are those of the text in the encoding of the database. */
    @ParameterizedTest
    @CsvSource({
        "LATIN1, e92f85, \u00e9/\u0085",
        "WIN1252, e92f85, \u00e9/\u2026",
        "EUC_JP, a4a22fada1, \u3042/\u2460",
    })
    void everyTextIsTheOneThatTheBytesAreInTheEncodingOfTheDatabase(String encoding, String bytes, String text)
            throws Exception {
        JdbcConnection connection = in(encoding);
        String stored = "convert_from('\\x" + bytes + "', '" + encoding + "')";
        assertThat(rows(
                        connection,
                        "select 1 as id, v, array[v] as a, to_json(v) as j, to_jsonb(v) as b, v::char(9) as c, v::xml as x"
                                + " from (select " + stored + " as v) q"))
                .containsExactly(List.of(
                        1L,
                        text,
                        "[\"" + text + "\"]",
                        "\"" + text + "\"",
                        "\"" + text + "\"",
                        text + " ".repeat(9 - text.length()),
                        text));
        assertThat(rows(connection, "select 1 as id, '" + text + "' = " + stored + " as \"" + text.charAt(0) + "\""))
                .as("a text of the query")
                .containsExactly(List.of(1L, true));
    }

    @Test
    void aTextThatTheEncodingOfTheDatabaseLacksIsAnError() throws Exception {
        for (String query : List.of("select 1 as id, '\u3042' as v", "select 1 as id, '\"\\u3042\"'::jsonb as v")) {
            ErrorDetail error = error(in("LATIN1"), query);
            assertThat(error.code()).isEqualTo("SOURCE_DATABASE_FAILED");
            assertThat(error.message()).contains("that encoding lacks", "22P05");
        }
    }

    /** Where the server knows no encoding, it gives no bytes that are not UTF-8. */
    @Test
    void theRemedyForBytesThatAreNotUtf8CanBeFollowed() throws Exception {
        JdbcConnection connection = in("SQL_ASCII");
        String query =
                "select i as id, case i when 2 then E'a\\xe9\\\\' else 'a' end as v from generate_series(1, 3) i";
        ErrorDetail error = error(connection, query);
        assertThat(error.code()).isEqualTo("SOURCE_DATABASE_FAILED");
        assertThat(error.message()).contains("22021").doesNotContain("0xe9");
        Matcher remedy = Pattern.compile("write (.*) AS column, with").matcher(error.remedy());
        assertThat(remedy.find()).as(error.remedy()).isTrue();
        String converted = remedy.group(1).replace("column", "v");
        assertThat(rows(connection, "select id, " + converted + " as v from (" + query + ") q"))
                .containsExactly(List.of(1L, "a"), List.of(2L, "a\u00e9\\"), List.of(3L, "a"));
        assertThat(rows(connection, "select 1 as id, '\u00e9\u3042' as v"))
                .as("bytes that are UTF-8")
                .containsExactly(List.of(1L, "\u00e9\u3042"));
    }

    @Test
    void anEncodingThatCannotBeGivenAsUtf8IsNotCalledUnreachable() throws Exception {
        ErrorDetail error = error(in("MULE_INTERNAL"), "select 1 as id");
        assertThat(error.code()).isEqualTo("SOURCE_DATABASE_FAILED");
        assertThat(error.message()).contains("MULE_INTERNAL");
        assertThat(error.remedy()).contains("pg_dump --encoding");
    }
}
