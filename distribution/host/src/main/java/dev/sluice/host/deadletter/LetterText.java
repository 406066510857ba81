package dev.sluice.host.deadletter;

import dev.sluice.host.hash.IdentityText;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** Letters as JSON, and back. */
final class LetterText {
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    static final ObjectWriteContext LINES = new ObjectWriteContext.Base() {};

    private LetterText() {}

    /** Whether the row that is read back is the one that is written. */
    static boolean isExact(Row row) {
        for (int i = 0; i < row.size(); i++) {
            Field field = row.schema().field(i);
            Object value = row.value(i);
            boolean exact = switch (field.type()) {
                case TEXT -> value == null || isText((String) value);
                case JSON ->
                    value == null
                            || compact((String) value)
                                    .filter(text -> !text.equals("null"))
                                    .isPresent();
                case BOOLEAN,
                        INTEGER,
                        BIG_INTEGER,
                        DECIMAL,
                        FLOAT,
                        DOUBLE,
                        DATE,
                        TIME,
                        TIMESTAMP,
                        INSTANT,
                        UUID,
                        BYTES -> true;
            };
            if (!exact || !isText(field.name())) {
                return false;
            }
        }
        return true;
    }

    /** Half a surrogate pair cannot be written. */
    private static boolean isText(String text) {
        return text.isBlank() || IdentityText.isStorable(new Identity(List.of(text)));
    }

    static void identity(JsonGenerator json, Identity identity) {
        json.writeName("identity");
        json.writeStartArray();
        identity.parts().forEach(json::writeString);
        json.writeEndArray();
    }

    static void types(JsonGenerator json, RowSchema schema) {
        json.writeName("types");
        json.writeStartObject();
        for (Field field : schema.fields()) {
            json.writeStringProperty(field.name(), field.type().name().toLowerCase(Locale.ROOT));
        }
        json.writeEndObject();
    }

    static void values(JsonGenerator json, Row row, Predicate<String> wanted) {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
            Field field = row.schema().field(i);
            if (!wanted.test(field.name())) {
                continue;
            }
            json.writeName(field.name());
            Object value = row.value(i);
            if (value == null) {
                json.writeNull();
            } else {
                value(json, field, value);
            }
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Field field, Object value) {
        switch (field.type()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case INTEGER -> json.writeNumber((Long) value);
            case BIG_INTEGER -> json.writeNumber((BigInteger) value);
            case DECIMAL -> decimal(json, (BigDecimal) value);
            case FLOAT, DOUBLE -> floating(json, field, value);
            case JSON -> nested(json, (String) value);
            case TEXT, DATE, TIME, TIMESTAMP, INSTANT, UUID, BYTES ->
                json.writeString(field.type().format(value));
        }
    }

    /** On one line; as text what is no strict JSON, for that may be why the row was rejected. */
    private static void nested(JsonGenerator json, String text) {
        Optional<String> compact = compact(text);
        if (compact.isPresent()) {
            json.writeRawValue(compact.get());
        } else {
            json.writeString(text);
        }
    }

    /** JSON on one line; empty if it is none. Numbers keep their digits. */
    private static Optional<String> compact(String text) {
        StringWriter compact = new StringWriter(text.length());
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text);
                JsonGenerator copy = JSON.createGenerator(LINES, compact)) {
            parser.nextToken();
            copyValue(parser, copy);
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "there is more than one value");
            }
        } catch (JacksonException e) {
            return Optional.empty();
        }
        return Optional.of(compact.toString());
    }

    /** Copies the value that the parser is at; numbers keep their digits. */
    private static void copyValue(JsonParser parser, JsonGenerator copy) {
        int depth = 0;
        for (JsonToken token = parser.currentToken(); ; token = parser.nextToken()) {
            if (token == null) {
                throw new StreamReadException(parser, "there is no value");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token.isNumeric()) {
                copy.writeNumber(parser.getString());
            } else {
                copy.copyCurrentEvent(parser);
            }
            if (depth == 0) {
                return;
            }
        }
    }

    private static void decimal(JsonGenerator json, BigDecimal value) {
        if (Math.abs((long) value.scale()) > 1_000) {
            // Without an exponent it might have as many digits as the exponent says.
            json.writeNumber(value.toString());
        } else {
            json.writeNumber(value);
        }
    }

    private static void floating(JsonGenerator json, Field field, Object value) {
        String text = field.type().format(value);
        if (Double.isFinite(((Number) value).doubleValue())) {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }

    /**
     * Reads a line.
     *
     * @param whole whether the row is wanted
     * @return empty if it is no letter, such as the half of one that a crash left
     */
    static Optional<Letter> read(String line, boolean whole) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            return Optional.of(letter(json, whole));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Letter letter(JsonParser json, boolean whole) {
        long number = 0;
        long attempts = 1;
        boolean removal = false;
        String form = "";
        Optional<Identity> identity = Optional.empty();
        Map<String, FieldType> types = Map.of();
        Optional<Row> row = Optional.empty();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "row" -> number = json.getLongValue();
                case "attempts" -> attempts = json.getLongValue();
                case "form" -> form = json.getString();
                case "identity" -> identity = Optional.of(new Identity(texts(json)));
                case "types" -> types = types(json);
                case "remove" -> {
                    removal = true;
                    json.skipChildren();
                }
                case "values" -> {
                    if (whole && !types.isEmpty()) {
                        row = Optional.of(row(json, types));
                    } else {
                        json.skipChildren();
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new Letter(number, attempts, identity, removal, form, row);
    }

    private static List<String> texts(JsonParser json) {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getString());
        }
        return texts;
    }

    private static Map<String, FieldType> types(JsonParser json) {
        Map<String, FieldType> types = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            types.put(name, FieldType.valueOf(json.getString().toUpperCase(Locale.ROOT)));
        }
        return types;
    }

    private static Row row(JsonParser json, Map<String, FieldType> types) {
        RowSchema schema = RowSchema.of(types.entrySet().stream()
                .map(type -> new Field(type.getKey(), type.getValue()))
                .toList());
        @Nullable Object[] values = new @Nullable Object[schema.size()];
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            int position = schema.indexOf(json.currentName());
            json.nextToken();
            values[position] = value(json, schema.field(position).type());
        }
        return Row.of(schema, values);
    }

    private static @Nullable Object value(JsonParser json, FieldType type) {
        if (type == FieldType.JSON) {
            StringWriter text = new StringWriter();
            try (JsonGenerator copy = JSON.createGenerator(LINES, text)) {
                copyValue(json, copy);
            }
            return json.currentToken() == JsonToken.VALUE_NULL ? null : text.toString();
        }
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        return type == FieldType.DECIMAL ? new BigDecimal(json.getString()) : type.parse(json.getString());
    }
}
