package dev.sluice.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of a JSON Schema. Their keys keep their order, so that the schema is printed the same each time. */
final class SchemaParts {
    private SchemaParts() {}

    /** Names, each with its value. */
    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    static Map<String, Object> object(String description, Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    static Map<String, Object> named(String description, Map<String, Object> each) {
        return described(ordered("type", "object", "additionalProperties", each), description);
    }

    static Map<String, Object> whole(long most) {
        Map<String, Object> schema = new LinkedHashMap<>(ordered("type", "integer", "minimum", 0));
        if (most < Long.MAX_VALUE) {
            schema.put("maximum", most);
        }
        return schema;
    }

    static Map<String, Object> texts() {
        return ordered(
                "anyOf",
                List.of(
                        ordered("type", "string"),
                        ordered("type", "array", "items", ordered("type", "string"), "minItems", 1)));
    }

    static Map<String, Object> string(String description) {
        return described(ordered("type", "string", "minLength", 1), description);
    }

    static Map<String, Object> described(Map<String, Object> schema, String description) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("description", description);
        described.putAll(schema);
        return described;
    }
}
