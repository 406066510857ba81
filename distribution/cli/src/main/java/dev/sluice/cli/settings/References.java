package dev.sluice.cli.settings;

import dev.sluice.cli.output.Console;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ${env:NAME}} in the command line: a secret written there itself could be seen by every user of the machine. A value is taken as it is
 * and not expanded again.
 */
public final class References {
    /** What Java puts in the place of bytes that it cannot decode. */
    public static final char UNDECODED = '\uFFFD';

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([^}]*)}");
    /** Up to the last @, because a password may contain one. */
    private static final Pattern USER_INFO = Pattern.compile("(?s)^([^:/]+://)([^/]*)(@.*)$");

    private final Console console;

    /** Those of the environment of the console. */
    public References(Console console) {
        this.console = console;
    }

    /**
     * Puts the values of variables in.
     *
     * @throws HostException if a variable is not set
     */
    public String expand(String text) {
        return expand(text, value -> value);
    }

    /**
     * Puts the values of variables into a URL. In the place of a user or a password they are percent-encoded, so that a password may have any
     * characters. A variable that is the whole URL, or the whole of user and password, is taken as it is.
     */
    String expandUrl(String url) {
        Matcher parts = USER_INFO.matcher(url);
        if (!parts.matches()
                || !REFERENCE.matcher(parts.group(2)).replaceAll("").contains(":")) {
            return expand(url);
        }
        return expand(parts.group(1)) + expand(parts.group(2), References::encoded) + expand(parts.group(3));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String expand(String text, UnaryOperator<String> form) {
        List<String> missing = new ArrayList<>();
        String expanded = REFERENCE.matcher(text).replaceAll(reference -> {
            Optional<String> value = console.environment(reference.group(1));
            if (value.isEmpty()) {
                missing.add(reference.group(1));
            }
            if (value.orElse("").indexOf(UNDECODED) >= 0) {
                throw HostFailure.VARIABLE_UNDECODABLE.exception("The variable " + reference.group(1)
                        + " has bytes that are no text in the encoding of this locale.");
            }
            return Matcher.quoteReplacement(form.apply(value.orElse("")));
        });
        if (!missing.isEmpty()) {
            throw HostFailure.VARIABLE_UNSET.exception(
                    "Not set in the environment: " + String.join(", ", missing) + ".",
                    "Set it, for example: export " + missing.get(0) + "=…");
        }
        return expanded;
    }
}
