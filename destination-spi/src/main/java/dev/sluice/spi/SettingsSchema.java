package dev.sluice.spi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of a connection or of a sync: one definition from which the JSON Schema of {@link DestinationSpec}, the validation in
 * {@link Destination#profile} and the values with their defaults come, so that none of them can say something else. Immutable.
 *
 * <pre>{@code
 * private static final SettingsSchema CONFIG = SettingsSchema.of("config",
 *         Setting.text("url", "URL", "sql://host:port/database").required(),
 *         Setting.text("password", "Password", "The password of the user.").secret(),
 *         Setting.integer("timeout_seconds", "Timeout", "Seconds to wait for an answer.").between(1, 600).byDefault(30L));
 *
 * SettingsSchema.require(CONFIG.problems(request.config()), TARGET.problems(request.target()));
 * long seconds = CONFIG.integer(request.config(), "timeout_seconds").orElseThrow();
 * }</pre>
 */
public final class SettingsSchema {
    private final String part;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private SettingsSchema(String part, List<Setting> settings) {
        this.part = part;
        for (Setting setting : settings) {
            if (this.settings.put(setting.name, setting) != null) {
                throw new IllegalArgumentException("two settings are named " + setting.name);
            }
        }
    }

    /**
     * Settings in the order of a form.
     *
     * @param part {@code config} or {@code target}: the first part of each problem's JSON Pointer
     * @throws IllegalArgumentException if two have one name
     */
    public static SettingsSchema of(String part, Setting... settings) {
        return new SettingsSchema(part, List.of(settings));
    }

    /** The JSON Schema, as {@link DestinationSpec#configSchema()} and {@link DestinationSpec#targetSchema()} have it. */
    public String json() {
        return "{\"type\": \"object\", \"additionalProperties\": false, \"required\": ["
                + settings.values().stream()
                        .filter(setting -> setting.isRequired)
                        .map(setting -> quoted(setting.name))
                        .collect(Collectors.joining(", "))
                + "], \"properties\": {"
                + settings.values().stream()
                        .map(setting -> quoted(setting.name) + ": {" + members(setting) + "}")
                        .collect(Collectors.joining(", "))
                + "}}";
    }

    private static String members(Setting setting) {
        List<String> members = new ArrayList<>();
        members.add("\"type\": " + quoted(setting.type.json));
        members.add("\"title\": " + quoted(setting.title));
        members.add("\"description\": " + quoted(setting.description));
        if (setting.isSecret) {
            members.add("\"writeOnly\": true, \"format\": \"password\"");
        }
        if (setting.isRequired && setting.type == Setting.Type.TEXT) {
            members.add("\"minLength\": 1");
        }
        if (!setting.choices.isEmpty()) {
            members.add("\"enum\": ["
                    + setting.choices.stream().map(SettingsSchema::quoted).collect(Collectors.joining(", ")) + "]");
        }
        if (setting.least != Long.MIN_VALUE) {
            members.add("\"minimum\": " + setting.least);
        }
        if (setting.most != Long.MAX_VALUE) {
            members.add("\"maximum\": " + setting.most);
        }
        setting.fallback.ifPresent(value ->
                members.add("\"default\": " + (value instanceof String text ? quoted(text) : value.toString())));
        return String.join(", ", members);
    }

    /**
     * Everything that is wrong with these settings: unknown and missing ones, wrong types, values that are not valid. No message repeats a
     * value.
     *
     * @return one problem for each wrong setting, in the order of the schema, unknown ones last; empty if all are valid
     */
    public List<ErrorDetail> problems(DestinationConfig config) {
        List<ErrorDetail> problems = new ArrayList<>();
        for (Setting setting : settings.values()) {
            Optional<Object> value = config.value(setting.name);
            if (value.isPresent()) {
                setting.fault(value.get())
                        .ifPresent(fault -> problems.add(problem(setting.name, fault, setting.wanted())));
            } else if (setting.isRequired && setting.fallback.isEmpty()) {
                problems.add(problem(setting.name, "is missing", "Set it."));
            }
        }
        for (String name : config.values().keySet()) {
            if (!settings.containsKey(name)) {
                problems.add(problem(
                        name,
                        "is unknown",
                        "Remove it. The settings are " + String.join(", ", settings.keySet()) + "."));
            }
        }
        return problems;
    }

    private ErrorDetail problem(String name, String message, String remedy) {
        // RFC 6901: the two characters that a pointer escapes.
        return ErrorDetail.setting("/" + part + "/" + name.replace("~", "~0").replace("/", "~1"), message, remedy);
    }

    /**
     * Throws if there is any problem.
     *
     * @throws DestinationException of category CONFIGURATION, with all of them
     */
    public static void require(List<ErrorDetail> problems) {
        if (!problems.isEmpty()) {
            throw DestinationException.configuration(problems);
        }
    }

    /**
     * Throws if there is any problem of the connection or of the sync.
     *
     * @throws DestinationException of category CONFIGURATION, with those of both
     */
    public static void require(List<ErrorDetail> ofConfig, List<ErrorDetail> ofTarget) {
        require(Stream.concat(ofConfig.stream(), ofTarget.stream()).toList());
    }

    /** A text, or its default. */
    public Optional<String> text(DestinationConfig config, String name) {
        return value(config, name, Setting.Type.TEXT).map(String.class::cast);
    }

    /** A whole number, or its default. */
    public Optional<Long> integer(DestinationConfig config, String name) {
        return value(config, name, Setting.Type.INTEGER).map(Long.class::cast);
    }

    /** A decimal number, or its default. */
    public Optional<BigDecimal> number(DestinationConfig config, String name) {
        return value(config, name, Setting.Type.NUMBER)
                .map(value -> value instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) value);
    }

    /** Whether a flag is set, or its default; false if it has none. */
    public boolean flag(DestinationConfig config, String name) {
        return value(config, name, Setting.Type.FLAG).map(Boolean.class::cast).orElse(false);
    }

    /**
     * The value of a setting that has been validated, or its default.
     *
     * @throws IllegalArgumentException if the schema has no setting of this name and type
     */
    private Optional<Object> value(DestinationConfig config, String name, Setting.Type type) {
        Setting setting = settings.get(name);
        if (setting == null || setting.type != type) {
            throw new IllegalArgumentException("there is no setting " + name + " of type " + type);
        }
        return config.value(name).or(() -> setting.fallback);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** The names of the settings. */
    @Override
    public String toString() {
        return "SettingsSchema(" + part + ": " + String.join(", ", settings.keySet()) + ")";
    }
}
