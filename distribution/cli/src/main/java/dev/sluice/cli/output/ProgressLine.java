package dev.sluice.cli.output;

import java.util.ArrayList;
import java.util.List;

/** One line of a terminal: parts in their order, of which the important ones are there at any width, and none is cut. */
final class ProgressLine {
    private static final int LEAST_BAR = 10;
    private static final int MOST_BAR = 30;

    private final int width;
    private final List<String> parts = new ArrayList<>();
    private int left;

    ProgressLine(int width) {
        this.width = width;
        this.left = width;
    }

    /** Adds a part at the end, if there is room. */
    boolean add(String part) {
        return insert(parts.size(), part);
    }

    /** Adds a part at a place, if there is room. */
    boolean insert(int place, String part) {
        int columns = Printable.width(part);
        if (columns > left) {
            return false;
        }
        parts.add(place, part);
        left -= columns;
        return true;
    }

    /** Fills what is left with a bar, at a place. */
    void bar(int place, double fraction) {
        int columns = Math.min(left - 3, MOST_BAR);
        if (columns >= LEAST_BAR) {
            int done = (int) (fraction * columns);
            insert(place, " [" + "=".repeat(done) + " ".repeat(columns - done) + "]");
        }
    }

    /** As wide as the terminal, so that nothing is left of the line before. */
    String text() {
        String text = Printable.line(String.join("", parts));
        return text + " ".repeat(Math.max(0, width - Printable.width(text)));
    }
}
