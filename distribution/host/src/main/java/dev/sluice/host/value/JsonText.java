package dev.sluice.host.value;

import dev.sluice.spi.FieldType;
import java.io.StringWriter;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** Values as compact JSON text: numbers, booleans and JSON as they are, everything else as a string with its canonical text. */
public final class JsonText {
    /** The deepest value, as in a line of JSON. */
    public static final int MAX_NESTING = 200;

    /** The most characters of a number, as in a line of JSON. */
    public static final int MAX_NUMBER_LENGTH = 1_000;

    // Canonical text has no exponent, so an exponent of a million would become a megabyte of zeros.
    private static final int MAX_SCALE = 1_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    /**
     * Appends a value that is not null.
     *
     * @return why it cannot be carried; null if it was appended
     */
    public static @Nullable Unfit append(StringBuilder json, FieldType type, Object value) {
        switch (type) {
            case BOOLEAN, INTEGER, BIG_INTEGER, DECIMAL, JSON -> json.append(type.format(value));
            case FLOAT, DOUBLE -> {
                if (!Double.isFinite(((Number) value).doubleValue())) {
                    return Unfit.NOT_FINITE;
                }
                json.append(type.format(value));
            }
            case TEXT, DATE, TIME, TIMESTAMP, INSTANT, UUID, BYTES -> quote(json, type.format(value));
        }
        return null;
    }

    /** Appends a string. */
    public static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }

    /** A JSON value without blanks, its digits and the order of its fields kept; {@link Unfit} where a row cannot carry it. */
    public static Object compact(String text) {
        StringWriter target = new StringWriter(text.length());
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text);
                JsonGenerator compact = JSON.createGenerator(ObjectWriteContext.empty(), target)) {
            parser.nextToken();
            Unfit unfit = copy(parser, compact);
            if (unfit != null) {
                return unfit;
            }
            if (parser.nextToken() != null) {
                return Unfit.NOT_JSON;
            }
        } catch (StreamReadException e) {
            return String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                    ? Unfit.KEY_DUPLICATE
                    : isHalfName(e) ? Unfit.ENCODING : Unfit.NOT_JSON;
        } catch (JacksonException e) {
            return Unfit.NOT_JSON;
        }
        return target.toString();
    }

    /**
     * Copies the value at the parser's token, whose numbers keep their digits, and leaves the parser at its last one.
     *
     * @return why a row cannot carry it; null if it was copied
     */
    public static @Nullable Unfit copy(JsonParser parser, JsonGenerator compact) {
        int depth = 0;
        JsonToken token = parser.currentToken();
        do {
            if (token == null) {
                return Unfit.NOT_JSON;
            }
            switch (token) {
                case START_OBJECT -> {
                    compact.writeStartObject();
                    depth++;
                }
                case START_ARRAY -> {
                    compact.writeStartArray();
                    depth++;
                }
                case END_OBJECT -> {
                    compact.writeEndObject();
                    depth--;
                }
                case END_ARRAY -> {
                    compact.writeEndArray();
                    depth--;
                }
                case PROPERTY_NAME, VALUE_STRING -> {
                    String string = parser.getString();
                    if (hasHalfPair(string)) {
                        return Unfit.ENCODING;
                    }
                    if (token == JsonToken.PROPERTY_NAME) {
                        compact.writeName(string);
                    } else {
                        compact.writeString(string);
                    }
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> compact.writeNumber(parser.getString());
                case VALUE_TRUE -> compact.writeBoolean(true);
                case VALUE_FALSE -> compact.writeBoolean(false);
                case VALUE_NULL -> compact.writeNull();
                case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> {
                    return Unfit.NOT_JSON;
                }
            }
            if (depth > 0) {
                token = parser.nextToken();
            }
        } while (depth > 0);
        return null;
    }

    /** A decimal from its digits; {@link Unfit} where its plain text would be longer than numbers are. */
    public static Object decimal(String digits) {
        return decimal(digits.toCharArray(), 0, digits.length());
    }

    /** The decimal; {@link Unfit} where its plain text would be longer than numbers are. */
    public static Object writable(BigDecimal value) {
        return Math.abs((long) value.scale()) <= MAX_SCALE ? value : Unfit.RANGE;
    }

    /** As {@link #decimal(String)}, from a part of an array. */
    public static Object decimal(char[] digits, int offset, int length) {
        try {
            return writable(new BigDecimal(digits, offset, length));
        } catch (NumberFormatException e) {
            // The exponent has more than 32 bits.
            return Unfit.RANGE;
        }
    }

    /** Whether the parser went no further because an escape in a name is half a character. It reads such values, and leaves them to the caller. */
    public static boolean isHalfName(JacksonException thrown) {
        return String.valueOf(thrown.getOriginalMessage()).contains("surrogate");
    }

    /** Whether a text has half a surrogate pair, which no encoding can carry. */
    public static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
