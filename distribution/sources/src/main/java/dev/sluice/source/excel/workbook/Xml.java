package dev.sluice.source.excel.workbook;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.InputStream;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Walks down a part of a workbook: {@link #child} enters the next element inside the current one, which is then read to its end by {@link #skip},
 * by {@link #text} or by its own children until there is none. White space between elements is no text. For one thread.
 */
final class Xml implements AutoCloseable {
    /** Excel itself keeps 32,767 characters in a cell. */
    private static final int MOST_TEXT = 16 * 1024 * 1024;

    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;

    Xml(InputStream part) throws XMLStreamException {
        this.reader = FACTORY.createXMLStreamReader(part);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory;
    }

    /** Enters the next element inside the current one; false at the end of the current one, which is left. */
    boolean child() throws XMLStreamException {
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                return false;
            }
        }
        return false;
    }

    /** As {@link #child}, for the next one of that name; skips the others. */
    boolean child(String name) throws XMLStreamException {
        while (child()) {
            if (is(name)) {
                return true;
            }
            skip();
        }
        return false;
    }

    /** Whether the current element has that name, in whatever namespace. */
    boolean is(String name) {
        return reader.getLocalName().equals(name);
    }

    /** An attribute without a namespace of the element that was just entered. */
    @Nullable
    String attribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            if ((namespace == null || namespace.isEmpty())
                    && reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** The identity of a relationship, whose namespace is one in transitional and another in strict workbooks. */
    @Nullable
    String relationship() {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            if (namespace != null
                    && namespace.endsWith("/relationships")
                    && reader.getAttributeLocalName(i).equals("id")) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** Whether white space at the ends of a text counts in the element that was just entered. */
    boolean keepsSpace(boolean around) {
        String space = reader.getAttributeValue(XMLConstants.XML_NS_URI, "space");
        return space == null ? around : space.equals("preserve");
    }

    /** Leaves the current element. */
    void skip() throws XMLStreamException {
        while (child()) {
            skip();
        }
    }

    /** The text of the current element, which is left; that of elements inside it is none of it. */
    String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                case XMLStreamConstants.START_ELEMENT -> skip();
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString();
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new XMLStreamException("an entity");
                default -> {}
            }
            if (text.length() > MOST_TEXT) {
                throw new XMLStreamException("a text that is too long");
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws XMLStreamException {
        reader.close();
    }
}
