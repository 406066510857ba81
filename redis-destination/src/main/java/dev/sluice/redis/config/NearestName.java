package dev.sluice.redis.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that was probably meant. */
final class NearestName {
    /** Names with more differences are different names, however long they are. */
    private static final int MAX_EDITS = 4;

    private NearestName() {}

    /** The name with the smallest edit distance, if that is small for its length; otherwise a name that begins with the given text. */
    static Optional<String> to(String given, Collection<String> names) {
        String wanted = given.toLowerCase(Locale.ROOT).replace('-', '_');
        int enough = Math.min(MAX_EDITS, Math.max(1, wanted.length() / 3));
        return names.stream()
                .min(Comparator.comparingInt(name -> edits(wanted, name)))
                .filter(name -> edits(wanted, name) <= enough)
                .or(() -> names.stream()
                        .filter(name -> !wanted.isEmpty() && name.startsWith(wanted))
                        .findFirst());
    }

    /** The Levenshtein distance. */
    static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[to.length()];
    }
}
