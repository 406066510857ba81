package dev.sluice.host.name;

import java.util.regex.Pattern;

/** A text as one word of a command line, for commands that a message advises. */
public final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/:@%+=-]+");

    private ShellWord() {}

    /** The text as it is, or in single quotes if a shell would read it otherwise. */
    public static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
