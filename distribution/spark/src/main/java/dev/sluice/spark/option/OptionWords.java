package dev.sluice.spark.option;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Remedies of the host, which name options of the command, in the words of Spark. */
public final class OptionWords {
    private static final Pattern OPTION = Pattern.compile("--([a-z][a-z-]*[a-z])(?: ([A-Z0-9]+)\\b)?");

    private OptionWords() {}

    /** The text with {@code option("max_errors", N)} in place of {@code --max-errors N}; other options of the command stay as they are. */
    public static String of(String remedy) {
        return OPTION.matcher(remedy).replaceAll(OptionWords::option);
    }

    private static String option(MatchResult found) {
        String value = found.group(2) == null ? "true" : found.group(2);
        return OptionName.find(found.group(1).replace('-', '_'))
                .map(option -> "option(\"" + option.text() + "\", " + value + ")")
                .orElse(found.group());
    }
}
