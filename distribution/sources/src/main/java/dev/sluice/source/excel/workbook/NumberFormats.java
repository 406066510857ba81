package dev.sluice.source.excel.workbook;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** What the formats of a workbook show, by the style of a cell. */
final class NumberFormats {
    private final List<DateFormat> ofStyle = new ArrayList<>();

    /**
     * Reads them.
     *
     * @param part null where the workbook has none: then no number is a date
     */
    NumberFormats(@Nullable InputStream part) throws XMLStreamException {
        if (part == null) {
            return;
        }
        Map<Integer, String> own = new HashMap<>();
        try (Xml xml = new Xml(part)) {
            xml.child();
            while (xml.child()) {
                if (xml.is("numFmts")) {
                    readOwn(xml, own);
                } else if (xml.is("cellXfs")) {
                    readStyles(xml, own);
                } else {
                    xml.skip();
                }
            }
        }
    }

    private static void readOwn(Xml xml, Map<Integer, String> own) throws XMLStreamException {
        while (xml.child("numFmt")) {
            Integer id = number(xml.attribute("numFmtId"));
            String code = xml.attribute("formatCode");
            if (id != null && code != null) {
                own.put(id, code);
            }
            xml.skip();
        }
    }

    private void readStyles(Xml xml, Map<Integer, String> own) throws XMLStreamException {
        while (xml.child("xf")) {
            Integer id = number(xml.attribute("numFmtId"));
            ofStyle.add(DateFormat.of(id, id == null ? null : own.get(id)));
            xml.skip();
        }
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits.strip());
    }

    /**
     * What the format of a style shows.
     *
     * @param style null for that of a cell which names none
     */
    DateFormat of(@Nullable String style) {
        int number = style == null ? 0 : Integer.parseInt(style.strip());
        return number >= 0 && number < ofStyle.size() ? ofStyle.get(number) : DateFormat.NONE;
    }
}
