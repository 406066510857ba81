package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;
import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One setting of a {@link SettingsSchema}: its name, type and text for forms, and what is valid. Immutable; each method that changes something
 * returns a new setting.
 *
 * <pre>{@code
 * Setting.text("url", "URL", "sql://host:port/database").required().secret()
 * Setting.integer("timeout_seconds", "Timeout", "Seconds to wait for an answer.").between(1, 600).byDefault(30L)
 * }</pre>
 */
public final class Setting {
    /** The types that a flat schema knows, each with the Java type that {@link DestinationConfig} has for it. */
    public enum Type {
        /** Any text. */
        TEXT("string", String.class),
        /** A whole number. */
        INTEGER("integer", Long.class),
        /** A decimal number; a whole one is valid too. */
        NUMBER("number", BigDecimal.class),
        /** True or false. */
        FLAG("boolean", Boolean.class);

        final String json;
        final Class<?> javaType;

        Type(String json, Class<?> javaType) {
            this.json = json;
            this.javaType = javaType;
        }
    }

    final String name;
    final Type type;
    final String title;
    final String description;
    final boolean isRequired;
    final boolean isSecret;
    final List<String> choices;
    final long least;
    final long most;
    final Optional<Object> fallback;

    private Setting(
            String name,
            Type type,
            String title,
            String description,
            boolean isRequired,
            boolean isSecret,
            List<String> choices,
            long least,
            long most,
            Optional<Object> fallback) {
        this.name = requireText(name, "name");
        this.type = type;
        this.title = requireText(title, "title");
        this.description = requireText(description, "description");
        this.isRequired = isRequired;
        this.isSecret = isSecret;
        this.choices = choices;
        this.least = least;
        this.most = most;
        this.fallback = fallback;
    }

    private static Setting of(String name, Type type, String title, String description) {
        return new Setting(
                name,
                type,
                title,
                description,
                false,
                false,
                List.of(),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                Optional.empty());
    }

    /** A setting of any text. */
    public static Setting text(String name, String title, String description) {
        return of(name, Type.TEXT, title, description);
    }

    /** A setting of a whole number. */
    public static Setting integer(String name, String title, String description) {
        return of(name, Type.INTEGER, title, description);
    }

    /** A setting of a decimal number. */
    public static Setting number(String name, String title, String description) {
        return of(name, Type.NUMBER, title, description);
    }

    /** A setting that is true or false. */
    public static Setting flag(String name, String title, String description) {
        return of(name, Type.FLAG, title, description);
    }

    /** This setting, which has to be set; a required text has to hold more than blanks. */
    public Setting required() {
        return new Setting(name, type, title, description, true, isSecret, choices, least, most, fallback);
    }

    /** This setting, which hosts hide everywhere. Messages about it never repeat its value. */
    public Setting secret() {
        return new Setting(name, type, title, description, isRequired, true, choices, least, most, fallback);
    }

    /** This setting, which has to be one of these texts. */
    public Setting oneOf(String... texts) {
        return new Setting(name, type, title, description, isRequired, isSecret, List.of(texts), least, most, fallback);
    }

    /** This setting, which has to be a number from {@code first} to {@code last}. */
    public Setting between(long first, long last) {
        return new Setting(name, type, title, description, isRequired, isSecret, choices, first, last, fallback);
    }

    /**
     * This setting, which has this value if it is not set.
     *
     * @param value of the Java type of this setting
     * @throws IllegalArgumentException if the value is of another type, or is not valid
     */
    public Setting byDefault(Object value) {
        Setting changed = new Setting(
                name,
                type,
                title,
                description,
                isRequired,
                isSecret,
                choices,
                least,
                most,
                Optional.of(requireNonNull(value, "value")));
        if (changed.fault(value).isPresent()) {
            throw new IllegalArgumentException("the default of " + name + " is not valid");
        }
        return changed;
    }

    /** What is wrong with a value, without the value; empty if nothing is. */
    Optional<String> fault(Object value) {
        boolean fits = type.javaType.isInstance(value) || (type == Type.NUMBER && value instanceof Long);
        if (!fits) {
            return Optional.of("is not " + article());
        }
        if (isRequired && value instanceof String text && text.isBlank()) {
            return Optional.of("is blank");
        }
        if (!choices.isEmpty() && !choices.contains(value)) {
            return Optional.of("is none of " + String.join(", ", choices));
        }
        if (value instanceof Long number && (number < least || number > most)) {
            return Optional.of("is not " + range());
        }
        if (value instanceof BigDecimal number
                && (number.compareTo(BigDecimal.valueOf(least)) < 0
                        || number.compareTo(BigDecimal.valueOf(most)) > 0)) {
            return Optional.of("is not " + range());
        }
        return Optional.empty();
    }

    /** What a value has to be, for a remedy. */
    String wanted() {
        if (!choices.isEmpty()) {
            return "Use one of " + String.join(", ", choices) + ".";
        }
        return least == Long.MIN_VALUE && most == Long.MAX_VALUE
                ? "Use " + article() + "."
                : "Use a number " + range() + ".";
    }

    private String article() {
        return switch (type) {
            case TEXT -> "a text";
            case INTEGER -> "a whole number";
            case NUMBER -> "a number";
            case FLAG -> "true or false";
        };
    }

    private String range() {
        if (most == Long.MAX_VALUE) {
            return "of at least " + least;
        }
        return least == Long.MIN_VALUE ? "of at most " + most : "from " + least + " to " + most;
    }

    /** The name and type; a default may be secret. */
    @Override
    public String toString() {
        return "Setting(" + name + ", " + type + ")";
    }
}
