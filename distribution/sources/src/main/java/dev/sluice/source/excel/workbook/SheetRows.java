package dev.sluice.source.excel.workbook;

import dev.sluice.source.excel.workbook.SheetCell.Kind;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a sheet, one after the other. For one thread. */
public final class SheetRows implements AutoCloseable {
    private static final int MOST_COLUMNS = 16_384;
    private static final int LETTERS = 26;

    private final Xml xml;
    private final boolean keep;
    private final SharedStrings strings;
    private final NumberFormats formats;
    private boolean ended;
    private int number;
    private String place = "";

    SheetRows(InputStream part, SharedStrings strings, NumberFormats formats) throws XMLStreamException {
        this.xml = new Xml(part);
        this.strings = strings;
        this.formats = formats;
        xml.child();
        this.keep = xml.keepsSpace(false);
        this.ended = !xml.child("sheetData");
    }

    /** The address of the cell that was begun last; empty before the first. */
    public String place() {
        return place;
    }

    /**
     * The next row; null after the last.
     *
     * @throws XMLStreamException if the sheet cannot be read
     */
    public @Nullable SheetRow next() throws XMLStreamException {
        if (ended || !xml.child("row")) {
            ended = true;
            return null;
        }
        String told = xml.attribute("r");
        number = told == null ? number + 1 : Integer.parseInt(told.strip());
        List<@Nullable SheetCell> cells = new ArrayList<>();
        int column = 0;
        while (xml.child("c")) {
            String address = xml.attribute("r");
            column = address == null ? column + 1 : columnOf(address);
            place = address == null ? nameOf(column) + number : address;
            if (column > MOST_COLUMNS) {
                throw new XMLStreamException("a column beyond the last");
            }
            while (cells.size() < column) {
                cells.add(null);
            }
            cells.set(column - 1, cell(place));
        }
        return new SheetRow(number, cells);
    }

    private SheetCell cell(String address) throws XMLStreamException {
        String type = xml.attribute("t");
        DateFormat format = formats.of(xml.attribute("s"));
        boolean formula = false;
        String text = null;
        while (xml.child()) {
            if (xml.is("v")) {
                text = xml.text();
            } else if (xml.is("is")) {
                text = RichText.read(xml, keep);
            } else {
                formula |= xml.is("f");
                xml.skip();
            }
        }
        Kind kind = kindOf(type);
        return new SheetCell(address, kind, format, formula, text == null ? null : value(text, type, kind));
    }

    private String value(String kept, @Nullable String type, Kind kind) throws XMLStreamException {
        if (kind != Kind.TEXT) {
            return RichText.trimmed(kept);
        }
        if ("s".equals(type)) {
            String index = RichText.trimmed(kept);
            return index.isEmpty() ? "" : strings.get(Integer.parseInt(index));
        }
        return "str".equals(type) ? RichText.decoded(kept) : kept;
    }

    private static Kind kindOf(@Nullable String type) {
        if (type == null) {
            return Kind.NUMBER;
        }
        return switch (type) {
            case "n" -> Kind.NUMBER;
            case "s", "str", "inlineStr" -> Kind.TEXT;
            case "b" -> Kind.BOOLEAN;
            case "e" -> Kind.ERROR;
            case "d" -> Kind.DATE;
            default -> Kind.UNKNOWN;
        };
    }

    /** The number of the column of an address such as {@code B2}, from 1. */
    private static int columnOf(String address) throws XMLStreamException {
        int column = 0;
        for (int i = 0; i < address.length() && column <= MOST_COLUMNS; i++) {
            int letter = address.charAt(i) - 'A';
            if (letter < 0 || letter >= LETTERS) {
                break;
            }
            column = column * LETTERS + letter + 1;
        }
        if (column == 0) {
            throw new XMLStreamException("a cell without a column");
        }
        return column;
    }

    private static String nameOf(int column) {
        StringBuilder name = new StringBuilder();
        for (int rest = column; rest > 0; rest = (rest - 1) / LETTERS) {
            name.insert(0, (char) ('A' + (rest - 1) % LETTERS));
        }
        return name.toString();
    }

    /** Ends the reading; idempotent. */
    @Override
    public void close() throws XMLStreamException {
        xml.close();
    }
}
