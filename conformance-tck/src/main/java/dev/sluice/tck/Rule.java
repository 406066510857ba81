package dev.sluice.tck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule of the kit: a method of {@link DestinationConformance}, described by its name. {@code required_r4_04_aWriterTakesManyBatches} has
 * the id {@code 4.04}. The method's Javadoc says what the rule requires, and why.
 *
 * @param id section and number, such as {@code 4.04}
 * @param level how binding it is
 * @param title what it requires, in a few words
 * @param method the name of the method
 */
public record Rule(String id, Level level, String title, String method) {
    /** The version of the set of rules. It is incremented when a rule is added or becomes stricter. */
    public static final String SET_VERSION = "4";

    /** How binding a rule is. */
    public enum Level {
        /** Binding for every destination. */
        REQUIRED,
        /** Binding for a destination that has the capability. */
        CAPABILITY,
        /** A recommendation: a failure is reported, but the destination still conforms. */
        SHOULD,
        /** Binding for every destination, but not testable. */
        UNTESTED
    }

    private static final Pattern NAME =
            Pattern.compile("(required|capability|should|untested)_r([1-9]?[0-9])_([0-9]{2})_([a-zA-Z0-9]+)");

    private static final List<Rule> ALL = Arrays.stream(DestinationConformance.class.getMethods())
            .map(Method::getName)
            .map(Rule::named)
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingInt(Rule::section).thenComparing(Rule::id))
            .toList();

    /** Every rule, by section and number. */
    public static List<Rule> all() {
        return ALL;
    }

    /** The rule with this method name; empty if the method is no rule. */
    public static Optional<Rule> named(String method) {
        Matcher name = NAME.matcher(method);
        return name.matches()
                ? Optional.of(new Rule(
                        name.group(2) + "." + name.group(3),
                        Level.valueOf(name.group(1).toUpperCase(Locale.ROOT)),
                        words(name.group(4)),
                        method))
                : Optional.empty();
    }

    /** The number of the section, starting at 0. */
    public int section() {
        return Integer.parseInt(id.substring(0, id.indexOf('.')));
    }

    private static String words(String camelCase) {
        return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
