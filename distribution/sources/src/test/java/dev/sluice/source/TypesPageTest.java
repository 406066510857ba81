package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.value.JsonText;
import dev.sluice.spi.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/types.md is what sources do. Written again with {@code -Dsluice.docs.write=true}. */
class TypesPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "types.md");
    private static final List<String> EXAMPLES = List.of(
            "true",
            "9007199254740993::BIGINT",
            "18446744073709551615::UBIGINT",
            "1.10::DECIMAL(9,2)",
            "0.1::FLOAT",
            "0.1::DOUBLE",
            "'nan'::DOUBLE",
            "'text'",
            "'\\xFF\\x00'::BLOB",
            "DATE '2024-02-29'",
            "TIME '04:05:06.25'",
            "TIMESTAMP '2024-05-06 07:08:09.5'",
            "TIMESTAMP_NS '2024-05-06 07:08:09.123456789'",
            "TIMESTAMPTZ '2024-05-06 07:08:09+02'",
            "UUID '0f8fad5b-d9cb-469f-a165-70867728950e'",
            "'{\"a\": 1.10}'::JSON",
            "[1, NULL]",
            "{'a': [], 'b': NULL}",
            "MAP {'k': 'v'}");

    @TempDir
    Path folder = Path.of("");

    @Test
    void thePageIsWhatSourcesDo() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Types

                What a record holds of each type, as JSON, at the top level and inside a struct. Lists, structs and maps are compact JSON whose
                parts follow the rules of top-level values. Made by `TypesPageTest`.

                | value, in SQL | from a Parquet file | in a struct of the file | from a query | in a struct of the query |
                |---|---|---|---|---|
                """);
        for (String example : EXAMPLES) {
            page.append("| `").append(example).append('`');
            for (String value : List.of(example, "{'v': " + example + "}")) {
                page.append(" | ").append(told(() -> Sources.file(parquet(value))));
            }
            for (String value : List.of(example, "{'v': " + example + "}")) {
                page.append(" | ").append(told(() -> Sources.sql("SELECT " + value + " AS v")));
            }
            page.append(" |\n");
        }
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).content().isEqualTo(page.toString());
    }

    private Path parquet(String value) {
        Path file = folder.resolve("v.parquet");
        try (SourceDatabase database = SourceDatabase.inMemory("256MB")) {
            database.execute("COPY (SELECT " + value + " AS v) TO " + SourceDatabase.literal(file.toString())
                    + " (FORMAT parquet)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return file;
    }

    private static String told(Opening opening) {
        try (Source source = opening.open()) {
            SourceRecord record = Reading.all(source).get(0);
            if (record instanceof SourceRecord.Unreadable unreadable) {
                return "row rejected: " + unreadable.error().code();
            }
            Field field = Reading.row(record).schema().field(0);
            Object value = Reading.row(record).value(0);
            StringBuilder json = new StringBuilder();
            return value == null || JsonText.append(json, field.type(), value) != null
                    ? "row rejected by the destination"
                    : "`" + json + "`";
        } catch (HostException e) {
            return "column refused: " + e.detail().code();
        }
    }

    private interface Opening {
        Source open();
    }
}
