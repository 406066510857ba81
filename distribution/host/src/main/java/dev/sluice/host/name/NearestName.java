package dev.sluice.host.name;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody may have meant. Letters count as the same in either case. */
public final class NearestName {
    /** Names that differ in more letters than this are hardly the same name, however long they are. */
    private static final int MOST_EDITS = 4;

    private NearestName() {}

    /** The name that takes the fewest edits to reach, if they are few for its length. */
    public static Optional<String> to(String given, Collection<String> names) {
        String wanted = given.toLowerCase(Locale.ROOT);
        int enough = Math.min(MOST_EDITS, Math.max(1, (wanted.length() + 1) / 3));
        return names.stream()
                .sorted()
                .min(Comparator.comparingInt(name -> edits(wanted, name)))
                .filter(name -> edits(wanted, name) <= enough);
    }

    /** A question to put before a remedy, with a blank at its end; the empty text where there is no such name. */
    public static String question(String given, Collection<String> names) {
        return to(given, names).map(name -> "Did you mean '" + name + "'? ").orElse("");
    }

    /** Levenshtein's distance: insertions, deletions and replacements from one to the other. */
    private static int edits(String from, String name) {
        String to = name.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
