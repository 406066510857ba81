package dev.sluice.definition;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.host.json.JsonTree;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds a document against the schema and says in words what does not fit, each at its place. Values are not repeated. */
final class SchemaCheck {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Map<String, Object> tree;
    private final Schema schema;

    SchemaCheck(Map<String, Object> tree) {
        this.tree = tree;
        this.schema = REGISTRY.getSchema(JSON.readTree(JsonTree.text(tree)));
    }

    List<ErrorDetail> problems(YamlDocument document, Predicate<String> secret) {
        return problems(document, document.root(), "", secret);
    }

    /**
     * Holds a part of a document against the schema.
     *
     * @param base where the part is
     */
    List<ErrorDetail> problems(YamlDocument document, @Nullable Object part, String base, Predicate<String> secret) {
        List<ErrorDetail> problems = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (Error error : schema.validate(JSON.valueToTree(part))) {
            String path = error.getEvaluationPath().toString();
            // Of alternatives the first is the one that is meant: the others are references, and short forms.
            if (path.matches(".*/anyOf/[1-9].*")
                    || path.endsWith("/anyOf")
                    || path.endsWith("/if")
                    || path.contains("/if/")) {
                continue;
            }
            String pointer = error.getInstanceLocation().toString();
            String property = error.getProperty();
            boolean unknown = error.getKeyword().equals("additionalProperties");
            String at = unknown && property != null ? pointer + "/" + YamlDocument.escaped(property) : pointer;
            if (!told.add(at + (error.getKeyword().equals("required") ? property : ""))) {
                continue;
            }
            Place place = unknown || error.getKeyword().equals("required")
                    ? document.keyPlace(base + at)
                    : document.place(base + at);
            Object given = secret.test(base + at) ? null : error.getInstanceNode();
            problems.add(problem(error, at, place, document.excerpt(place, secret), given));
        }
        return problems;
    }

    /** @param given the value; null, if it may be a secret */
    private ErrorDetail problem(Error error, String pointer, Place place, Excerpt excerpt, @Nullable Object given) {
        String name = YamlDocument.unescaped(pointer.substring(pointer.lastIndexOf('/') + 1));
        String property = String.valueOf(error.getProperty());
        Map<?, ?> expected = at(tree, pointer);
        return switch (error.getKeyword()) {
            case "additionalProperties" -> {
                Collection<String> known = names(at(tree, pointer.substring(0, pointer.lastIndexOf('/'))));
                yield DefinitionProblems.invalid(
                        place,
                        excerpt,
                        "There is no key '" + name + "' here.",
                        NearestName.question(name, known) + "Keys: " + String.join(", ", known) + ".");
            }
            case "required" ->
                DefinitionProblems.invalid(
                        place,
                        excerpt,
                        (pointer.isEmpty() ? "The file" : "'" + name + "'") + " has no '" + property + "'.",
                        property.equals("version") ? "Begin the file with: version: 1" : "Add it.");
            default ->
                DefinitionProblems.invalid(
                        place,
                        excerpt,
                        "'" + name + "' is not " + words(expected) + ".",
                        nearest(expected, given) + "Set it to " + words(expected) + ".");
        };
    }

    /** What is likely meant by a word that is none of the choices. */
    private static String nearest(Map<?, ?> schema, @Nullable Object given) {
        List<String> choices = choices(schema).stream().map(Object::toString).toList();
        return given instanceof JsonNode node && node.isString() && !choices.isEmpty()
                ? NearestName.question(node.asString(), choices)
                : "";
    }

    private static List<?> choices(Map<?, ?> schema) {
        if (schema.get("anyOf") instanceof List<?> alternatives && alternatives.get(0) instanceof Map<?, ?> first) {
            return choices(first);
        }
        return schema.get("enum") instanceof List<?> choices ? choices : List.of();
    }

    private static Collection<String> names(Map<?, ?> schema) {
        if (schema.get("anyOf") instanceof List<?> alternatives && alternatives.get(0) instanceof Map<?, ?> first) {
            return names(first);
        }
        return schema.get("properties") instanceof Map<?, ?> properties
                ? properties.keySet().stream().map(Object::toString).sorted().toList()
                : List.of();
    }

    private static String words(Map<?, ?> schema) {
        if (schema.get("anyOf") instanceof List<?> alternatives) {
            return String.join(
                    " or ",
                    alternatives.stream()
                            .filter(each -> !each.equals(DefinitionSchema.REFERENCE))
                            .map(each -> words((Map<?, ?>) each))
                            .toList());
        }
        if (schema.get("enum") instanceof List<?> choices) {
            return "one of "
                    + String.join(", ", choices.stream().map(Object::toString).toList());
        }
        if (schema.containsKey("const")) {
            return "'" + schema.get("const") + "'";
        }
        if (DefinitionSchema.TIME.equals(schema.get("pattern"))) {
            return "a whole number and s, m, h or d, such as 90d";
        }
        if (DefinitionSchema.SOME_TIME.equals(schema.get("pattern"))) {
            return "a whole number from 1 on and s, m, h or d, such as 15m";
        }
        String type = String.valueOf(schema.get("type"));
        String range = schema.containsKey("maximum")
                ? " from " + schema.get("minimum") + " to " + schema.get("maximum")
                : schema.containsKey("minimum") ? " from " + schema.get("minimum") : "";
        return switch (type) {
            case "integer" -> "a whole number" + range;
            case "number" -> "a number" + range;
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a group of keys";
            case "string" ->
                schema.containsKey("minLength")
                        ? "a text that is not empty"
                        : "a text (in quotes, if it looks like a number)";
            default -> "what belongs there";
        };
    }

    /** The part of the schema that a place in a document is held against. */
    private static Map<?, ?> at(Map<?, ?> schema, String pointer) {
        Map<?, ?> found = schema;
        String above = "";
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/")) {
            Map<?, ?> parent = found;
            found = child(parent, YamlDocument.unescaped(step));
            if (found.isEmpty() && parent.get("anyOf") instanceof List<?> alternatives) {
                found = child((Map<?, ?>) alternatives.get(0), step);
            }
            above += "/" + step;
            if (above.matches("/destinations/[^/]+/config") && parent.get("allOf") instanceof List<?> cases) {
                found = settings(cases);
            }
        }
        return found;
    }

    /** Of several kinds of destination, all their settings. */
    private static Map<?, ?> settings(List<?> cases) {
        Map<Object, @Nullable Object> properties = new LinkedHashMap<>();
        for (Object each : cases) {
            Map<?, ?> config = child(child((Map<?, ?>) each, "then"), "config");
            if (config.get("properties") instanceof Map<?, ?> own) {
                own.forEach(properties::put);
            }
        }
        return Map.of("properties", properties);
    }

    private static Map<?, ?> child(Map<?, ?> schema, String name) {
        if (schema.get("properties") instanceof Map<?, ?> properties
                && properties.get(name) instanceof Map<?, ?> property) {
            return property;
        }
        if (name.equals("then") && schema.get(name) instanceof Map<?, ?> then) {
            return then;
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> each) {
            return each;
        }
        return schema.get("items") instanceof Map<?, ?> items ? items : Map.of();
    }
}
