package dev.sluice.redis.read;

/** Turns a text into one line of limited length without control characters. */
final class OneLine {
    private static final int LONGEST = 2_000;

    private OneLine() {}

    static String of(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length(); i++) {
            if (line.length() >= LONGEST && !Character.isLowSurrogate(text.charAt(i))) {
                return line.append(" …").toString();
            }
            append(line, text.charAt(i));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, char c) {
        switch (c) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (Character.isISOControl(c) || isLineOrDirection(c)) {
                    line.append("\\u").append(Integer.toHexString(c | 0x10000), 1, 5);
                } else {
                    line.append(c);
                }
            }
        }
    }

    /** Line separators, and characters that change the direction in which a terminal shows text. */
    private static boolean isLineOrDirection(char c) {
        return (c >= '\u2028' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
    }
}
