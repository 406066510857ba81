package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nested values are the same JSON from a Parquet file, which DuckDB wrote here, and from a query. */
class NestedValuesTest {
    private static final String EXACT =
            "{'t': TIMESTAMP '2024-05-06 07:08:09.5', 'z': TIMESTAMPTZ '2024-05-06 07:08:09+02', 'b': '\\xFF\\x00a'::BLOB,"
                    + " 'f': 0.1::FLOAT, 'd': 1.10::DECIMAL(9,2), 'e': 0.5::DECIMAL(19,19), 'm': MAP {'k': [1, NULL]},"
                    + " 'u': UUID '0F8FAD5B-D9CB-469F-A165-70867728950E', 'n': TIME '04:05:06.25', 'q': 'a\"b'}";
    private static final String JSON =
            "{\"t\":\"2024-05-06T07:08:09.5\",\"z\":\"2024-05-06T05:08:09Z\",\"b\":\"/wBh\",\"f\":0.1,\"d\":1.10,"
                    + "\"e\":0.5000000000000000000,\"m\":{\"k\":[1,null]},\"u\":\"0f8fad5b-d9cb-469f-a165-70867728950e\","
                    + "\"n\":\"04:05:06.25\",\"q\":\"a\\\"b\"}";

    @TempDir
    Path folder = Path.of("");

    private Path parquet(String query) {
        return ParquetFiles.write(folder.resolve("x.parquet"), query);
    }

    @Test
    void everyLeafFollowsTheRulesOfTopLevelValues() {
        String query = "SELECT " + EXACT + " AS s";
        for (Source source : List.of(Sources.file(parquet(query)), Sources.sql(query))) {
            try (source) {
                assertThat(Reading.rows(source).get(0).value("s")).isEqualTo(JSON);
            }
        }
    }

    @Test
    void notANumberInOneRejectsItsRowAndNoOther() {
        String query = "SELECT unnest([{'v': 'nan'::FLOAT}, {'v': 0.5::FLOAT}]) AS s";
        for (Source source : List.of(Sources.file(parquet(query)), Sources.sql(query))) {
            try (source) {
                List<SourceRecord> records = Reading.all(source);
                assertThat(Reading.error(records.get(0)).code()).isEqualTo("VALUE_NOT_REPRESENTABLE");
                assertThat(Reading.error(records.get(0)).message()).contains("'s'");
                assertThat(Reading.row(records.get(1)).value("s")).isEqualTo("{\"v\":0.5}");
            }
        }
    }

    @Test
    void aQueryComputesInUtc() {
        try (Source source = Sources.sql("SELECT CAST(TIMESTAMPTZ '2024-11-05 23:30:00+00' AS DATE)::VARCHAR AS d,"
                + " CAST(TIMESTAMP '2024-11-05 12:00:00' AS TIMESTAMPTZ) AS t, TIMETZ '04:05:06+02' AS z")) {
            assertThat(Reading.rows(source).get(0).value("d")).isEqualTo("2024-11-05");
            assertThat(Reading.rows(source).get(0).value("t")).hasToString("2024-11-05T12:00:00Z");
            assertThat(Reading.rows(source).get(0).value("z")).isEqualTo("04:05:06+02:00");
        }
    }

    @Test
    void infiniteTimesRejectTheirRowsWhateverTheirUnit() {
        for (String type : List.of("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S", "TIMESTAMPTZ", "DATE")) {
            try (Source source =
                    Sources.sql("SELECT unnest(['infinity'::" + type + ", '2024-01-05'::" + type + "]) t")) {
                List<SourceRecord> records = Reading.all(source);
                assertThat(Reading.error(records.get(0)).code()).as(type).isEqualTo("ROW_VALUE_TYPE");
                assertThat(Reading.row(records.get(1)).value("t").toString())
                        .as(type)
                        .startsWith("2024-01-05");
            }
        }
    }

    @Test
    void aDamagedPageIsToldByFileAndColumnUnlessTheColumnIsLeftOut() throws IOException {
        Path file = parquet("SELECT range AS id, concat('text ', range) AS txt FROM range(100)");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4; i < 40; i++) {
            bytes[i] = (byte) 0xFF;
        }
        Files.write(file, bytes);
        try (Source source = Sources.file(file)) {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> Reading.all(source))
                    .withMessageContaining("x.parquet")
                    .withMessageContaining("'id'")
                    .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_UNREADABLE"));
            try (SourceCursor cursor = source.open("txt"::equals)) {
                assertThat(Reading.row(cursor.next().get(7)).value("txt")).isEqualTo("text 7");
            }
        }
    }
}
