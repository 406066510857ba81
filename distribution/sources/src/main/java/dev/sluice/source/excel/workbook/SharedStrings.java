package dev.sluice.source.excel.workbook;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** The texts that cells name by their number. Reads as far as it is asked, and keeps what it has read. For one thread. */
final class SharedStrings {
    private final @Nullable Xml xml;
    private final boolean keep;
    private final List<String> texts = new ArrayList<>();

    /**
     * Begins to read.
     *
     * @param part null where the workbook has none
     */
    SharedStrings(@Nullable InputStream part) throws XMLStreamException {
        this.xml = part == null ? null : new Xml(part);
        this.keep = xml != null && xml.child() && xml.keepsSpace(false);
    }

    /**
     * A text by its number, from 0.
     *
     * @throws XMLStreamException if there is none
     */
    String get(int number) throws XMLStreamException {
        while (xml != null && texts.size() <= number && xml.child("si")) {
            texts.add(RichText.read(xml, keep));
        }
        if (number < 0 || number >= texts.size()) {
            throw new XMLStreamException("no such text");
        }
        return texts.get(number);
    }
}
