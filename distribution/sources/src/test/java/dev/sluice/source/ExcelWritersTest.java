package dev.sluice.source;

import static dev.sluice.source.ExcelSourceTest.cell;
import static dev.sluice.source.ExcelSourceTest.row;
import static dev.sluice.source.ExcelSourceTest.text;
import static dev.sluice.source.ExcelSourceTest.workbook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other writers than Excel make of a workbook: files of theirs, and cells as they write them. */
class ExcelWritersTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"gnumeric", "sheetjs", "openpyxl", "exceljs", "phonetic"})
    void aWorkbookOfAnotherWriterHasItsValues(String name) throws IOException {
        Path samples = Path.of("src/test/resources/workbooks");
        assertThat(lines(samples.resolve(name + ".xlsx")))
                .isEqualTo(Files.readAllLines(samples.resolve(name + ".expected")));
    }

    private static List<String> lines(Path file) {
        List<String> lines = new ArrayList<>();
        try (Source source = Sources.file(file)) {
            for (SourceRecord record : Reading.all(source)) {
                lines.add(record.number() + " " + line(record));
            }
        }
        return lines;
    }

    private static String line(SourceRecord record) {
        if (record instanceof SourceRecord.Unreadable unreadable) {
            return unreadable.error().code() + " " + unreadable.error().message();
        }
        Row row = ((SourceRecord.Intact) record).row();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(i == 0 ? "" : ", ").append(row.schema().field(i).name());
            Object value = row.value(i);
            line.append(value == null ? " -" : " " + row.schema().field(i).type() + " " + value);
        }
        return line.toString().replace("\n", "\\n").replace("\r", "\\r");
    }

    private SourceRecord record(String cell) throws IOException {
        Path file = Files.write(
                folder.resolve("book.xlsx"), workbook(false, row(1, text("A1", "v"), text("B1", "id")) + row(2, cell)));
        try (Source source = Sources.file(file)) {
            return Reading.all(source).get(0);
        }
    }

    private Object value(String cell) throws IOException {
        Object value = Reading.row(record(cell)).value(0);
        return value == null ? "null" : value;
    }

    private ErrorDetail error(String cell) throws IOException {
        return Reading.error(record(cell));
    }

    private static String inline(String inside) {
        return cell("A2", "t=\"inlineStr\"", inside);
    }

    @Test
    void onlyTheTextOfAnInlineStringCounts() throws IOException {
        assertThat(value(inline("\n <is>\n  <t>ab</t>\n </is>\n"))).isEqualTo("ab");
        assertThat(value(inline("<is><t>ab</t><rPh sb=\"0\" eb=\"1\"><t>PH</t></rPh><phoneticPr fontId=\"1\"/></is>")))
                .isEqualTo("ab");
        assertThat(value(inline("<is>\n<r><rPr><b/></rPr><t xml:space=\"preserve\">a </t></r>\n<r><t>b</t></r></is>")))
                .isEqualTo("a b");
        assertThat(value(inline("<is><t>a<!-- c -->b<![CDATA[<c>]]>&amp;</t></is>")))
                .isEqualTo("ab<c>&");
    }

    @Test
    void whiteSpaceAtTheEndsCountsWhereTheWorkbookSaysSo() throws IOException {
        assertThat(value(inline("<is><t xml:space=\"preserve\"> a\n b </t></is>")))
                .isEqualTo(" a\n b ");
        assertThat(value(inline("<is xml:space=\"preserve\"><t> a </t></is>"))).isEqualTo(" a ");
        assertThat(value(inline("<is><t>\n a\n b \n</t></is>"))).isEqualTo("a\n b");
        assertThat(value(cell("A2", "t=\"str\"", "<f>A1</f><v> a </v>"))).isEqualTo(" a ");
    }

    @Test
    void anEscapedCharacterIsThatCharacter() throws IOException {
        assertThat(value(inline("<is><t>a_x000D_b</t></is>"))).isEqualTo("a\rb");
        assertThat(value(inline("<is><t>_x005F_x000D_</t></is>"))).isEqualTo("_x000D_");
        assertThat(value(inline("<is><t>a_x00D_b_xyz</t></is>"))).isEqualTo("a_x00D_b_xyz");
        assertThat(value(cell("A2", "t=\"str\"", "<f>A1</f><v>a_x0009_</v>"))).isEqualTo("a\t");
        assertThat(error(inline("<is><t>_xD83D_</t></is>")).code()).isEqualTo("ROW_ENCODING");
    }

    @Test
    void aFormulaWithoutAStoredValueRejectsItsRow() throws IOException {
        for (String inside :
                List.of("<f>1+2</f>", "<f>1+2</f><v/>", "<f>1+2</f><v></v>", "<f t=\"shared\" si=\"0\"/>")) {
            ErrorDetail error = error(cell("A2", "", inside));
            assertThat(error.code()).isEqualTo("ROW_VALUE_TYPE");
            assertThat(error.message()).contains("A2", "'v'", "no stored value");
            assertThat(error.remedy()).contains("save it");
        }
        assertThat(error(cell("A2", "t=\"str\"", "<f>A1</f>")).code()).isEqualTo("ROW_VALUE_TYPE");
        assertThat(value(cell("A2", "t=\"str\"", "<f>\"\"</f><v></v>") + cell("B2", "", "<v>1</v>")))
                .as("a formula whose value is the empty text")
                .isEqualTo("null");
    }

    @Test
    void whatIsLeftOfARowWithoutAStoredValueTellsItsKey() throws IOException {
        SourceRecord record = record(cell("A2", "", "<f>1+2</f>") + cell("B2", "", "<v>7</v>"));
        Row rest = ((SourceRecord.Unreadable) record).rest();
        assertThat(rest == null ? null : rest.value("id")).isEqualTo(7L);
    }

    @Test
    void aHeaderWithoutAStoredValueIsRefused() throws IOException {
        Path file = Files.write(
                folder.resolve("book.xlsx"), workbook(false, row(1, cell("A1", "", "<f>\"id\"</f><v></v>"))));
        assertThatThrownBy(() -> Sources.file(file)).hasMessageContaining("the cell A1");
    }

    /** Styles: 0 none, 1 a date, 2 a date and time. */
    @ParameterizedTest
    @CsvSource({
        "0, 2024-02-29, 2024-02-29",
        "0, 2024-02-29T01:02:03Z, 2024-02-29T01:02:03",
        "0, 2024-02-29T01:02:03.004Z, 2024-02-29T01:02:03.004",
        "0, 2024-02-29T00:00:00, 2024-02-29T00:00",
        "1, 2024-02-29T00:00:00, 2024-02-29",
        "1, 2024-02-29T12:00:00, 2024-02-29T12:00",
        "2, 2024-02-29, 2024-02-29T00:00",
        "0, 10:30:00.5, 10:30:00.500",
        "0, T10:30:00, 10:30",
        "0, 1899-01-01, 1899-01-01"
    })
    void anIsoDateIsADateOrATime(int style, String kept, String value) throws IOException {
        assertThat(value(cell("A2", "s=\"" + style + "\" t=\"d\"", "<v>" + kept + "</v>")))
                .hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2023-02-29", "2024-02-29T01:02:03+02:00", "soon", "2024-02-29T24:00:01"})
    void aTextThatIsNoIsoDateRejectsItsRow(String kept) throws IOException {
        assertThat(error(cell("A2", "t=\"d\"", "<v>" + kept + "</v>")).message())
                .contains("A2", "ISO 8601")
                .doesNotContain(kept);
    }

    @Test
    void whiteSpaceAroundANumberIsNoneOfIt() throws IOException {
        assertThat(value(cell("A2", "", "\n<v> 5 </v>\n"))).isEqualTo(5L);
        assertThat(value(cell("A2", "t=\"b\"", "<v>\n1\n</v>"))).isEqualTo(true);
        assertThat(value(cell("A2", "t=\"s\"", "<v> 1 </v>"))).isEqualTo("name");
        assertThat(value(cell("A2", "", "<v>1E-999999999</v>"))).isEqualTo(0L);
    }

    @ParameterizedTest
    @CsvSource({
        "t=\"e\", #N/A, formula that failed",
        "t=\"b\", 2, no boolean",
        "t=\"x\", 2, a type that Excel has not",
        "t=\"n\", 1E400, beyond the range of a DOUBLE",
        "t=\"n\", five, cannot be read",
        "s=\"1\", 60, its number is no day",
        "s=\"1\", -1, its number is no day",
        "s=\"5\", 1.25, a day and more"
    })
    void aRejectionTellsTheCellAndWhatIsWrong(String attributes, String kept, String words) throws IOException {
        ErrorDetail error = error(cell("A2", attributes, "<v>" + kept + "</v>"));
        assertThat(error.message()).contains("The cell A2 ('v') ", words);
        assertThat(error.remedy()).doesNotContain("read the column as text");
    }

    @Test
    void aSheetThatIsDamagedTellsTheCell() throws IOException {
        assertThatThrownBy(() -> record(cell("A2", "t=\"s\"", "<v>99</v>"))).hasMessageContaining("beyond the cell A2");
        assertThatThrownBy(() -> record(cell("XFE2", "", "<v>1</v>"))).hasMessageContaining("beyond the cell XFE2");
    }
}
