package dev.sluice.source.excel.workbook;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/** The text of a shared string or of a cell: that of its {@code t}, or of the {@code t} of its runs. What tells its pronunciation is none of it. */
final class RichText {
    /** How Excel writes a character that XML has not (ST_Xstring): {@code _x000D_}. */
    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private RichText() {}

    /**
     * Reads the element that was just entered to its end.
     *
     * @param keep whether white space at the ends of a text counts where the element does not say so
     */
    static String read(Xml xml, boolean keep) throws XMLStreamException {
        boolean kept = xml.keepsSpace(keep);
        StringBuilder text = new StringBuilder();
        while (xml.child()) {
            if (xml.is("t")) {
                text.append(plain(xml, kept));
            } else if (xml.is("r")) {
                boolean keptInRun = xml.keepsSpace(kept);
                while (xml.child("t")) {
                    text.append(plain(xml, keptInRun));
                }
            } else {
                xml.skip();
            }
        }
        return text.toString();
    }

    private static String plain(Xml xml, boolean keep) throws XMLStreamException {
        boolean kept = xml.keepsSpace(keep);
        String text = xml.text();
        return decoded(kept ? text : trimmed(text));
    }

    /** A text without the white space of XML at its ends. */
    static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }

    /** A text with the characters that Excel has written as {@code _xHHHH_}; {@code _x005F_} is a line itself. */
    static String decoded(String text) {
        return text.contains("_x") ? ESCAPED.matcher(text).replaceAll(RichText::character) : text;
    }

    private static String character(MatchResult escaped) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escaped.group(1), 16)));
    }
}
