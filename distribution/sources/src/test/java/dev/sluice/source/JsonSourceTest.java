package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSourceTest {
    @TempDir
    Path folder = Path.of("");

    private List<SourceRecord> read(String text) throws IOException {
        return Reading.all(Sources.file(Files.writeString(folder.resolve("rows.json"), text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":1.10,\"b\":\"]}\\\"\"},{\"a\":2,\"b\":[{}]}]",
                "\uFEFF \n[\n  {\n    \"a\": 1.10,\r\n    \"b\" : \"]}\\\"\"\n  }\n,\n  {\"a\":2,\"b\":[ { } ]}\n]\n",
                "{\"a\":1.10,\"b\":\"]}\\\"\"}\n{\"a\":2,\"b\":[{}]}\n",
                "{\"a\":1.10,\"b\":\"]}\\\"\"}{\"a\":2,\n\"b\":[{}]}",
                "[{\"a\":1.10,\"b\":\"]}\\\"\"}]\n[]\n[{\"a\":2,\"b\":[{}]}]"
            })
    void arraysAndObjectsInARowAreRows(String text) throws IOException {
        List<SourceRecord> records = read(text);
        assertThat(records).extracting(SourceRecord::number).containsExactly(1L, 2L);
        assertThat(Reading.values(Reading.row(records.get(0)))).containsExactly(new BigDecimal("1.10"), "]}\"");
        assertThat(Reading.values(Reading.row(records.get(1)))).containsExactly(2L, "[{}]");
    }

    @Test
    void anElementThatIsNoRowLeavesTheOthers() throws IOException {
        List<SourceRecord> records = read(
                "[{\"a\":1},\n7, \"x\", null,[{\"a\":9}],{\"a\":tru},{\"a\":1,\"a\":2},\n{\"a\":\"\\ud83d\"},{\"a\":\"\t\"},"
                        + "{\"n\":1e999999},{\"deep\":" + "[".repeat(300) + "]".repeat(300) + "},{\"a\":2}]");
        assertThat(records).hasSize(12);
        assertThat(records.subList(1, 11))
                .extracting(record -> Reading.error(record).code())
                .containsExactly(
                        "ROW_NOT_AN_OBJECT",
                        "ROW_NOT_AN_OBJECT",
                        "ROW_NOT_AN_OBJECT",
                        "ROW_NOT_AN_OBJECT",
                        "ROW_NOT_JSON",
                        "ROW_FIELD_DUPLICATE",
                        "ROW_HALF_CHARACTER",
                        "ROW_NOT_JSON",
                        "ROW_NUMBER_OUT_OF_RANGE",
                        "ROW_TOO_NESTED");
        assertThat(Reading.error(records.get(7)).at())
                .containsEntry("line", "3")
                .containsEntry("column", "a");
        assertThat(Reading.row(records.get(11)).value("a")).isEqualTo(2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":1}",
                "[{\"a\":1},",
                "[{\"a\":1},]",
                "[,{\"a\":1}]",
                "[{\"a\":1} {\"a\":2}]",
                "[{\"a\":1}}",
                "[{\"a\":1]",
                "[{\"a\":[1}]}]",
                "{\"a\":1},{\"a\":2}",
                "{\"a\":1}]",
                "{\"a\":\"x",
                "<html></html>",
                "// comment\n{\"a\":1}"
            })
    void whatIsNotWholeEndsTheRunByTheFilesName(String text) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("rows.json")
                .withMessageContaining("line 1")
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_UNREADABLE"));
    }

    @Test
    void nothingIsNoRow() throws IOException {
        assertThat(read("")).isEmpty();
        assertThat(read(" \n[ ]\n")).isEmpty();
    }

    @Test
    void anElementBeyondTheLimitIsLeftOutWhole() throws IOException {
        Path file = Files.writeString(
                folder.resolve("long.json"),
                "[{\"a\":1},{\"a\":\"" + "x\\\"".repeat(200_000) + "\",\"b\":[" + "{},".repeat(200_000)
                        + "{}]},{\"a\":2}]");
        for (int limit : new int[] {1024, 300_000, 500_000}) {
            List<SourceRecord> records = Reading.all(Sources.file(file, SourceOptions.DEFAULT.withMaxRowBytes(limit)));
            assertThat(records).hasSize(3);
            assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_TOO_LONG");
            assertThat(Reading.row(records.get(2)).value("a")).isEqualTo(2L);
        }
    }

    @Test
    void elementsMayBeCutAnywhereByTheBuffer() throws IOException {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < 60_000; i++) {
            text.append(i == 0 ? "" : ",\n")
                    .append("{\"i\": ")
                    .append(i)
                    .append(", \"t\": \"\\\\é")
                    .append("}".repeat(i % 29))
                    .append("\"}");
        }
        List<Row> rows = Reading.rows(Sources.file(Files.writeString(folder.resolve("many.json"), text.append(']'))));
        assertThat(rows).hasSize(60_000);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(Reading.values(rows.get(i))).containsExactly((long) i, "\\é" + "}".repeat(i % 29));
        }
    }
}
