package dev.sluice.source.input;

import java.io.IOException;
import java.io.InputStream;

/** The encoding of a text, by its byte order mark; UTF-8 if it has none. */
enum Encoding {
    UTF_8("\u00ef\u00bb\u00bf"),
    UTF_16LE("\u00ff\u00fe"),
    UTF_16BE("\u00fe\u00ff"),
    UNMARKED("");

    /** Its bytes, as Latin-1. */
    private final String mark;

    Encoding(String mark) {
        this.mark = mark;
    }

    /** @throws IOException if it is an encoding that cannot be read */
    static Encoding of(byte[] head) throws IOException {
        if (Foreign.startsWith(head, "\u00ff\u00fe\0\0") || Foreign.startsWith(head, "\0\0\u00fe\u00ff")) {
            throw new IOException("it is UTF-32; save it as UTF-8");
        }
        for (Encoding encoding : values()) {
            if (encoding != UNMARKED && Foreign.startsWith(head, encoding.mark)) {
                return encoding;
            }
        }
        // A text of whatever language begins with a letter, a digit, a quote or a bracket.
        if (head.length > 1 && (head[0] == 0 || head[1] == 0)) {
            throw new IOException("it has zeros where text has none, as UTF-16 and UTF-32 without a byte order mark"
                    + " have; save it as UTF-8");
        }
        return UNMARKED;
    }

    /** The text of a stream in UTF-8, after the mark. */
    InputStream decode(InputStream bytes) throws IOException {
        bytes.skipNBytes(mark.length());
        return switch (this) {
            case UTF_8, UNMARKED -> bytes;
            case UTF_16LE -> new Utf8Stream(bytes, false);
            case UTF_16BE -> new Utf8Stream(bytes, true);
        };
    }
}
