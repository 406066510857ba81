package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a source tells of a row that it rejects, so that people find the row and mend it. */
class RejectedRowsTest {
    @TempDir
    Path folder = Path.of("");

    private static final Map<String, FieldType> DAY = Map.of("day", FieldType.DATE, "n", FieldType.INTEGER);

    private List<String> rejected(String name, String text, SourceOptions options) throws IOException {
        Path file = Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
        try (Source source = Sources.file(file, options)) {
            return rejected(source);
        }
    }

    /** The code of each rejected row, and its fields. */
    private static List<String> rejected(Source source) {
        List<String> told = new ArrayList<>();
        for (SourceRecord record : Reading.all(source)) {
            if (record instanceof SourceRecord.Unreadable unreadable) {
                Row rest = unreadable.rest();
                told.add(unreadable.error().code() + (rest == null ? "" : " " + fields(rest)));
            }
        }
        return told;
    }

    private static String fields(Row row) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            fields.add(row.schema().field(i).name() + "="
                    + (row.value(i) == null ? "null" : row.schema().field(i).type() + ":" + row.value(i)));
        }
        return String.join(",", fields);
    }

    @Test
    void aRowOfDelimitedTextHasItsValuesAndTheTextOfThoseThatAreNotOfTheirType() throws IOException {
        SourceOptions options = SourceOptions.DEFAULT.withTypes(DAY);
        String header = "id,day,n,note\n";
        assertThat(rejected(
                        "a.csv", header + "7,30.2.,x,\"a \"\"b\"\"\"\n8,2024-02-29,1,c\n9,2024-02-29,1.5,\n", options))
                .containsExactly(
                        "ROW_VALUE_TYPE id=TEXT:7,day=TEXT:30.2.,n=TEXT:x,note=TEXT:a \"b\"",
                        "ROW_VALUE_TYPE id=TEXT:9,day=DATE:2024-02-29,n=TEXT:1.5,note=null");
        assertThat(rejected("b.csv", header + "7,,2,\u00e9\n", options))
                .as("no text is made of what is no UTF-8")
                .containsExactly("ROW_ENCODING id=TEXT:7,day=null,n=INTEGER:2,note=null");
        assertThat(rejected("c.csv", header + "7,2024-02-29\n8,\"x\"y,1,c\n", options))
                .as("which text belongs to which column is not certain")
                .containsExactly("ROW_FIELD_COUNT", "ROW_QUOTES");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"id\":7,\"day\":\"30.2.\",\"z\":true} | ROW_VALUE_TYPE id=INTEGER:7,day=TEXT:30.2.,z=BOOLEAN:true",
                "{\"day\":1.50,\"id\":7} | ROW_VALUE_TYPE day=DECIMAL:1.50,id=INTEGER:7",
                "{\"v\":1e4000,\"id\":7} | ROW_NUMBER_OUT_OF_RANGE v=TEXT:1e4000,id=INTEGER:7",
                "{\"v\":[[\"\\ud83d\",[3]],{\"a\":2}],\"id\":7} | ROW_HALF_CHARACTER v=null,id=INTEGER:7",
                "{\"v\":{\"a\":{\"a\":1,\"a\":[2]},\"b\":3},\"id\":7} | ROW_FIELD_DUPLICATE v=null,id=INTEGER:7",
                "{\"day\":\"x\",\"v\":[\"\\ud83d\"],\"id\":7} | ROW_VALUE_TYPE day=TEXT:x,v=null,id=INTEGER:7",
                "{\"v\":1e4000,\"id\":7 | ROW_NOT_JSON",
                "{\"v\":1e4000,\"v\":7} | ROW_FIELD_DUPLICATE"
            })
    void aRowOfJsonHasItsOtherFields(String json, String told) throws IOException {
        SourceOptions options = SourceOptions.DEFAULT.withTypes(Map.of("day", FieldType.DATE));
        assertThat(rejected("a.ndjson", json + "\n{\"id\":8}\n", options)).containsExactly(told);
        if (json.endsWith("}")) {
            assertThat(rejected("a.json", "[" + json + ",{\"id\":8}]", options)).containsExactly(told);
        }
    }

    @Test
    void halfACharacterIsKeptAsItIs() throws IOException {
        assertThat(rejected("a.ndjson", "{\"v\":\"x\\ud83d\",\"id\":7}\n", SourceOptions.DEFAULT))
                .containsExactly("ROW_HALF_CHARACTER v=TEXT:x\uD83D,id=INTEGER:7");
    }

    @Test
    void rowsOfSeveralFilesHaveTheFieldsOfTheirOwn() throws IOException {
        Files.writeString(folder.resolve("1.csv"), "id,day\n1,2024-02-29\n");
        Files.writeString(folder.resolve("2.csv"), "n,id\n1,2\nx,3\n");
        try (Source source =
                Sources.files(List.of(folder.resolve("*.csv").toString()), SourceOptions.DEFAULT.withTypes(DAY))) {
            assertThat(rejected(source)).containsExactly("ROW_VALUE_TYPE n=TEXT:x,id=TEXT:3");
        }
    }

    @Test
    void aRowOfAQueryHasItsOtherValues() {
        try (Source source = Sources.sql("SELECT 7 AS id, TIMESTAMP 'infinity' AS ts, [1] AS v")) {
            assertThat(rejected(source)).containsExactly("ROW_VALUE_TYPE id=INTEGER:7,ts=null,v=JSON:[1]");
        }
    }

    @Test
    void aRowOfAParquetFileHasItsOtherValues() {
        Path file = Path.of("src", "test", "resources", "foreign", "hyparquet-beyond.parquet");
        try (Source source = Sources.file(file)) {
            assertThat(rejected(source))
                    .first()
                    .asString()
                    .startsWith("ROW_VALUE_TYPE ")
                    .contains("=INTEGER:", "=null");
        }
    }
}
