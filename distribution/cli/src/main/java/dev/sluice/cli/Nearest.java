package dev.sluice.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** The name that takes the fewest edits to reach, if they are few. */
    static Optional<String> to(String given, Collection<String> names) {
        String wanted = given.toLowerCase(Locale.ROOT);
        int enough = Math.max(2, wanted.length() / 3);
        return names.stream()
                .sorted()
                .min(Comparator.comparingInt(name -> edits(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(name -> edits(wanted, name.toLowerCase(Locale.ROOT)) <= enough);
    }

    /** A question to put after a message, or nothing. */
    static String question(String given, Collection<String> names) {
        return to(given, names).map(name -> "Did you mean '" + name + "'? ").orElse("");
    }

    private static int edits(String from, String to) {
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
