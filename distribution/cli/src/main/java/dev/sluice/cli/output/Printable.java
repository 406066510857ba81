package dev.sluice.cli.output;

import java.util.Locale;
import org.jline.utils.WCWidth;

/**
 * Text that a terminal shows and does not obey. A name of a file or a field, or a message of a server, may hold control characters, which move
 * the cursor, change the title or paste commands, and characters that reverse the direction of writing.
 */
public final class Printable {
    private Printable() {}

    /** The text as one line, with such characters written as {@code \u001b}. */
    static String line(String text) {
        return escaped(text, false);
    }

    /** How many columns of a terminal it takes as a line. */
    static int width(String text) {
        return line(text)
                .codePoints()
                .map(WCWidth::wcwidth)
                .filter(columns -> columns > 0)
                .sum();
    }

    /** JSON, in which such characters can only be inside texts, where they mean the same when they are escaped. */
    static String json(String json) {
        return escaped(json, true);
    }

    private static String escaped(String text, boolean json) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean control = isControl(character) && !(character == '\t' && !json);
            if (control && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped != null) {
                escaped.append(
                        control ? String.format(Locale.ROOT, "\\u%04x", (int) character) : String.valueOf(character));
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    private static boolean isControl(char character) {
        return Character.isISOControl(character)
                || (character >= '\u200e' && character <= '\u200f')
                || (character >= '\u2028' && character <= '\u202e')
                || (character >= '\u2066' && character <= '\u2069');
    }
}
