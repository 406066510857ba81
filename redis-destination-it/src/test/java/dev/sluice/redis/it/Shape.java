package dev.sluice.redis.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.Identity;
import dev.sluice.spi.RowSchema;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How the settings of a sync shape its keys, its records and its expiries. */
enum Shape {
    /** The key is the primary key, and no row says when it expires. */
    PLAIN(),
    /** The key is a template with a hash tag. */
    TEMPLATE(Part.TEMPLATE),
    /** Rows say when they expire. */
    EXPIRING(Part.EXPIRING),
    /** Expiries in seconds are shortened at random. */
    JITTERED(Part.JITTER),
    /** The text of one field is the whole record. */
    VALUE(Part.VALUE),
    TEMPLATE_EXPIRING(Part.TEMPLATE, Part.EXPIRING),
    TEMPLATE_EXPIRING_JITTERED(Part.TEMPLATE, Part.EXPIRING, Part.JITTER),
    TEMPLATE_EXPIRING_VALUE(Part.TEMPLATE, Part.EXPIRING, Part.VALUE);

    private enum Part {
        TEMPLATE,
        EXPIRING,
        JITTER,
        VALUE
    }

    private static final String END = ":r";
    private static final String VALUE_FIELD = "name";

    /** Percent, so that a record keeps more than the half of its time that the kit asks for. */
    private static final long JITTER = 20;

    private final boolean template;
    private final boolean expiring;
    private final boolean jittered;
    private final boolean value;

    Shape(Part... parts) {
        List<Part> all = List.of(parts);
        this.template = all.contains(Part.TEMPLATE);
        this.expiring = all.contains(Part.EXPIRING);
        this.jittered = all.contains(Part.JITTER);
        this.value = all.contains(Part.VALUE);
    }

    /** The settings of a connection that it adds. */
    Map<String, Object> config() {
        return jittered ? Map.of("ttl_jitter_percent", JITTER) : Map.of();
    }

    /** The settings of a sync of rows with these fields, and this key. */
    DestinationConfig target(RowSchema schema, List<String> key) {
        Map<String, Object> settings = new HashMap<>();
        if (template && !key.isEmpty()) {
            settings.put(
                    "key_template",
                    "{{{" + key.get(0) + "}}}"
                            + key.stream()
                                    .skip(1)
                                    .map(name -> ":{" + name + "}")
                                    .collect(Collectors.joining())
                            + END);
        }
        if (expiring) {
            settings.put("ttl_field", "expires");
        }
        if (value) {
            settings.put("value_field", valueField(schema, key).name());
        }
        return DestinationConfig.of(settings);
    }

    /** Whether a record is one text. */
    boolean isValue() {
        return value;
    }

    /** The fields that a record has. */
    List<String> storedFields(RowSchema schema, List<String> key) {
        return value
                ? List.of(valueField(schema, key).name())
                : schema.fields().stream().map(Field::name).toList();
    }

    /**
     * The field that is the whole record: {@code name}, or else the first one by name beside the key, or else of the key. So a row that has the
     * field that was chosen for it and others has the same one chosen.
     */
    Field valueField(RowSchema schema, List<String> key) {
        return schema.fields().stream()
                .min(Comparator.<Field, Boolean>comparing(field -> !field.name().equals(VALUE_FIELD))
                        .thenComparing(field -> key.contains(field.name()))
                        .thenComparing(Field::name))
                .orElseThrow();
    }

    /** The key of a record, after the prefix. */
    String key(List<String> identity) {
        if (!template) {
            return identity.size() == 1
                    ? identity.get(0)
                    : identity.stream().map(part -> encoded(part, "%:")).collect(Collectors.joining(":"));
        }
        List<String> parts =
                identity.stream().map(part -> encoded(part, "%:{}")).toList();
        return "{" + parts.get(0) + "}"
                + parts.stream().skip(1).map(part -> ":" + part).collect(Collectors.joining()) + END;
    }

    /** The name of a record as {@link Identity#text()} has it. */
    String name(String key) {
        if (!template || !key.startsWith("{") || !key.endsWith(END)) {
            return key;
        }
        String inner = key.substring(1, key.length() - END.length());
        int end = inner.indexOf('}');
        List<String> parts = new ArrayList<>(List.of(inner.substring(0, end)));
        if (inner.length() > end + 1) {
            parts.addAll(List.of(inner.substring(end + 2).split(":", -1)));
        }
        return PLAIN.key(parts.stream().map(Shape::decoded).toList());
    }

    private static String encoded(String part, String characters) {
        return part.chars()
                .mapToObj(c -> characters.indexOf(c) < 0 ? String.valueOf((char) c) : String.format("%%%02X", c))
                .collect(Collectors.joining());
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
    }
}
