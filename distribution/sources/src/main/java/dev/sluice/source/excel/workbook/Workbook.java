package dev.sluice.source.excel.workbook;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** A workbook ({@code .xlsx}): a zip file whose parts name each other by relationships. For one thread. */
public final class Workbook implements Closeable {
    private final ZipFile zip;
    /** By name in small letters: names of parts differ in more than their case. */
    private final Map<String, ZipEntry> parts = new HashMap<>();

    private final String name;
    private final Map<String, Relationship> relationships;
    private boolean from1904;
    private @Nullable String firstSheet;

    /** What a part says of another: the target is a name as it stands there, and belongs to the folder of the part. */
    private record Relationship(String type, String target, String source) {
        boolean is(String kind) {
            return type.endsWith("/" + kind);
        }

        /** The name of the other part, from the root. */
        String part() {
            URI base = URI.create("/" + source.replace(" ", "%20"));
            String path =
                    base.resolve(target.replace('\\', '/').replace(" ", "%20")).getPath();
            return path == null || path.isEmpty() ? "" : path.substring(1);
        }
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it is no zip file
     * @throws XMLStreamException if it is no workbook
     */
    public Workbook(Path file) throws IOException, XMLStreamException {
        this.zip = new ZipFile(file.toFile());
        boolean ready = false;
        try {
            zip.stream().forEach(part -> parts.put(keyOf(part.getName()), part));
            this.name = main(relationships(""));
            this.relationships = relationships(name);
            readWorkbook();
            ready = true;
        } finally {
            if (!ready) {
                zip.close();
            }
        }
    }

    /** Whether its days are counted from the first of 1904. */
    public boolean from1904() {
        return from1904;
    }

    /** The rows of its first sheet. */
    public SheetRows rows() throws IOException, XMLStreamException {
        InputStream sheet = firstSheet == null ? null : part(firstSheet);
        if (sheet == null) {
            throw new XMLStreamException("no sheet");
        }
        return new SheetRows(
                sheet, new SharedStrings(partOfType("sharedStrings")), new NumberFormats(partOfType("styles")));
    }

    private void readWorkbook() throws IOException, XMLStreamException {
        InputStream part = part(name);
        if (part == null) {
            throw new XMLStreamException("no workbook");
        }
        try (Xml xml = new Xml(part)) {
            xml.child();
            while (xml.child()) {
                if (xml.is("workbookPr")) {
                    String told = xml.attribute("date1904");
                    from1904 = told != null && (told.equals("1") || told.equals("true"));
                    xml.skip();
                } else if (xml.is("sheets")) {
                    readSheets(xml);
                } else {
                    xml.skip();
                }
            }
        }
    }

    private void readSheets(Xml xml) throws XMLStreamException {
        while (xml.child("sheet")) {
            Relationship sheet = relationships.get(String.valueOf(xml.relationship()));
            if (firstSheet == null && sheet != null && sheet.is("worksheet")) {
                firstSheet = sheet.part();
            }
            xml.skip();
        }
    }

    private @Nullable InputStream partOfType(String type) throws IOException {
        for (Relationship one : relationships.values()) {
            if (one.is(type)) {
                return part(one.part());
            }
        }
        return null;
    }

    /** Where the workbook itself lies: some writers leave out the relationships of the whole file. */
    private static String main(Map<String, Relationship> ofFile) {
        for (Relationship one : ofFile.values()) {
            if (one.is("officeDocument")) {
                return one.part();
            }
        }
        return "xl/workbook.xml";
    }

    /** The relationships of a part, or of the whole file where the name is empty. */
    private Map<String, Relationship> relationships(String source) throws IOException, XMLStreamException {
        int file = source.lastIndexOf('/') + 1;
        InputStream part = part(source.substring(0, file) + "_rels/" + source.substring(file) + ".rels");
        Map<String, Relationship> all = new LinkedHashMap<>();
        if (part == null) {
            return all;
        }
        try (Xml xml = new Xml(part)) {
            xml.child();
            while (xml.child("Relationship")) {
                String id = xml.attribute("Id");
                String type = xml.attribute("Type");
                String target = xml.attribute("Target");
                if (id != null && type != null && target != null) {
                    all.put(id, new Relationship(type, target, source));
                }
                xml.skip();
            }
        }
        return all;
    }

    private @Nullable InputStream part(String path) throws IOException {
        ZipEntry entry = parts.get(keyOf(path));
        return entry == null ? null : zip.getInputStream(entry);
    }

    private static String keyOf(String path) {
        return path.replace('\\', '/').toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
