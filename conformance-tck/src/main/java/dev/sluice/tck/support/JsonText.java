package dev.sluice.tck.support;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON. Reading is strict: duplicate names in an object, text after the value, unknown escapes and raw control characters
 * are errors. The JSON library is part of the kit's jar, relocated to a package of the kit, so that it cannot conflict with another version
 * in a third party's build.
 */
public final class JsonText {
    private static final JsonFactory JSON = factory(true);

    /** A value inside a record may have repeated names, and has to be read as it is. */
    private static final JsonFactory LENIENT = factory(false);

    private static JsonFactory factory(boolean strict) {
        return JsonFactory.builder()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                // A record may hold a number of any length.
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    private JsonText() {}

    /**
     * Parses a value into a Map, List, String, Boolean, BigDecimal or null.
     *
     * @throws IllegalArgumentException if the text is not one JSON value; the message contains nothing of the text
     */
    public static @Nullable Object parse(String text) {
        return read(JSON, text, JsonText::value);
    }

    /**
     * The members of an object as texts: a string without quotes, anything else as it is written, without nulls.
     *
     * @throws IllegalArgumentException if the text is not one JSON object; the message contains nothing of the text
     */
    public static Map<String, String> fields(String text) {
        return read(LENIENT, text, parser -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            Map<String, String> fields = new LinkedHashMap<>();
            Set<String> names = new HashSet<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (!names.add(name)) {
                    throw new IllegalArgumentException("not a JSON object: two members have one name");
                }
                JsonToken token = parser.nextToken();
                if (token == JsonToken.VALUE_STRING) {
                    fields.put(name, parser.getString());
                } else if (token != JsonToken.VALUE_NULL) {
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    parser.finishToken();
                    fields.put(name, text.substring(start, (int)
                            parser.currentLocation().getCharOffset()));
                }
            }
            return fields;
        });
    }

    /** Writes maps, lists, whole numbers and strings as JSON in one line. */
    public static String of(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) {
        if (value instanceof Map<?, ?> members) {
            generator.writeStartObject();
            members.forEach((name, member) -> {
                generator.writeName(String.valueOf(name));
                write(generator, member);
            });
            generator.writeEndObject();
        } else if (value instanceof List<?> elements) {
            generator.writeStartArray();
            elements.forEach(element -> write(generator, element));
            generator.writeEndArray();
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else {
            generator.writeString(String.valueOf(value));
        }
    }

    private static <T extends @Nullable Object> T read(JsonFactory json, String text, Function<JsonParser, T> reading) {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("not JSON: the text is empty");
            }
            T value = reading.apply(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("not JSON: there is text after the value");
            }
            return value;
        } catch (JacksonException e) {
            // Without the cause, since its message quotes the text, which may hold values of a row.
            throw new IllegalArgumentException(
                    "not JSON at character " + e.getLocation().getCharOffset());
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("a value cannot start with " + parser.currentToken());
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }
}
