package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonSourceTest {
    @TempDir
    Path folder = Path.of("");

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<SourceRecord> read(String text) throws IOException {
        return Reading.all(Sources.file(write("rows.ndjson", text)));
    }

    @Test
    void valuesAreExact() throws IOException {
        Row row = Reading.row(read("{\"i\":9007199254740993,\"b\":123456789012345678901234567890,\"d\":1.50,\"e\":1e3,"
                        + "\"t\":\"007\",\"y\":true,\"n\":null,\"j\":{ \"a\" : [1.10, null, \"é\"] }}")
                .get(0));
        assertThat(row.value("i")).isEqualTo(9007199254740993L);
        assertThat(row.value("b")).isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(row.value("d")).isEqualTo(new BigDecimal("1.50"));
        assertThat(FieldType.DECIMAL.format(java.util.Objects.requireNonNull(row.value("e"))))
                .isEqualTo("1000");
        assertThat(row.value("t")).isEqualTo("007");
        assertThat(row.value("y")).isEqualTo(true);
        assertThat(row.schema().has("n")).isTrue();
        assertThat(row.value("n")).isNull();
        assertThat(row.value("j")).isEqualTo("{\"a\":[1.10,null,\"é\"]}");
        assertThat(row.schema().field(row.schema().indexOf("j")).type()).isEqualTo(FieldType.JSON);
    }

    @Test
    void rowsOfOneShapeShareTheirSchema() throws IOException {
        List<SourceRecord> records = read("{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":2}\n");
        assertThat(Reading.row(records.get(0)).schema())
                .isSameAs(Reading.row(records.get(2)).schema())
                .isNotEqualTo(Reading.row(records.get(1)).schema());
    }

    @Test
    void aLineThatCannotBeReadIsNamedByItsNumberAndTheNextGoesOn() throws IOException {
        List<SourceRecord> records = read("{\"a\":1}\n\n{\"a\":\n[1]\n{\"a\":1} {\"a\":2}\n{\"a\":1,\"b\":2,\"a\":3}\n"
                + "{\"j\":{\"a\":1,\"a\":2}}\n{\"\":1}\n{\"n\":1e999999}\n" + "{\"deep\":" + "[".repeat(300)
                + "]".repeat(300)
                + "}\r\n{\"a\":2}");
        assertThat(records).extracting(SourceRecord::number).containsExactly(1L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(records.subList(1, 9))
                .extracting(record -> Reading.error(record).code())
                .containsExactly(
                        "ROW_NOT_JSON",
                        "ROW_NOT_AN_OBJECT",
                        "ROW_NOT_AN_OBJECT",
                        "ROW_FIELD_DUPLICATE",
                        "ROW_FIELD_DUPLICATE",
                        "ROW_FIELD_UNNAMED",
                        "ROW_NUMBER_OUT_OF_RANGE",
                        "ROW_TOO_NESTED");
        assertThat(Reading.row(records.get(9)).value("a")).isEqualTo(2L);
    }

    @Test
    void aNumberOfTooManyDigitsIsToldByItsFieldAtAnyDepth() throws IOException {
        String digits = "1".repeat(2_000);
        List<SourceRecord> records =
                read("{\"a\":1,\"b\":" + digits + "}\n{\"c\":[{\"d\":-" + digits + "}]}\n{\"e\":[0." + digits + "]}\n");
        assertThat(records).extracting(record -> Reading.error(record).code()).containsOnly("ROW_NUMBER_OUT_OF_RANGE");
        assertThat(records)
                .extracting(record -> Reading.error(record).at().get("column"))
                .containsExactly("b", "c", "e");
    }

    @Test
    void aLineInAnotherEncodingIsNoRow() throws IOException {
        for (String name : List.of("UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes("{\"a\":2}".getBytes(Charset.forName(name)));
            bytes.writeBytes("\n{\"a\":3}".getBytes(StandardCharsets.UTF_8));
            List<SourceRecord> records =
                    Reading.all(Sources.file(Files.write(folder.resolve("rows.ndjson"), bytes.toByteArray())));
            assertThat(records).hasSize(3);
            assertThat(Reading.error(records.get(1)).code()).as(name).isEqualTo("ROW_NOT_JSON");
        }
    }

    @Test
    void aRowMayHaveManyFieldsOfItsOwn() throws IOException {
        StringBuilder fields = new StringBuilder("{\"f\":0");
        for (int i = 0; i < 400_000; i++) {
            fields.append(",\"f").append(i).append("\":").append(i);
        }
        String twice = fields + ",\"f399999\":1}";
        List<SourceRecord> records = read(fields + "}\n" + twice + "\n" + fields + "}\n");
        assertThat(Reading.row(records.get(0)).value("f399999")).isEqualTo(399_999L);
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_FIELD_DUPLICATE");
        assertThat(Reading.row(records.get(2)).size()).isEqualTo(400_001);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
        assertThat(read("\uFEFF{\"a\":1}\n")).hasOnlyElementsOfType(SourceRecord.Intact.class);
    }

    @Test
    void bytesThatAreNoUtf8AreUnreadable() throws IOException {
        Path file = Files.write(
                folder.resolve("rows.jsonl"), "{\"a\":\"\u00ff\"}\n{\"a\":1}".getBytes(StandardCharsets.ISO_8859_1));
        List<SourceRecord> records = Reading.all(Sources.file(file));
        assertThat(Reading.error(records.get(0)).message()).isNotBlank();
        assertThat(Reading.row(records.get(1)).value("a")).isEqualTo(1L);
    }

    @Test
    void everyWayToWriteWhatIsNoUtf8IsUnreadableWithItsField() throws IOException {
        for (String broken : List.of(
                "\u00c1\u0081",
                "\u00e0\u0080\u0080",
                "\u00ed\u00a0\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00c3",
                "\u0080",
                "\u00ff")) {
            Path file = Files.write(
                    folder.resolve("rows.jsonl"),
                    ("{\"id\":1,\"v\":\"" + broken + "\"}\n{\"id\":1,\"w\":[{\"x\":\"" + broken + "\"}]}\n{\"id\":1,\""
                                    + broken + "\":2}\n{\"id\":1}\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            List<SourceRecord> records = Reading.all(Sources.file(file));
            assertThat(records.subList(0, 3))
                    .allSatisfy(
                            record -> assertThat(Reading.error(record).code()).isEqualTo("ROW_ENCODING"));
            assertThat(Reading.error(records.get(0)).at()).containsEntry("column", "v");
            assertThat(Reading.error(records.get(1)).at()).containsEntry("column", "w");
            assertThat(Reading.error(records.get(2)).at()).isEmpty();
            assertThat(Reading.row(records.get(3)).value("id")).isEqualTo(1L);
        }
    }

    @Test
    void halfACharacterIsUnreadableWhereverItIs() throws IOException {
        List<SourceRecord> records = read("""
                        {"v":"\\ud83d"}
                        {"v":[{"a":"\\udc00x"}]}
                        {"v":{"\\ud83d":1}}
                        {"\\uDC00":1}
                        {"v":{"\\ud83dx":1}}
                        {"long enough to be read in another way \\ud83d":1}
                        {"é\\ud83d\\ud83d":1}
                        {"v":"\\ud83c\\udf32"}
                        {"v":["\\ud83c\\udf32"]}
                        """);
        assertThat(records.subList(0, 2)).allSatisfy(record -> {
            assertThat(Reading.error(record).code()).isEqualTo("ROW_HALF_CHARACTER");
            assertThat(Reading.error(record).at()).containsEntry("column", "v");
        });
        assertThat(records.subList(2, 7))
                .allSatisfy(record -> assertThat(Reading.error(record).code()).isEqualTo("ROW_HALF_CHARACTER"));
        assertThat(Reading.row(records.get(7)).value("v")).isEqualTo("\uD83C\uDF32");
        assertThat(Reading.row(records.get(8)).value("v")).isEqualTo("[\"\uD83C\uDF32\"]");
    }

    @Test
    void negativeZeroKeepsItsSignAndItsDigits() throws IOException {
        List<Row> rows = Reading.rows(Sources.file(write(
                "zero.ndjson",
                "{\"v\":-0.0}\n{\"v\":-0.00}\n{\"v\":-0}\n{\"v\":[-0.0]}\n{\"v\":0.00}\n{\"v\":-0e1}\n")));
        assertThat(rows.get(0).value("v")).isEqualTo(-0.0);
        assertThat(rows.get(1).value("v")).isEqualTo("-0.00");
        assertThat(rows.get(1).schema().field(0).type()).isEqualTo(FieldType.JSON);
        assertThat(rows.get(2).value("v")).isEqualTo(0L);
        assertThat(rows.get(3).value("v")).isEqualTo("[-0.0]");
        assertThat(rows.get(4).value("v")).isEqualTo(new BigDecimal("0.00"));
        assertThat(rows.get(5).value("v")).isEqualTo("-0");
    }

    @Test
    void halfACharacterIsToldOfANameAsOfAValue() throws IOException {
        String rows = """
                {"\\ud83d":1}
                {"a":{"b\\ude00":1}}
                {"\\ud83d\\ude00":1,"\\u00e9":2}
                {"\\ud83d":1,"b":}
                {"b":,"\\ud83d":1}
                """;
        List<SourceRecord> records = Reading.all(Sources.file(write("names.ndjson", rows)));
        assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_HALF_CHARACTER");
        assertThat(Reading.error(records.get(0)).message()).startsWith("The name of a field");
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_HALF_CHARACTER");
        assertThat(Reading.row(records.get(2)).schema().names()).containsExactly("\uD83D\uDE00", "\u00e9");
        assertThat(Reading.error(records.get(3)).code()).isEqualTo("ROW_HALF_CHARACTER");
        assertThat(Reading.error(records.get(4)).code()).isEqualTo("ROW_NOT_JSON");
    }

    @Test
    void aByteOrderMarkBehindTheBeginningIsACharacterOfTheFile() throws IOException {
        List<SourceRecord> records = Reading.all(
                Sources.file(write("marks.ndjson", "\uFEFF{\"a\":\"\uFEFF\"}\n\uFEFF{\"a\":2}\n{\"a\":3}\n")));
        assertThat(Reading.row(records.get(0)).value("a")).isEqualTo("\uFEFF");
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_NOT_JSON");
        assertThat(Reading.row(records.get(2)).value("a")).isEqualTo(3L);
        assertThat(Reading.rows(Sources.file(write("marks.csv", "\uFEFFa\n\uFEFF2\n")))
                        .get(0)
                        .value("a"))
                .isEqualTo("\uFEFF2");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Reading.all(Sources.file(write("marks.json", "\uFEFF{\"a\":1}\n\uFEFF{\"a\":2}\n"))))
                .withMessageContaining("in line 2 there is neither an object nor an array");
    }

    @Test
    void aFieldHasTheTypeThatIsWanted() throws IOException {
        Path file = write(
                "typed.ndjson",
                "{\"id\":7,\"day\":\"2026-11-23\",\"j\":[1]}\n{\"id\":\"x\",\"day\":null}\n{\"day\":5}\n");
        List<SourceRecord> records = Reading.all(Sources.file(
                file,
                SourceOptions.DEFAULT.withTypes(
                        Map.of("id", FieldType.TEXT, "day", FieldType.DATE, "j", FieldType.TEXT))));
        assertThat(Reading.values(Reading.row(records.get(0))))
                .containsExactly("7", java.time.LocalDate.of(2026, 11, 23), "[1]");
        assertThat(Reading.row(records.get(1)).schema().field(1).type()).isEqualTo(FieldType.DATE);
        assertThat(Reading.error(records.get(2)).code()).isEqualTo("ROW_VALUE_TYPE");
    }

    @Test
    void linesMayBeCutAnywhereByTheBuffer() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            text.append("{\"i\":")
                    .append(i)
                    .append(",\"t\":\"\u00e9\\n")
                    .append("y".repeat(i % 31))
                    .append("\"}\n");
        }
        List<Row> rows = Reading.rows(Sources.file(write("many.ndjson", text.toString())));
        assertThat(rows).hasSize(60_000);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(Reading.values(rows.get(i))).containsExactly((long) i, "\u00e9\n" + "y".repeat(i % 31));
        }
    }

    @Test
    void aLineBeyondTheLimitIsLeftOutWhole() throws IOException {
        Path file = write("rows.ndjson", "{\"a\":1}\n{\"a\":\"" + "x".repeat(5000) + "\"}\n{\"a\":2}\n");
        List<SourceRecord> records = Reading.all(Sources.file(file, SourceOptions.DEFAULT.withMaxRowBytes(1024)));
        assertThat(records).hasSize(3);
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_TOO_LONG");
        assertThat(Reading.row(records.get(2)).value("a")).isEqualTo(2L);
    }

    @Test
    void anEmptyFileHasNoRows() throws IOException {
        assertThat(read("")).isEmpty();
    }

    @Test
    void twoPassesGiveTheSameRows() throws IOException {
        Source source = Sources.file(write("rows.ndjson", "{\"a\":1}\n{\"b\":2.0}\n"));
        assertThat(Reading.all(source)).isEqualTo(Reading.all(source));
    }
}
