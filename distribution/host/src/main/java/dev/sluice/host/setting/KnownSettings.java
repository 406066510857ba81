package dev.sluice.host.setting;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings that a schema of a destination describes: in the order of its hints for forms, advanced ones last. */
public final class KnownSettings {
    private final Map<String, Setting> settings;

    private KnownSettings(Map<String, Setting> settings) {
        this.settings = settings;
    }

    /** Settings of the connection. */
    public static KnownSettings config(DestinationSpec spec) {
        return parse("/config/", spec.configSchema());
    }

    /** Settings of one sync. */
    public static KnownSettings target(DestinationSpec spec) {
        return parse("/target/", spec.targetSchema());
    }

    private static KnownSettings parse(String parent, String schema) {
        Map<String, Object> root = JsonTree.read(schema);
        List<?> required = list(root, "required");
        Map<String, Setting> settings = new LinkedHashMap<>();
        object(root, "properties").entrySet().stream()
                .map(property -> setting(parent, property.getKey(), object(property.getValue()), required))
                .sorted(Comparator.comparing(Setting::advanced).thenComparingDouble(Setting::order))
                .forEach(setting -> settings.put(setting.name(), setting));
        return new KnownSettings(settings);
    }

    private static Setting setting(String parent, String name, Map<String, Object> property, List<?> required) {
        return new Setting(
                name,
                parent + name,
                property.getOrDefault("type", "string").toString(),
                property.getOrDefault("description", "").toString(),
                property.getOrDefault("default", "").toString(),
                list(property, "enum").stream().map(Object::toString).toList(),
                Boolean.TRUE.equals(property.get("writeOnly")),
                required.contains(name),
                number(property, "minimum"),
                number(property, "maximum"),
                list(property, "examples"),
                property.getOrDefault("x-env", "").toString(),
                property.getOrDefault("x-group", "").toString(),
                Boolean.TRUE.equals(property.get("x-advanced")),
                property.get("x-order") instanceof Number order ? order.doubleValue() : Double.MAX_VALUE);
    }

    private static Optional<Number> number(Map<String, Object> object, String name) {
        return object.get(name) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    private static List<?> list(Map<String, Object> object, String name) {
        return object.get(name) instanceof List<?> list ? list : List.of();
    }

    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return object(parent.getOrDefault(name, Map.of()));
    }

    @SuppressWarnings("unchecked") // JsonTree makes no other maps
    private static Map<String, Object> object(Object value) {
        return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
    }

    public List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    public List<String> names() {
        return List.copyOf(settings.keySet());
    }

    public boolean has(String name) {
        return settings.containsKey(name);
    }

    /** Whether a setting holds a secret. */
    public boolean isSecret(String name) {
        Setting setting = settings.get(name);
        return setting != null && setting.secret();
    }

    /** @throws HostException if the text is no value of the setting's type */
    public Object value(String name, String text) {
        Setting setting = settings.get(name);
        if (setting == null) {
            throw new IllegalArgumentException("no setting '" + name + "'");
        }
        return setting.value(text);
    }

    /**
     * One setting.
     *
     * @param pointer its JSON Pointer
     * @param type the JSON Schema name of its type
     * @param standard the default as text, empty if there is none
     * @param choices the values it can have, empty if there is no such list
     * @param minimum of a number, if there is one
     * @param maximum of a number, if there is one
     * @param examples values that it might have
     * @param environment the environment variable that customarily has it, empty if there is none
     * @param group the heading that a form shows it under, empty if there is none
     * @param advanced whether few users need it
     * @param order where a form shows it among those of its kind, the least first
     */
    public record Setting(
            String name,
            String pointer,
            String type,
            String description,
            String standard,
            List<String> choices,
            boolean secret,
            boolean required,
            Optional<Number> minimum,
            Optional<Number> maximum,
            List<?> examples,
            String environment,
            String group,
            boolean advanced,
            double order) {
        Object value(String text) {
            return switch (type) {
                case "integer" -> whole(text);
                case "number" -> number(text);
                case "boolean" -> truth(text);
                default -> text;
            };
        }

        private Object whole(String text) {
            try {
                return Long.parseLong(text.strip());
            } catch (NumberFormatException e) {
                throw wrong("a whole number");
            }
        }

        private Object number(String text) {
            try {
                return new BigDecimal(text.strip());
            } catch (NumberFormatException e) {
                throw wrong("a number");
            }
        }

        private Object truth(String text) {
            return switch (text.strip()) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong("true or false");
            };
        }

        /** Does not repeat the value: it may be a secret that was given to the wrong setting. */
        private HostException wrong(String expected) {
            return HostFailure.SETTING_INVALID
                    .exception(
                            "The setting '" + name + "' is " + expected + ", and the value given is not.",
                            "Give it as --set " + name + "=VALUE, " + expected + ".")
                    .at(ErrorDetail.SETTING, pointer);
        }
    }
}
