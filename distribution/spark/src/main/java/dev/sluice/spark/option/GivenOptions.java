package dev.sluice.spark.option;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of one write: texts by name, and the settings of the destination among them. Immutable. */
public final class GivenOptions {
    /** Begins the names of settings of the destination. */
    static final String CONFIG = "config.";

    /** What users give to Spark itself, and Spark passes on. */
    private static final Set<String> OF_SPARK = Set.of("checkpointlocation", "queryname");

    private static final Pattern NAME =
            Pattern.compile("\\G\\s*+(?:`(?<quoted>(?:[^`]|``)*+)`|(?<plain>(?:[^`,][^,]*)?))\\s*(?<end>,|$)");

    private final Map<OptionName, String> values;
    private final Map<String, String> settings;

    private GivenOptions(Map<OptionName, String> values, Map<String, String> settings) {
        this.values = values;
        this.settings = settings;
    }

    /**
     * Sorts options.
     *
     * @param options names in any case; those of settings as the destination writes them. Values are texts, numbers or truth values
     * @param use what they are options of
     * @throws HostException with every name that is no option, and every value that is none
     */
    public static GivenOptions of(Map<String, ? extends @Nullable Object> options, OptionName.Use use) {
        Map<OptionName, String> values = new EnumMap<>(OptionName.class);
        Map<String, String> settings = new LinkedHashMap<>();
        List<ErrorDetail> problems = new ArrayList<>();
        options.forEach((name, given) -> {
            String lower = String.valueOf(name).toLowerCase(Locale.ROOT);
            Optional<OptionName> known = OptionName.find(lower, use);
            String value = single(given);
            if (value == null) {
                problems.add(noText(name));
            } else if (lower.startsWith(CONFIG) && lower.length() > CONFIG.length()) {
                settings.put(name.substring(CONFIG.length()), value);
            } else if (known.isPresent()) {
                if (values.put(known.get(), value.strip()) != null) {
                    problems.add(twice(known.get()));
                }
            } else if (!OF_SPARK.contains(lower)) {
                problems.add(unknown(name, use));
            }
        });
        HostException.throwIfAny(problems);
        return new GivenOptions(values, settings);
    }

    /** What a caller gives, of Python too; null if that is no single value. */
    private static @Nullable String single(@Nullable Object given) {
        return given instanceof CharSequence || given instanceof Number || given instanceof Boolean
                ? given.toString()
                : null;
    }

    /** Does not repeat the value, which may be a secret. */
    private static ErrorDetail noText(String name) {
        return HostFailure.ARGUMENT_INVALID.detail(
                "The option '" + name + "' has no value, or one that is neither text nor number.",
                "Give it a text, a number, true or false, or leave it out. Several columns are one text, separated by commas.");
    }

    private static ErrorDetail twice(OptionName option) {
        return HostFailure.ARGUMENT_INVALID.detail(
                "The option '" + option.text() + "' is given twice, in upper and lower case.", "Keep one of them.");
    }

    private static ErrorDetail unknown(String name, OptionName.Use use) {
        Optional<OptionName> elsewhere = OptionName.find(name);
        return elsewhere.isPresent() ? foreign(elsewhere.get(), use) : nowhere(name, use);
    }

    private static ErrorDetail foreign(OptionName option, OptionName.Use use) {
        boolean mirror = use == OptionName.Use.MIRROR;
        return HostFailure.OPTION_UNKNOWN.detail(
                "The option '" + option.text() + "' is one of " + (mirror ? "a write" : "a mirror") + ", and this is "
                        + (mirror ? "a mirror." : "a write."),
                "Leave it out." + (mirror ? "" : " A mirror is run by SluiceMirror.run(rows, options)."));
    }

    private static ErrorDetail nowhere(String name, OptionName.Use use) {
        String path = name.equals("path")
                ? "A path given to save() or start() is none: the target is named by url, url.env or url.file. "
                : "";
        return HostFailure.OPTION_UNKNOWN.detail(
                "There is no option '" + name + "'" + (use == OptionName.Use.MIRROR ? " of a mirror." : "."),
                path + NearestName.question(name, OptionName.names(use))
                        + "Settings of the destination begin with config., such as config.key_prefix. The options are: "
                        + String.join(", ", OptionName.names(use)) + ".");
    }

    /** The value of an option, or what holds without it; empty if nothing does. */
    public Optional<String> text(OptionName option) {
        return Optional.of(values.getOrDefault(option, option.standard())).filter(text -> !text.isEmpty());
    }

    /** The value of an option that was given; empty if it was not. */
    public Optional<String> given(OptionName option) {
        return Optional.ofNullable(values.get(option)).filter(text -> !text.isEmpty());
    }

    /**
     * Names of columns separated by commas. One in backquotes is taken as it is, whatever is in it, with two backquotes for one: as Spark quotes names.
     *
     * @throws HostException if a backquote is not closed, or something else follows the closing one
     */
    public List<String> names(OptionName option) {
        Optional<String> text = text(option);
        List<String> names = new ArrayList<>();
        Matcher name = NAME.matcher(text.orElse(""));
        for (boolean more = text.isPresent(); more; more = name.group("end").equals(",")) {
            if (!name.find()) {
                throw wrong(option, "names of columns separated by commas, each plain or wholly in backquotes");
            }
            String quoted = name.group("quoted");
            names.add(quoted == null ? name.group("plain").strip() : quoted.replace("``", "`"));
        }
        return names;
    }

    /** The name of one column, which may be in backquotes, as in {@link #names}. */
    public Optional<String> name(OptionName option) {
        Optional<String> text = text(option);
        if (text.isEmpty() || !text.get().startsWith("`")) {
            return text;
        }
        List<String> names = names(option);
        if (names.size() > 1) {
            throw wrong(option, "the name of one column");
        }
        return Optional.of(names.get(0));
    }

    /** @throws HostException if it is no whole number of at least so much */
    public OptionalLong number(OptionName option, long least) {
        Optional<String> text = text(option);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong(option, "a whole number, " + least + " or more");
    }

    /** @throws HostException if it is no whole number from {@code least} to {@code most} */
    public OptionalInt number(OptionName option, int least, int most) {
        OptionalLong number = number(option, least);
        if (number.isPresent() && number.getAsLong() > most) {
            throw wrong(option, "a whole number from " + least + " to " + most);
        }
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** @throws HostException if it is none of the names of an enumeration, in any case */
    public <E extends Enum<E>> E choice(OptionName option, Class<E> choices) {
        String text = text(option).orElse("");
        List<String> names = new ArrayList<>();
        for (E choice : choices.getEnumConstants()) {
            String name = choice.name().toLowerCase(Locale.ROOT);
            if (name.equals(text.toLowerCase(Locale.ROOT))) {
                return choice;
            }
            names.add(name);
        }
        throw wrong(option, "one of " + String.join(", ", names));
    }

    /** @throws HostException if it is neither {@code true} nor {@code false} */
    public boolean isTrue(OptionName option) {
        String text = text(option).orElse("false").toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(option, "true or false");
        }
        return text.equals("true");
    }

    private static HostException wrong(OptionName option, String expected) {
        return HostFailure.ARGUMENT_INVALID.exception(
                "The option '" + option.text() + "' is " + expected + ", and the value given is not.",
                "Give it as option(\"" + option.text() + "\", …): " + expected + ".");
    }

    /** What was given as {@code config.NAME}, {@code config.NAME.env} and {@code config.NAME.file}, by what follows {@code config.}. */
    Map<String, String> settings() {
        return settings;
    }
}
