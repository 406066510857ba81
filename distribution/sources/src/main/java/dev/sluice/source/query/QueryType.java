package dev.sluice.source.query;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A type of DuckDB, as its name says it. A nested value is selected with every leaf as DuckDB's own text, so that nothing is rounded on the
 * way, and its leaves become values here.
 */
sealed interface QueryType {
    JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonText.MAX_NESTING * 2)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The name of the type in which a value of this one is selected. */
    String asText();

    /** The name of a type within this one that cannot be carried; null if there is none. */
    @Nullable
    String refused();

    /** Appends the value at the parser's token, which is of {@link #asText()}; returns why it cannot be carried, or null. */
    default @Nullable Unfit append(JsonParser parser, StringBuilder json) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            json.append("null");
            return null;
        }
        return appendPresent(parser, json);
    }

    /** As {@link #append}, of a value that is not null. */
    @Nullable
    Unfit appendPresent(JsonParser parser, StringBuilder json);

    /** A nested value, from its JSON of {@link #asText()}. */
    default Object render(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Unfit unfit = append(parser, json);
            return unfit == null ? json.toString() : unfit;
        }
    }

    private static @Nullable Unfit earlier(@Nullable Unfit one, @Nullable Unfit other) {
        return one == null ? other : one;
    }

    /** What has no form in JSON that every reader would understand. A TUPLE is a struct whose fields have no names. */
    Set<String> REFUSED = Set.of("VARIANT", "UNION", "TUPLE");

    /** A single value. */
    record Single(String kind) implements QueryType {
        /** How a row carries it; text for what has no other form. */
        FieldType type() {
            return switch (kind) {
                case "BOOLEAN" -> FieldType.BOOLEAN;
                case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
                    FieldType.INTEGER;
                case "UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM", "VARINT" -> FieldType.BIG_INTEGER;
                case "DECIMAL" -> FieldType.DECIMAL;
                case "FLOAT" -> FieldType.FLOAT;
                case "DOUBLE" -> FieldType.DOUBLE;
                case "DATE" -> FieldType.DATE;
                case "TIME", "TIME_NS" -> FieldType.TIME;
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> FieldType.TIMESTAMP;
                case "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS", "TIMESTAMP_NS WITH TIME ZONE" -> FieldType.INSTANT;
                case "UUID" -> FieldType.UUID;
                case "BLOB" -> FieldType.BYTES;
                case "JSON" -> FieldType.JSON;
                default -> FieldType.TEXT;
            };
        }

        @Override
        public String asText() {
            return "VARCHAR";
        }

        @Override
        public @Nullable String refused() {
            return REFUSED.contains(kind) || kind.startsWith("GEOMETRY") ? kind : null;
        }

        @Override
        public @Nullable Unfit appendPresent(JsonParser parser, StringBuilder json) {
            Object value = QueryText.value(this, parser.getString());
            return value instanceof Unfit unfit ? unfit : JsonText.append(json, type(), value);
        }
    }

    /** A list, or an array of a fixed size. */
    record Elements(QueryType element, String suffix) implements QueryType {
        @Override
        public String asText() {
            return element.asText() + suffix;
        }

        @Override
        public @Nullable String refused() {
            return element.refused();
        }

        @Override
        public @Nullable Unfit appendPresent(JsonParser parser, StringBuilder json) {
            Unfit unfit = null;
            json.append('[');
            for (boolean more = false; parser.nextToken() != JsonToken.END_ARRAY; more = true) {
                json.append(more ? "," : "");
                unfit = earlier(unfit, element.append(parser, json));
            }
            json.append(']');
            return unfit;
        }
    }

    /** A struct. */
    record Fields(List<String> names, List<QueryType> types) implements QueryType {
        @Override
        public String asText() {
            StringBuilder text = new StringBuilder("STRUCT(");
            for (int i = 0; i < names.size(); i++) {
                text.append(i == 0 ? "" : ", ")
                        .append(SourceDatabase.identifier(names.get(i)))
                        .append(' ')
                        .append(types.get(i).asText());
            }
            return text.append(')').toString();
        }

        @Override
        public @Nullable String refused() {
            for (QueryType type : types) {
                String refused = type.refused();
                if (refused != null) {
                    return refused;
                }
            }
            return null;
        }

        @Override
        public @Nullable Unfit appendPresent(JsonParser parser, StringBuilder json) {
            Unfit unfit = null;
            json.append('{');
            for (int i = 0; parser.nextToken() != JsonToken.END_OBJECT; i++) {
                json.append(i > 0 ? "," : "");
                JsonText.quote(json, parser.currentName());
                json.append(':');
                parser.nextToken();
                unfit = earlier(unfit, types.get(i).append(parser, json));
            }
            json.append('}');
            return unfit;
        }
    }

    /** A map. */
    record Entries(QueryType key, QueryType value) implements QueryType {
        @Override
        public String asText() {
            return "MAP(" + key.asText() + ", " + value.asText() + ")";
        }

        @Override
        public @Nullable String refused() {
            return key instanceof Single ? earlierText(key.refused(), value.refused()) : "MAP with nested keys";
        }

        private static @Nullable String earlierText(@Nullable String one, @Nullable String other) {
            return one == null ? other : one;
        }

        @Override
        public @Nullable Unfit appendPresent(JsonParser parser, StringBuilder json) {
            Unfit unfit = null;
            json.append('{');
            for (boolean more = false; parser.nextToken() != JsonToken.END_OBJECT; more = true) {
                json.append(more ? "," : "");
                Single single = (Single) key;
                Object name = QueryText.value(single, parser.currentName());
                if (name instanceof Unfit badName) {
                    unfit = earlier(unfit, badName);
                } else {
                    JsonText.quote(json, single.type().format(name));
                }
                json.append(':');
                parser.nextToken();
                unfit = earlier(unfit, value.append(parser, json));
            }
            json.append('}');
            return unfit;
        }
    }

    /** The type of a name such as {@code STRUCT(a INTEGER, b DECIMAL(9,2)[])}. */
    static QueryType parse(String name) {
        return new QueryTypeName(name).type();
    }
}
