package dev.sluice.redis.config;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.ErrorDetail;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Validates settings against one published schema. The messages contain no value. */
final class SchemaCheck {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** An unknown name that is shown. Any other text may be a URL with a password, or contain control characters. */
    private static final Pattern NAME = Pattern.compile("[\\w./~ -]{1,64}");

    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final String pointer;
    private final JsonNode properties;
    private final Set<String> required;
    private final Schema schema;

    SchemaCheck(String pointer, String schemaText) {
        this.pointer = pointer;
        JsonNode tree = JSON.readTree(schemaText);
        this.properties = tree.path("properties");
        this.required =
                tree.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        properties.forEach(SchemaCheck::removeFormHints);
        this.schema = REGISTRY.getSchema(tree);
    }

    /** The validator warns of keywords that it does not know. */
    private static void removeFormHints(JsonNode property) {
        ((ObjectNode) property)
                .remove(property.propertyNames().stream()
                        .filter(name -> name.startsWith("x-"))
                        .toList());
    }

    List<ErrorDetail> problems(DestinationConfig config) {
        Map<String, ErrorDetail> byName = new LinkedHashMap<>();
        for (Error error : schema.validate(json(config))) {
            String name =
                    error.getProperty() == null ? error.getInstanceLocation().getName(0) : error.getProperty();
            boolean text = config.value(name).orElse(0L) instanceof String;
            byName.putIfAbsent(name, problem(name, error.getKeyword(), text));
        }
        return new ArrayList<>(byName.values());
    }

    private ErrorDetail problem(String name, String keyword, boolean text) {
        return switch (keyword) {
            case "required" ->
                ErrorDetail.setting(
                        pointer + name, "'" + name + "' is required.", "Set " + name + " to " + expected(name) + ".");
            case "additionalProperties" -> unknown(name);
            case "type" ->
                text && isInteger(name)
                        ? ErrorDetail.setting(
                                pointer + name,
                                "'" + name + "' is a text, not a number.",
                                "Give " + expected(name) + ", without quotes.")
                        : unexpected(name);
            default -> unexpected(name);
        };
    }

    private ErrorDetail unexpected(String name) {
        return ErrorDetail.setting(
                pointer + name,
                "'" + name + "' is not " + expected(name) + ".",
                "Set " + name + " to " + expected(name) + (isRequired(name) ? "." : ", or remove it."));
    }

    private ErrorDetail unknown(String name) {
        if (!NAME.matcher(name).matches()) {
            return ErrorDetail.setting(
                    pointer.substring(0, pointer.length() - 1),
                    "A setting has an impossible name.",
                    "Remove it. Names consist of letters, digits and underscores; perhaps a value was given as a name.");
        }
        String escaped = name.replace("~", "~0").replace("/", "~1");
        return ErrorDetail.setting(
                pointer + escaped,
                "There is no setting '" + name + "'.",
                NearestName.to(name, properties.propertyNames())
                        .map(known -> "Did you mean '" + known + "'?")
                        .orElse("Remove it. The settings are: " + String.join(", ", properties.propertyNames()) + "."));
    }

    private String expected(String name) {
        JsonNode property = properties.path(name);
        if (property.has("enum")) {
            List<String> choices = new ArrayList<>();
            property.path("enum").forEach(choice -> choices.add(choice.asString()));
            return "one of " + String.join(", ", choices);
        }
        if (isInteger(name)) {
            return "a whole number from " + property.path("minimum").asString() + " to "
                    + property.path("maximum").asString();
        }
        return property.path("minLength").asInt(0) > 0 ? "a text that is not empty" : "a text";
    }

    private boolean isInteger(String name) {
        return properties.path(name).path("type").asString().equals("integer");
    }

    private boolean isRequired(String name) {
        return required.contains(name);
    }

    String defaultText(String name) {
        return properties.path(name).path("default").asString();
    }

    long defaultNumber(String name) {
        return properties.path(name).path("default").asLong();
    }

    private static JsonNode json(DestinationConfig config) {
        ObjectNode node = JSON.createObjectNode();
        config.values().forEach((name, value) -> {
            if (value instanceof String text) {
                node.put(name, text);
            } else if (value instanceof Long number) {
                node.put(name, number);
            } else if (value instanceof BigDecimal number) {
                node.put(name, withinLong(number));
            } else {
                node.put(name, (Boolean) value);
            }
        });
        return node;
    }

    /** The validator cannot read a number beyond the 64-bit range, and no setting permits such a number. */
    private static BigDecimal withinLong(BigDecimal number) {
        return number.max(LEAST).min(MOST);
    }
}
