package dev.sluice.definition;

/**
 * A line of a file as it may be shown.
 *
 * @param line the line; empty, if there is none to show
 * @param column where the mark below it begins, from 1; 0 for none
 */
public record Excerpt(String line, int column) {
    static final Excerpt NONE = new Excerpt("", 0);

    private static final int MOST_MARKS = 40;

    /** The lines that follow a message. */
    String below(Place place) {
        if (line.isBlank()) {
            return "";
        }
        String number = String.valueOf(place.line());
        String shown = "\n" + number + " | " + line;
        int room = Math.min(MOST_MARKS, Math.max(1, line.length() - column + 1));
        return column == 0
                ? shown
                : shown + "\n" + " ".repeat(number.length()) + " | " + " ".repeat(column - 1)
                        + "^".repeat(Math.max(1, Math.min(room, place.length())));
    }
}
