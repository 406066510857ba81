package dev.sluice.host.mapping;

import java.util.Collection;
import java.util.Locale;

/** The name that someone may have meant. */
final class NearestName {
    private static final int MAX_LISTED = 20;

    private NearestName() {}

    /** What to write in place of an unknown name. */
    static String remedy(String name, Collection<String> known) {
        String nearest = "";
        int least = Math.max(1, name.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        if (!nearest.isEmpty()) {
            return "Did you mean '" + nearest + "'?";
        }
        String listed = String.join(", ", known.stream().limit(MAX_LISTED).toList());
        return "Its fields are: " + listed + (known.size() > MAX_LISTED ? ", …" : "") + ".";
    }

    /** Levenshtein's distance: insertions, deletions and replacements from one to the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
