package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void aColumnThatNobodyNeedsRejectsNoRow() throws IOException {
        Path file = folder.resolve("left-out.csv");
        Files.write(file, "id,w\n1,a\n2,\u00ff\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        try (Source source = Sources.file(file)) {
            for (int pass = 0; pass < 2; pass++) {
                try (SourceCursor cursor = source.open(name -> name.equals("id"))) {
                    assertThat(cursor.next())
                            .extracting(record -> Reading.row(record).value("id"))
                            .containsExactly("1", "2");
                }
            }
            assertThat(Reading.error(Reading.all(source).get(1)).message()).contains("'w'");
        }
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
    void aLineThatTellsExcelTheDelimiterIsNoHeader() throws IOException {
        for (String text :
                List.of("sep=;\r\nid;n\r\n1;a,b\r\n", "sep=^\nid^n\n1^a,b\n", "\uFEFFsep=\t\nid\tn\n1\ta,b\n")) {
            try (Source source = csv(text)) {
                for (int pass = 0; pass < 2; pass++) {
                    List<SourceRecord> records = Reading.all(source);
                    assertThat(records).extracting(SourceRecord::number).containsExactly(3L);
                    assertThat(Reading.row(records.get(0)).value("n")).isEqualTo("a,b");
                }
            }
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
    void aRowWhoseQuotesDoNotMatchIsOneRowAndTheOthersStand() throws IOException {
        String text =
                "id,name,city\n1,\"a\"x,b\n2,b,\"c\n\"\n3,\"d\ne\" f,\"g\nh\",i\n4,\\\"q\\\",j\n5,\"k\" ,l\n6,\"m\"\"\",n\n";
        List<SourceRecord> records = Reading.all(csv(text));
        assertThat(records).extracting(SourceRecord::number).containsExactly(2L, 3L, 5L, 8L, 9L, 10L);
        assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_QUOTES");
        assertThat(Reading.error(records.get(0)).at()).containsEntry("column", "name");
        assertThat(Reading.row(records.get(1)).value("city")).isEqualTo("c\n");
        assertThat(Reading.error(records.get(2)).code()).isEqualTo("ROW_QUOTES");
        assertThat(Reading.row(records.get(3)).value("name")).isEqualTo("\\\"q\\\"");
        assertThat(Reading.error(records.get(4)).code()).isEqualTo("ROW_QUOTES");
        assertThat(Reading.row(records.get(5)).value("name")).isEqualTo("m\"");
    }

    @Test
    void aQuoteThatIsNeverClosedIsOneRowWithTheLineWhereItBegins() throws IOException {
        List<SourceRecord> records = Reading.all(csv("id,name\n1,a\n2,\"b\n3,c\n4,d\n"));
        assertThat(records).hasSize(2);
        assertThat(records.get(1).number()).isEqualTo(3);
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_QUOTES");
        assertThat(Reading.error(records.get(1)).message()).contains("never closed");
    }

    @Test
    void aColumnWithoutANameIsNamedByItsPosition() throws IOException {
        Row row = Reading.rows(csv(",id,\"\",column_1\n0,7,x,y\n")).get(0);
        assertThat(row.schema().names()).containsExactly("column_1_", "id", "column_3", "column_1");
        assertThat(row.value("column_1_")).isEqualTo("0");
    }

    @Test
    void inATsvQuotesAreTextUnlessWanted() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.tsv"), "id\tnote\n1\t24\"\n2\t\"open\n3\t\"a\tb\"\n4\t\n");
        List<SourceRecord> plain = Reading.all(Sources.file(file));
        assertThat(plain).hasSize(4);
        assertThat(Reading.row(plain.get(1)).value("note")).isEqualTo("\"open");
        assertThat(Reading.error(plain.get(2)).code()).isEqualTo("ROW_FIELD_COUNT");
        assertThat(Reading.row(plain.get(3)).value("note")).isNull();
        Path quoted = Files.writeString(folder.resolve("rows.tab"), "id\tnote\n3\t\"a\tb\"\n");
        assertThat(Reading.rows(Sources.file(quoted, SourceOptions.DEFAULT.withQuotes(true)))
                        .get(0)
                        .value("note"))
                .isEqualTo("a\tb");
        Path csv = Files.writeString(folder.resolve("plain.csv"), "id,note\n3,\"a\n");
        assertThat(Reading.rows(Sources.file(csv, SourceOptions.DEFAULT.withQuotes(false)))
                        .get(0)
                        .value("note"))
                .isEqualTo("\"a");
    }

    @Test
    void everyWayToWriteWhatIsNoUtf8IsUnreadableWithItsColumn() throws IOException {
        // Overlong, a surrogate, beyond the last code point, cut, a stray continuation.
        for (String broken : List.of(
                "\u00c1\u0081",
                "\u00e0\u0080\u0080",
                "\u00ed\u00a0\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00c3",
                "\u0080",
                "\u00ff")) {
            Path file = Files.write(
                    folder.resolve("broken.csv"),
                    ("id,name\n1,a" + broken + "\n2,\u00c3\u00a9\n").getBytes(StandardCharsets.ISO_8859_1));
            List<SourceRecord> records = Reading.all(Sources.file(file));
            assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_ENCODING");
            assertThat(Reading.error(records.get(0)).at()).containsEntry("column", "name");
            assertThat(Reading.row(records.get(1)).value("name")).isEqualTo("\u00e9");
        }
    }

    @Test
    void lineEndsMayBeMixedAndCountOnce() throws IOException {
        List<SourceRecord> records = Reading.all(csv("a,b\r\n1,\"x\r\ny\"\r2,z\n\r\n\r3\r\n4,\"\r\""));
        assertThat(records).extracting(SourceRecord::number).containsExactly(2L, 4L, 7L, 8L);
        assertThat(Reading.row(records.get(0)).value("b")).isEqualTo("x\r\ny");
        assertThat(Reading.error(records.get(2)).code()).isEqualTo("ROW_FIELD_COUNT");
        assertThat(Reading.row(records.get(3)).value("b")).isEqualTo("\r");
    }

    @Test
    void charactersOfEveryKindAreText() throws IOException {
        Row row = Reading.rows(csv("\u7528\u6237,a\u0000b\n\u0001\u001b[31m,\u0085\u2028\n"))
                .get(0);
        assertThat(row.schema().names()).containsExactly("\u7528\u6237", "a\u0000b");
        assertThat(Reading.values(row)).containsExactly("\u0001\u001b[31m", "\u0085\u2028");
    }

    @Test
    void aRowBeyondTheLimitIsLeftOutWhole() throws IOException {
        for (String longText :
                List.of("x".repeat(600_000), "\"" + "\"\"".repeat(300_000) + "\"", "a,".repeat(300_000))) {
            Path file = Files.writeString(folder.resolve("long.csv"), "a,b\n1,2\n3," + longText + "\n4,5\n");
            for (int limit : new int[] {1024, 300_000, 500_000}) {
                List<SourceRecord> records =
                        Reading.all(Sources.file(file, SourceOptions.DEFAULT.withMaxRowBytes(limit)));
                assertThat(records).hasSize(3);
                assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_TOO_LONG");
                assertThat(Reading.row(records.get(2)).value("b")).isEqualTo("5");
            }
        }
    }

    @Test
    void rowsMayBeCutAnywhereByTheBuffer() throws IOException {
        StringBuilder text = new StringBuilder("id,a,b\r\n");
        for (int i = 0; i < 60_000; i++) {
            text.append(i)
                    .append(",\"x\"\"")
                    .append("y".repeat(i % 23))
                    .append("\r\n\",\u00e9")
                    .append(i)
                    .append("\r\n");
        }
        List<Row> rows = Reading.rows(csv(text.toString()));
        assertThat(rows).hasSize(60_000);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(Reading.values(rows.get(i)))
                    .containsExactly(String.valueOf(i), "x\"" + "y".repeat(i % 23) + "\r\n", "\u00e9" + i);
        }
    }

    @Test
    void typesAreFoundThatFitEveryValueAndLoseNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("auto.csv"), """
                id,zip,n,price,day,at,yes,none,big,mixed
                1,007,-3,1.50,2026-11-23,2026-11-23T08:05:00Z,true,,12345678901234567890,1
                2,12345,4,2,2026-11-24,2026-11-23T08:05:00Z,false,,1,x
                """);
        Row row = Reading.rows(Sources.file(file, SourceOptions.DEFAULT.withFindTypes(true)))
                .get(0);
        assertThat(row.schema().fields().stream().map(field -> field.type()))
                .containsExactly(
                        FieldType.INTEGER,
                        FieldType.TEXT,
                        FieldType.INTEGER,
                        FieldType.DECIMAL,
                        FieldType.DATE,
                        FieldType.INSTANT,
                        FieldType.BOOLEAN,
                        FieldType.TEXT,
                        FieldType.BIG_INTEGER,
                        FieldType.TEXT);
        assertThat(row.value("zip")).isEqualTo("007");
    }

    @Test
    void textsThatNobodyMeansAreNotOfAType() throws IOException {
        Path file = Files.writeString(
                folder.resolve("odd.csv"), "n,f,u\n\u0661,1,1-1-1-1-1\n1,0x1p3,\n1,1d,\n1,NaN,\n1,1e5,\n");
        List<SourceRecord> records = Reading.all(Sources.file(
                file,
                SourceOptions.DEFAULT.withTypes(
                        Map.of("n", FieldType.INTEGER, "f", FieldType.DOUBLE, "u", FieldType.UUID))));
        assertThat(records.subList(0, 4))
                .allSatisfy(record -> assertThat(Reading.error(record).code()).isEqualTo("ROW_VALUE_TYPE"));
        assertThat(Reading.row(records.get(4)).value("f")).isEqualTo(1e5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "BYTES | AA== | AA==",
                "BYTES | AB== | ROW_VALUE_TYPE",
                "BYTES | AA | ROW_VALUE_TYPE",
                "DECIMAL | .5 | 0.5",
                "DECIMAL | -5. | -5",
                "DECIMAL | +1.50 | 1.50",
                "DECIMAL | 1.5e3 | 1500",
                "DECIMAL | 1e-3 | 0.001",
                "DECIMAL | 1e1001 | ROW_VALUE_TYPE",
                "DECIMAL | 1e99999999999 | ROW_VALUE_TYPE",
                "DECIMAL | . | ROW_VALUE_TYPE",
                "JSON | [1, {}] | [1,{}]",
                "JSON | {'a':1.10,'b':-0} | {'a':1.10,'b':-0}",
                "JSON | [1]garbage | ROW_VALUE_TYPE",
                "JSON | [1] 2 | ROW_VALUE_TYPE",
                "JSON | {'a':1,'a':2} | ROW_FIELD_DUPLICATE",
                "JSON | ['\\ud83d'] | ROW_ENCODING",
                "JSON | NaN | ROW_VALUE_TYPE"
            })
    void aTextIsExactlyOfItsTypeOrRejectsItsRow(FieldType type, String text, String expected) throws IOException {
        String quoted = type == FieldType.JSON ? text.replace("'", "\"\"") : text;
        SourceRecord record = Reading.all(Sources.file(
                        Files.writeString(folder.resolve("typed.csv"), "v\n\"" + quoted + "\"\n"),
                        SourceOptions.DEFAULT.withTypes(Map.of("v", type))))
                .get(0);
        if (expected.startsWith("ROW_")) {
            assertThat(Reading.error(record).code()).isEqualTo(expected);
            assertThat(Reading.error(record).message()).contains("'v'");
        } else {
            assertThat(type.format(Reading.row(record).value("v"))).isEqualTo(expected.replace('\'', '"'));
        }
    }

    @Test
    void fieldsBeyondTheHeaderAreCountedAndNotKept() throws IOException {
        List<SourceRecord> records = Reading.all(csv("a,b\n1,\"2\"" + ",\"x\"\"\"".repeat(2_000_000) + "\n3,4\n"));
        assertThat(Reading.error(records.get(0)).message()).contains("2000002 fields");
        assertThat(Reading.row(records.get(1)).value("b")).isEqualTo("4");
        assertCode("SOURCE_HEADER_INVALID", ",".repeat(1 << 20) + "\n");
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
