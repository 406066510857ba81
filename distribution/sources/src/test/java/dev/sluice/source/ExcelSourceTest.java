package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Excel workbooks, written here part by part. */
class ExcelSourceTest {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String MAIN = " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    @TempDir
    Path folder = Path.of("");

    /** The styles of cells: 0 none, 1 date, 2 date and time, 3 time, 4 a format of the workbook, 5 hours of any number. */
    private static final String STYLES = HEAD + "<styleSheet" + MAIN + "><numFmts count=\"2\">"
            + "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd&quot; day&quot;\"/>"
            + "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm;@\"/></numFmts>"
            + "<cellXfs count=\"6\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"21\"/>"
            + "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>";

    static byte[] workbook(boolean from1904, String sheet) throws IOException {
        Map<String, String> parts = Map.of(
                "[Content_Types].xml",
                HEAD + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                        + override("/xl/workbook.xml", "sheet.main")
                        + override("/xl/sharedStrings.xml", "sharedStrings")
                        + override("/xl/styles.xml", "styles")
                        + override("/xl/worksheets/sheet1.xml", "worksheet")
                        + override("/xl/worksheets/sheet2.xml", "worksheet") + "</Types>",
                "_rels/.rels",
                relationships("officeDocument", "xl/workbook.xml"),
                "xl/workbook.xml",
                HEAD + "<workbook" + MAIN + " xmlns:r=\"" + OFFICE + "\"><workbookPr date1904=\"" + (from1904 ? 1 : 0)
                        + "\"/><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/>"
                        + "<sheet name=\"Two\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>",
                "xl/_rels/workbook.xml.rels",
                HEAD + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                        + "<Relationship Id=\"rId1\" Type=\"" + OFFICE
                        + "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                        + "<Relationship Id=\"rId2\" Type=\"" + OFFICE
                        + "/worksheet\" Target=\"worksheets/sheet2.xml\"/>"
                        + "<Relationship Id=\"rId3\" Type=\"" + OFFICE
                        + "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                        + "<Relationship Id=\"rId4\" Type=\"" + OFFICE
                        + "/styles\" Target=\"styles.xml\"/></Relationships>",
                "xl/sharedStrings.xml",
                HEAD + "<sst" + MAIN + "><si><t>id</t></si><si><t>name</t></si>"
                        + "<si><r><t>\u00e9</t></r><r><t>\ud83d\ude00</t></r></si></sst>",
                "xl/styles.xml",
                STYLES,
                "xl/worksheets/sheet1.xml",
                HEAD + "<worksheet" + MAIN + "><sheetData>" + sheet + "</sheetData></worksheet>",
                "xl/worksheets/sheet2.xml",
                HEAD + "<worksheet" + MAIN + "><sheetData><row r=\"1\">" + text("A1", "other")
                        + "</row></sheetData></worksheet>");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static String override(String part, String type) {
        return "<Override PartName=\"" + part
                + "\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml." + type + "+xml\"/>";
    }

    private static String relationships(String type, String target) {
        return HEAD + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + "<Relationship Id=\"rId1\" Type=\"" + OFFICE + "/" + type + "\" Target=\"" + target
                + "\"/></Relationships>";
    }

    static String text(String address, String text) {
        return "<c r=\"" + address + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
    }

    static String cell(String address, String attributes, String inside) {
        return "<c r=\"" + address + "\" " + attributes + ">" + inside + "</c>";
    }

    static String row(int number, String... cells) {
        return "<row r=\"" + number + "\">" + String.join("", cells) + "</row>";
    }

    private List<SourceRecord> read(byte[] workbook) throws IOException {
        Path file = Files.write(folder.resolve("book.xlsx"), workbook);
        try (Source source = Sources.file(file)) {
            assertThat(source.schema()).isEmpty();
            List<SourceRecord> records = Reading.all(source);
            assertThat(Reading.all(source)).as("a second pass").isEqualTo(records);
            return records;
        }
    }

    /** The one value of a workbook with one column, or the code of its error. */
    private Object value(boolean from1904, String cell) throws IOException {
        SourceRecord record =
                read(workbook(from1904, row(1, text("A1", "v")) + row(2, cell))).get(0);
        if (record instanceof SourceRecord.Unreadable unreadable) {
            return unreadable.error().code();
        }
        Row row = ((SourceRecord.Intact) record).row();
        Object value = row.value(0);
        return value == null ? "null" : value;
    }

    @Test
    void theFirstSheetIsReadWithTheRowsAndColumnsOfItsHeader() throws IOException {
        List<SourceRecord> records = read(workbook(
                false,
                row(2, cell("A2", "t=\"s\"", "<v>0</v>"), cell("B2", "t=\"s\"", "<v>1</v>"), cell("C2", "", ""))
                        + row(3, cell("A3", "", "<v>7</v>"), cell("B3", "t=\"s\"", "<v>2</v>"))
                        + row(4, cell("A4", "s=\"1\"", ""))
                        + row(6, cell("B6", "t=\"b\"", "<v>1</v>"))));
        assertThat(records).hasSize(2);
        Row first = ((SourceRecord.Intact) records.get(0)).row();
        assertThat(records.get(0).number()).isEqualTo(3);
        assertThat(first.schema().names()).containsExactly("id", "name");
        assertThat(first.value("id")).isEqualTo(7L);
        assertThat(first.value("name")).isEqualTo("\u00e9\ud83d\ude00");
        assertThat(records.get(1).number()).isEqualTo(6);
        Row second = ((SourceRecord.Intact) records.get(1)).row();
        assertThat(second.value("id")).isNull();
        assertThat(second.value("name")).isEqualTo(true);
        assertThat(second.schema().field(1).type()).isEqualTo(FieldType.BOOLEAN);
    }

    @Test
    void aNumberIsWholeOrADouble() throws IOException {
        assertThat(value(false, cell("A2", "", "<v>9007199254740993</v>"))).isEqualTo(9007199254740993L);
        assertThat(value(false, cell("A2", "", "<v>-3.0</v>"))).isEqualTo(-3L);
        assertThat(value(false, cell("A2", "", "<v>0.10000000000000001</v>"))).isEqualTo(0.1);
        assertThat(value(false, cell("A2", "", "<v>1E300</v>"))).isEqualTo(1e300);
        assertThat(value(false, cell("A2", "", "<v>1E18</v>"))).isEqualTo(1_000_000_000_000_000_000L);
        assertThat(value(false, cell("A2", "", "<v>1E400</v>"))).isEqualTo("ROW_VALUE_TYPE");
        assertThat(value(false, text("A2", "007"))).isEqualTo("007");
    }

    @Test
    void aNumberIsADateOrATimeWhereItsFormatShowsOne() throws IOException {
        assertThat(value(false, cell("A2", "s=\"1\"", "<v>45351</v>"))).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(value(false, cell("A2", "s=\"4\"", "<v>1</v>"))).isEqualTo(LocalDate.of(1900, 1, 1));
        assertThat(value(false, cell("A2", "s=\"1\"", "<v>61</v>"))).isEqualTo(LocalDate.of(1900, 3, 1));
        assertThat(value(true, cell("A2", "s=\"1\"", "<v>43889</v>"))).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(value(false, cell("A2", "s=\"2\"", "<v>45351</v>"))).isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
        assertThat(value(false, cell("A2", "s=\"2\"", "<v>45351.520833333336</v>")))
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 12, 30));
        assertThat(value(false, cell("A2", "s=\"1\"", "<v>45351.5</v>")))
                .as("no part of a value is lost")
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 12, 0));
        assertThat(value(false, cell("A2", "s=\"3\"", "<v>0.99998842592592596</v>")))
                .isEqualTo(LocalTime.of(23, 59, 59));
        assertThat(value(false, cell("A2", "s=\"5\"", "<v>0.5</v>"))).isEqualTo(LocalTime.NOON);
    }

    @ParameterizedTest
    @CsvSource({"1, 60", "1, -1", "1, 2958466", "3, 1", "5, 1.5", "1, 0"})
    void aDateThatThereIsNotRejectsItsRow(int style, String number) throws IOException {
        assertThat(value(false, cell("A2", "s=\"" + style + "\"", "<v>" + number + "</v>")))
                .isEqualTo("ROW_VALUE_TYPE");
    }

    @Test
    void aFormulaIsTheValueThatTheWorkbookKeepsForIt() throws IOException {
        assertThat(value(false, cell("A2", "", "<f>1+2</f><v>3</v>"))).isEqualTo(3L);
        assertThat(value(false, cell("A2", "t=\"str\"", "<f>A1</f><v>x</v>"))).isEqualTo("x");
        assertThat(value(false, cell("A2", "t=\"e\"", "<f>1/0</f><v>#DIV/0!</v>")))
                .isEqualTo("ROW_VALUE_TYPE");
        assertThat(value(false, cell("A2", "t=\"e\"", "<v>#N/A</v>"))).isEqualTo("ROW_VALUE_TYPE");
        assertThat(value(false, text("A2", "#N/A"))).isEqualTo("#N/A");
    }

    @Test
    void aValueOutsideOfTheHeaderRejectsItsRowAlone() throws IOException {
        List<SourceRecord> records = read(workbook(
                false,
                row(1, text("A1", "id"), text("C1", "name"))
                        + row(2, cell("A2", "", "<v>1</v>"), text("D2", "note"))
                        + row(3, cell("A3", "", "<v>2</v>"), text("B3", "x"))));
        assertThat(((SourceRecord.Unreadable) records.get(0)).error().code()).isEqualTo("ROW_FIELD_COUNT");
        Row rest = ((SourceRecord.Unreadable) records.get(0)).rest();
        assertThat(rest == null ? null : rest.value("id")).isEqualTo(1L);
        assertThat(((SourceRecord.Intact) records.get(1)).row().value("column_2"))
                .isEqualTo("x");
    }

    private void assertCode(String code, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("bad.xlsx"), content);
        assertThatThrownBy(() -> {
                    try (Source source = Sources.file(file)) {
                        Reading.all(source);
                    }
                })
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo(code));
    }

    @Test
    void whatIsNoWorkbookOrHasNoHeaderIsToldSo() throws IOException {
        byte[] good = workbook(false, row(1, text("A1", "id")) + row(2, cell("A2", "", "<v>1</v>")));
        assertCode("SOURCE_EMPTY", workbook(false, ""));
        assertCode("SOURCE_HEADER_INVALID", workbook(false, row(1, text("A1", "id"), text("B1", "id"))));
        assertCode("SOURCE_UNREADABLE", workbook(false, row(1, text("A1", "id")) + "<row r=\"2\"><c r="));
        assertCode("SOURCE_UNREADABLE", "id,name\n1,a\n".getBytes(StandardCharsets.UTF_8));
        assertCode("SOURCE_UNREADABLE", new byte[0]);
        for (int length = 1; length < good.length; length += 97) {
            assertCode("SOURCE_UNREADABLE", java.util.Arrays.copyOf(good, length));
        }
    }

    @Test
    void typesAndStreamsAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("a.xlsx"), workbook(false, row(1, text("A1", "id"))));
        assertThatThrownBy(() -> Sources.file(file, SourceOptions.DEFAULT.withTypes(Map.of("id", FieldType.DATE))))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("SOURCE_TYPES_UNUSED"));
        assertThatThrownBy(() -> Sources.files(List.of("-"), SourceOptions.DEFAULT.withFormat(FileFormat.XLSX)))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("SOURCE_READ_ONCE"));
    }

    @Test
    void severalWorkbooksAreReadAsOne() throws IOException {
        Files.write(
                folder.resolve("1.xlsx"),
                workbook(false, row(1, text("A1", "id")) + row(2, cell("A2", "", "<v>1</v>"))));
        Files.write(
                folder.resolve("2.xlsx"),
                workbook(false, row(1, text("A1", "id")) + row(2, cell("A2", "", "<v>2</v>"))));
        try (Source source = Sources.files(List.of(folder + "/*.xlsx"), SourceOptions.DEFAULT)) {
            assertThat(Reading.rows(source).stream().map(row -> row.value("id")))
                    .containsExactly(1L, 2L);
        }
    }
}
