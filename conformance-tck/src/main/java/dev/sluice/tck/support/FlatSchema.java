package dev.sluice.tck.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A schema of the flat profile, by properties. */
public final class FlatSchema {
    private static final Set<String> FORBIDDEN = Set.of(
            "oneOf", "anyOf", "allOf", "not", "if", "then", "else", "$ref", "properties", "items", "patternProperties");
    private static final Set<String> SCALAR = Set.of("string", "boolean", "integer", "number");

    private final Map<String, Map<?, ?>> properties = new TreeMap<>();
    private final Set<String> required = new TreeSet<>();

    /** Parses a schema, and asserts that it is flat. */
    public FlatSchema(String name, String text) {
        Object parsed;
        try {
            parsed = JsonText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new AssertionError("the " + name + " schema is not JSON: " + e.getMessage(), e);
        }
        Map<?, ?> root = map(name + " schema", parsed);
        assertThat(root.get("type")).as("type of the %s schema", name).isEqualTo("object");
        assertThat(root.get("additionalProperties"))
                .as("additionalProperties of the %s schema", name)
                .isEqualTo(false);
        Object declared = root.containsKey("properties") ? root.get("properties") : Map.of();
        map("properties of the " + name + " schema", declared)
                .forEach((property, value) -> properties.put(
                        String.valueOf(property), map("property " + property + " of the " + name + " schema", value)));
        if (root.get("required") instanceof Collection<?> names) {
            names.forEach(property -> required.add(String.valueOf(property)));
        }
        assertThat(properties.keySet()).as("properties of the %s schema", name).containsAll(required);
        properties.forEach((property, schema) -> assertProperty(name + " property '" + property + "'", schema));
    }

    public Set<String> names() {
        return properties.keySet();
    }

    public Set<String> required() {
        return required;
    }

    public boolean isSecret(String property) {
        Map<?, ?> schema = properties.getOrDefault(property, Map.of());
        return Boolean.TRUE.equals(schema.get("writeOnly")) || "password".equals(schema.get("format"));
    }

    public boolean isFullyMarked(String property) {
        Map<?, ?> schema = properties.getOrDefault(property, Map.of());
        return Boolean.TRUE.equals(schema.get("writeOnly")) && "password".equals(schema.get("format"));
    }

    /** The JSON type of a property. */
    public String type(String property) {
        return String.valueOf(properties.getOrDefault(property, Map.of()).get("type"));
    }

    /** The default of a property, as {@link dev.sluice.spi.DestinationConfig} holds it; empty if it has none. */
    public Optional<Object> fallback(String property) {
        Object value = properties.getOrDefault(property, Map.of()).get("default");
        return Optional.ofNullable(
                value instanceof BigDecimal number && type(property).equals("integer")
                        ? number.longValueExact()
                        : value);
    }

    /** The values that a property can have, if it is a flag or a list of texts; none otherwise. */
    public List<Object> choices(String property) {
        Object listed = properties.getOrDefault(property, Map.of()).get("enum");
        if (listed instanceof Collection<?> texts) {
            return List.copyOf(texts);
        }
        return type(property).equals("boolean") ? List.of(true, false) : List.of();
    }

    /** Values that a property must not have: none of its choices, or a number beyond its bounds. */
    public List<Object> forbidden(String property) {
        Map<?, ?> schema = properties.getOrDefault(property, Map.of());
        List<Object> forbidden = new ArrayList<>();
        if (schema.get("enum") instanceof Collection<?>) {
            forbidden.add("no-such-choice");
        }
        if (type(property).equals("integer")) {
            bound(schema, "minimum").ifPresent(least -> forbidden.add(least - 1));
            bound(schema, "maximum").ifPresent(greatest -> forbidden.add(greatest + 1));
        }
        return forbidden;
    }

    private static Optional<Long> bound(Map<?, ?> schema, String keyword) {
        return schema.get(keyword) instanceof BigDecimal number
                ? Optional.of(number.longValueExact())
                : Optional.empty();
    }

    public List<String> secrets() {
        return properties.keySet().stream().filter(this::isSecret).toList();
    }

    private static void assertProperty(String name, Map<?, ?> schema) {
        assertThat(schema.get("type")).as("type of %s", name).isIn(SCALAR);
        assertThat(schema.get("title"))
                .as("title of %s", name)
                .asInstanceOf(STRING)
                .isNotBlank();
        assertThat(schema.get("description"))
                .as("description of %s", name)
                .asInstanceOf(STRING)
                .isNotBlank();
        assertThat(schema.keySet().stream()
                        .map(String::valueOf)
                        .filter(FORBIDDEN::contains)
                        .toList())
                .as("keywords of %s beyond the flat profile", name)
                .isEmpty();
    }

    private static Map<?, ?> map(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new AssertionError(name + " is not a JSON object");
    }
}
