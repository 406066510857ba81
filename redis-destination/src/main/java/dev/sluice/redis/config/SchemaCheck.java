package dev.sluice.redis.config;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Validates settings against one published schema, and words the problems without any value. */
final class SchemaCheck {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Names that differ in more letters than this are hardly the same name. */
    private static final int NEAR = 4;

    private final String pointer;
    private final JsonNode properties;
    private final Schema schema;

    SchemaCheck(String pointer, String schemaText) {
        this.pointer = pointer;
        this.properties = JSON.readTree(schemaText).path("properties");
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaText);
    }

    List<Problem> problems(DestinationConfig config) {
        Map<String, Problem> byName = new LinkedHashMap<>();
        for (Error error : schema.validate(json(config))) {
            String name =
                    error.getProperty() == null ? error.getInstanceLocation().getName(0) : error.getProperty();
            byName.putIfAbsent(name, problem(name, error.getKeyword()));
        }
        return new ArrayList<>(byName.values());
    }

    private Problem problem(String name, String keyword) {
        return switch (keyword) {
            case "required" ->
                new Problem(
                        pointer + name, "'" + name + "' is required.", "Set " + name + " to " + expected(name) + ".");
            case "additionalProperties" -> unknown(name);
            default ->
                new Problem(
                        pointer + name,
                        "'" + name + "' is not " + expected(name) + ".",
                        "Set " + name + " to " + expected(name) + ", or leave it out.");
        };
    }

    private Problem unknown(String name) {
        Optional<String> nearest = properties.propertyNames().stream()
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .filter(known -> distance(name, known) <= NEAR);
        String escaped = name.replace("~", "~0").replace("/", "~1");
        return new Problem(
                pointer + escaped,
                "There is no setting '" + name + "'.",
                nearest.map(known -> "Did you mean '" + known + "'?")
                        .orElse("Take it out; the settings are: " + String.join(", ", properties.propertyNames())
                                + "."));
    }

    private String expected(String name) {
        JsonNode property = properties.path(name);
        if (property.has("enum")) {
            List<String> choices = new ArrayList<>();
            property.path("enum").forEach(choice -> choices.add(choice.asString()));
            return "one of " + String.join(", ", choices);
        }
        if (property.path("type").asString().equals("integer")) {
            return "a whole number from " + property.path("minimum").asString() + " to "
                    + property.path("maximum").asString();
        }
        return property.path("minLength").asInt(0) > 0 ? "a text that is not empty" : "a text";
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
                node.put(name, number);
            } else {
                node.put(name, (Boolean) value);
            }
        });
        return node;
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
