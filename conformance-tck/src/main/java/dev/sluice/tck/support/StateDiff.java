package dev.sluice.tck.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Describes how two states differ, with a line for each field: {@code -} expected, {@code +} actual. */
public final class StateDiff {
    private static final int MOST_LINES = 40;
    private static final int MOST_CHARACTERS = 60;

    private StateDiff() {}

    /** Fails with the difference in the message if the states are not equal. */
    public static void assertEqual(
            String what, Map<String, Map<String, String>> expected, Map<String, Map<String, String>> actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + " (- expected, + actual):\n" + String.join("\n", of(expected, actual)));
        }
    }

    public static List<String> of(Map<String, Map<String, String>> expected, Map<String, Map<String, String>> actual) {
        List<String> lines = new ArrayList<>();
        for (String record : union(expected.keySet(), actual.keySet())) {
            Map<String, String> before = expected.get(record);
            Map<String, String> after = actual.get(record);
            if (before != null && after == null) {
                lines.add("- record " + quoted(record) + ": " + fields(before));
            } else if (before == null && after != null) {
                lines.add("+ record " + quoted(record) + ": " + fields(after));
            } else if (before != null && after != null && !before.equals(after)) {
                lines.add("  record " + quoted(record));
                fields(before, after, lines);
            }
        }
        if (lines.size() > MOST_LINES) {
            int more = lines.size() - MOST_LINES;
            lines = new ArrayList<>(lines.subList(0, MOST_LINES));
            lines.add("  … and " + more + " more lines");
        }
        return lines;
    }

    private static void fields(Map<String, String> before, Map<String, String> after, List<String> lines) {
        for (String field : union(before.keySet(), after.keySet())) {
            String expected = before.get(field);
            String actual = after.get(field);
            if (expected == null || !expected.equals(actual)) {
                int from = firstDifference(expected, actual);
                if (expected != null) {
                    lines.add("  -   " + quoted(field) + ": " + quoted(expected, from));
                }
                if (actual != null) {
                    lines.add("  +   " + quoted(field) + ": " + quoted(actual, from));
                }
            }
        }
    }

    /** The position from which two long texts are shown: a little before they differ. */
    private static int firstDifference(@Nullable String expected, @Nullable String actual) {
        if (expected == null || actual == null) {
            return 0;
        }
        int at = 0;
        while (at < expected.length() && at < actual.length() && expected.charAt(at) == actual.charAt(at)) {
            at++;
        }
        return at < MOST_CHARACTERS - 20 ? 0 : at - 20;
    }

    private static String fields(Map<String, String> fields) {
        StringBuilder text = new StringBuilder("{");
        int shown = 0;
        for (String field : new TreeSet<>(fields.keySet())) {
            if (shown == 5) {
                return text.append(", … ")
                        .append(fields.size())
                        .append(" fields}")
                        .toString();
            }
            text.append(shown++ == 0 ? "" : ", ")
                    .append(quoted(field))
                    .append(": ")
                    .append(quoted(String.valueOf(fields.get(field))));
        }
        return text.append('}').toString();
    }

    private static String quoted(String text) {
        return quoted(text, 0);
    }

    /** A text in quotes, with invisible characters escaped, cut if it is long. */
    private static String quoted(String text, int from) {
        StringBuilder quoted = new StringBuilder(from > 0 ? "…\"" : "\"");
        int end = Math.min(text.length(), from + MOST_CHARACTERS);
        for (int i = Math.min(from, text.length()); i < end; i++) {
            char c = text.charAt(i);
            boolean pair = (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1)))
                    || (Character.isLowSurrogate(c) && i > from && Character.isHighSurrogate(text.charAt(i - 1)));
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7F || Character.getType(c) == Character.FORMAT || (isSurrogate(c) && !pair)) {
                quoted.append(String.format(java.util.Locale.ROOT, "\\u%04X", (int) c));
            } else {
                quoted.append(c);
            }
        }
        quoted.append('"');
        return end < text.length() ? quoted + "… (" + text.length() + " characters)" : quoted.toString();
    }

    private static boolean isSurrogate(char c) {
        return Character.isSurrogate(c);
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }
}
