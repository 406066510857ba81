package dev.sluice.host.name;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody may have meant. Letters count as the same in either case. */
public final class NearestName {
    /** Names that differ in more letters than this are hardly the same name, however long they are. */
    private static final int MOST_EDITS = 4;

    private static final int SHORTEST_WORD = 3;
    private static final int MOST_NAMES = 3;

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
        List<String> near = to(given, names).map(List::of).orElseGet(() -> ofWord(given, names));
        return near.isEmpty() ? "" : "Did you mean '" + String.join("' or '", near) + "'? ";
    }

    /** The names that have what is given as a word of theirs, or as the beginning of one: {@code ttl} for {@code ttl_seconds}. */
    private static List<String> ofWord(String given, Collection<String> names) {
        String wanted = given.toLowerCase(Locale.ROOT);
        if (wanted.length() < SHORTEST_WORD) {
            return List.of();
        }
        return names.stream()
                .filter(name -> Arrays.stream(name.toLowerCase(Locale.ROOT).split("[_.-]"))
                        .anyMatch(word -> word.startsWith(wanted)))
                .limit(MOST_NAMES)
                .toList();
    }

    /** The distance of Damerau and Levenshtein: insertions, deletions, replacements and swaps of neighbours from one to the other. */
    private static int edits(String from, String name) {
        String to = name.toLowerCase(Locale.ROOT);
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            edits[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            edits[i][0] = i;
            for (int j = 1; j <= to.length(); j++) {
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int fewest =
                        Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                edits[i][j] = swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
            }
        }
        return edits[from.length()][to.length()];
    }
}
