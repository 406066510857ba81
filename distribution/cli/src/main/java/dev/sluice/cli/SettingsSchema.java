package dev.sluice.cli;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The settings that a schema of a destination describes: in the order of its hints for forms, advanced ones last. */
final class SettingsSchema {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Setting> settings;

    private SettingsSchema(Map<String, Setting> settings) {
        this.settings = settings;
    }

    /** Settings of the connection. */
    static SettingsSchema config(DestinationSpec spec) {
        return parse("/config/", spec.configSchema());
    }

    /** Settings of one sync. */
    static SettingsSchema target(DestinationSpec spec) {
        return parse("/target/", spec.targetSchema());
    }

    private static SettingsSchema parse(String parent, String schema) {
        JsonNode root = JSON.readTree(schema);
        List<String> required = texts(root.path("required"));
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : inOrder(root.path("properties"))) {
            JsonNode node = property.getValue();
            settings.put(
                    property.getKey(),
                    new Setting(
                            property.getKey(),
                            parent + property.getKey(),
                            node.path("type").asString("string"),
                            node.path("description").asString(""),
                            node.path("default").asString(""),
                            texts(node.path("enum")),
                            node.path("writeOnly").asBoolean(false),
                            required.contains(property.getKey()),
                            node.path("x-group").asString(""),
                            isAdvanced(node)));
        }
        return new SettingsSchema(settings);
    }

    private static List<Map.Entry<String, JsonNode>> inOrder(JsonNode properties) {
        return properties
                .propertyStream()
                .sorted(Comparator.comparing((Map.Entry<String, JsonNode> property) -> isAdvanced(property.getValue()))
                        .thenComparingDouble(
                                property -> property.getValue().path("x-order").asDouble(Double.MAX_VALUE)))
                .toList();
    }

    private static boolean isAdvanced(JsonNode property) {
        return property.path("x-advanced").asBoolean(false);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asString("")));
        return texts;
    }

    List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    List<String> names() {
        return List.copyOf(settings.keySet());
    }

    boolean has(String name) {
        return settings.containsKey(name);
    }

    /** Whether a setting holds a secret. */
    boolean isSecret(String name) {
        Setting setting = settings.get(name);
        return setting != null && setting.secret();
    }

    /** @throws HostException if the text is no value of the setting's type */
    Object value(String name, String text) {
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
     * @param group the heading that a form shows it under, empty if there is none
     * @param advanced whether few users need it
     */
    record Setting(
            String name,
            String pointer,
            String type,
            String description,
            String standard,
            List<String> choices,
            boolean secret,
            boolean required,
            String group,
            boolean advanced) {
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
