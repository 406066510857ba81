package dev.sluice.source.text;

import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.text.bytes.ByteWindow;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a JSON text: the elements of arrays, and objects one behind the other, over however many lines. Brackets and quotes tell where an
 * element ends, so one that is no row leaves the others as they are. A row's number is its position among them. For one thread.
 */
final class JsonElements implements Rows {
    private static final int MAX_DEPTH = 100_000;

    private final ByteWindow window;
    private final JsonRowParser parser;
    private final BitSet arrays = new BitSet();
    private Place place = Place.TOP;
    private int length;
    private long line = 1;
    private long arrayLine;
    private long number;
    private int all;
    private boolean escapes;

    /** What may come next. */
    private enum Place {
        TOP,
        FIRST_ELEMENT,
        ELEMENT,
        COMMA
    }

    JsonElements(InputStream in, JsonRowParser parser, int maxBytes) {
        this.window = new ByteWindow(in, maxBytes);
        this.parser = parser;
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        if (!findElement()) {
            return null;
        }
        number++;
        long firstLine = line;
        all = 0;
        escapes = false;
        element();
        length = window.length();
        place = place == Place.TOP ? Place.TOP : Place.COMMA;
        SourceRecord row = window.isTooLong()
                ? new SourceRecord.Unreadable(number, TextErrors.tooLong(window.maxBytes()))
                : parser.parse(number, window.bytes(), window.start(), length, all >= 0, escapes);
        return row instanceof SourceRecord.Unreadable unreadable
                ? new SourceRecord.Unreadable(
                        number, unreadable.error().at("line", Long.toString(firstLine)), unreadable.rest())
                : row;
    }

    @Override
    public int size() {
        return length;
    }

    /** Goes to the first byte of the next element; false at the end. */
    private boolean findElement() throws IOException {
        while (true) {
            window.begin();
            int one = window.peek();
            if (one == ByteWindow.END) {
                if (place != Place.TOP) {
                    throw new IOException("it ends inside the array that begins in line " + arrayLine);
                }
                return false;
            }
            if (isBlank(one)) {
                step();
                continue;
            }
            switch (place) {
                case TOP -> {
                    if (one != '[') {
                        requireElement(one);
                        return true;
                    }
                    arrayLine = line;
                    place = Place.FIRST_ELEMENT;
                    step();
                }
                case FIRST_ELEMENT, ELEMENT -> {
                    if (one != ']' || place == Place.ELEMENT) {
                        requireElement(one);
                        return true;
                    }
                    place = Place.TOP;
                    step();
                }
                case COMMA -> {
                    if (one != ',' && one != ']') {
                        throw broken("a comma or the end of the array is missing");
                    }
                    place = one == ',' ? Place.ELEMENT : Place.TOP;
                    step();
                }
            }
        }
    }

    private void requireElement(int one) throws IOException {
        boolean letter = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9');
        if (one != '{' && one != '[' && one != '"' && one != '-' && !letter) {
            throw broken("there is neither an object nor an array");
        }
    }

    private IOException broken(String what) {
        return new IOException("in line " + line + " " + what);
    }

    /** Goes behind the element at hand. */
    private void element() throws IOException {
        long firstLine = line;
        int depth = 0;
        do {
            int one = window.peek();
            switch (one) {
                case ByteWindow.END -> {
                    if (depth > 0) {
                        throw new IOException("it ends inside the value that begins in line " + firstLine);
                    }
                    return;
                }
                case '{', '[' -> {
                    if (depth == MAX_DEPTH) {
                        throw broken("brackets are nested more than " + MAX_DEPTH + " deep");
                    }
                    arrays.set(depth++, one == '[');
                }
                case '}', ']' -> {
                    if (arrays.get(--depth) != (one == ']')) {
                        throw broken("a bracket does not match the one that it closes");
                    }
                }
                case '"' -> text(firstLine);
                default -> {
                    if (depth == 0) {
                        scalar();
                        return;
                    }
                }
            }
            step();
        } while (depth > 0);
    }

    /** Goes to the closing quote. */
    private void text(long firstLine) throws IOException {
        step();
        for (int one = window.peek(); one != '"'; one = window.peek()) {
            if (one == '\\') {
                escapes = true;
                step();
                one = window.peek();
            }
            if (one == ByteWindow.END) {
                throw new IOException("it ends inside the value that begins in line " + firstLine);
            }
            step();
        }
    }

    private void scalar() throws IOException {
        for (int one = window.peek();
                one != ByteWindow.END && !isBlank(one) && ",]}[{\"".indexOf(one) < 0;
                one = window.peek()) {
            step();
        }
    }

    private static boolean isBlank(int one) {
        return one == ' ' || one == '\t' || one == '\n' || one == '\r';
    }

    private void step() {
        int one = window.bytes()[window.at()];
        window.step();
        all |= one;
        line += one == '\n' ? 1 : 0;
    }
}
