package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
    @TempDir
    Path folder = Path.of("");

    private Source csv(String text) throws IOException {
        return Sources.file(Files.writeString(folder.resolve("rows.csv"), text));
    }

    @Test
    void columnsAreTextAndKeepTheirZeros() throws IOException {
        Row row = Reading.rows(csv("id,zip\n007,01234\n")).get(0);
        assertThat(row.value("id")).isEqualTo("007");
        assertThat(row.value("zip")).isEqualTo("01234");
    }

    @Test
    void anUnquotedEmptyFieldIsNullAndAQuotedOneIsEmptyText() throws IOException {
        Row row = Reading.rows(csv("a,b,c\n,\"\",x\n")).get(0);
        assertThat(row.value("a")).isNull();
        assertThat(row.value("b")).isEqualTo("");
    }

    @Test
    void aRaggedLineIsUnreadableWithItsLineNumberAndTheRunGoesOn() throws IOException {
        List<SourceRecord> records = Reading.all(csv("a,b\n1,\"x\ny\"\n2\n3,4,5\n\n6,7\r\n"));
        assertThat(records).extracting(SourceRecord::number).containsExactly(2L, 4L, 5L, 7L);
        assertThat(Reading.row(records.get(0)).value("b")).isEqualTo("x\ny");
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_FIELD_COUNT");
        assertThat(Reading.error(records.get(2)).message()).contains("3 fields");
        assertThat(Reading.row(records.get(3)).value("b")).isEqualTo("7");
    }

    @Test
    void theDelimiterIsFoundInTheHeader() throws IOException {
        for (String delimiter : List.of(",", ";", "\t", "|")) {
            Row row = Reading.rows(csv("\uFEFF\"a, b\"" + delimiter + "c\n1" + delimiter + "2\n"))
                    .get(0);
            assertThat(row.schema().names()).containsExactly("a, b", "c");
            assertThat(row.value("c")).isEqualTo("2");
        }
    }

    @Test
    void aTypedColumnIsReadAsItsTypeOrNotAtAll() throws IOException {
        Path file = Files.writeString(folder.resolve("typed.csv"), "id,at\n7,2026-11-23\nx,2026-11-23\n");
        List<SourceRecord> records = Reading.all(Sources.file(
                file, SourceOptions.DEFAULT.withTypes(Map.of("id", FieldType.INTEGER, "at", FieldType.DATE))));
        assertThat(Reading.row(records.get(0)).value("id")).isEqualTo(7L);
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_VALUE_TYPE");
        assertThat(Reading.error(records.get(1)).message()).doesNotContain("x");
    }

    @Test
    void bytesThatAreNoUtf8AreUnreadable() throws IOException {
        Path file = Files.write(
                folder.resolve("latin.csv"), "a\n\u00e9\nb\n\uD83D\uDE00\n".getBytes(StandardCharsets.ISO_8859_1));
        List<SourceRecord> records = Reading.all(Sources.file(file));
        assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_ENCODING");
        assertThat(Reading.row(records.get(1)).value("a")).isEqualTo("b");
        assertThat(Reading.rows(csv("a\n\uD800\uDC00\n")).get(0).value("a")).isEqualTo("\uD800\uDC00");
    }

    @Test
    void headersThatCannotServeAreErrors() throws IOException {
        assertCode("SOURCE_EMPTY", "");
        assertCode("SOURCE_HEADER_INVALID", "a,b,a\n1,2,3\n");
    }

    @Test
    void aHeaderAloneIsNoRow() throws IOException {
        assertThat(Reading.all(csv("a,b\n"))).isEmpty();
    }

    private void assertCode(String code, String text) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> csv(text))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.detail().remedy()).isNotBlank());
    }
}
