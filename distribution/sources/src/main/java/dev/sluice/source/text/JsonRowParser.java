package dev.sluice.source.text;

import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.text.bytes.Utf8;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.json.JsonFactory;

/**
 * Parses JSON objects into rows without loss: text stays text, a whole number of any size keeps its value, a decimal keeps its digits, a
 * nested value stays JSON. The type of a null is text. For one thread.
 */
final class JsonRowParser {
    private static final int ENCODING_BYTES = 4;
    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    private static final int LONG_DIGITS = 18;
    private static final int LONG_BITS = 63;

    private final JsonFactory json;
    private final Map<String, FieldType> types;
    private final boolean typed;
    private final JsonShapes shapes = new JsonShapes();
    private @Nullable Object[] values = new @Nullable Object[16];
    /** Whether a text of the row may have half a surrogate pair: only an escape can make one. */
    private boolean escapes;
    /** Why the row cannot be carried, if that is because of one value alone. */
    private @Nullable ErrorDetail unfit;

    /** @param types the types of fields that are not to have the one that JSON gives them */
    JsonRowParser(int maxRowBytes, Map<String, FieldType> types) {
        this.types = types;
        this.typed = !types.isEmpty();
        json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(JsonText.MAX_NESTING)
                        .maxNumberLength(JsonText.MAX_NUMBER_LENGTH)
                        .maxStringLength(maxRowBytes)
                        .maxNameLength(maxRowBytes)
                        .build())
                .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /**
     * The row in a range of bytes, or the reason why it cannot be read.
     *
     * @param ascii whether no byte is above 127
     * @param mayEscape whether there may be a backslash
     */
    SourceRecord parse(long number, byte[] bytes, int offset, int length, boolean ascii, boolean mayEscape) {
        int invalid = ascii ? -1 : Utf8.firstInvalid(bytes, offset, offset + length);
        if (invalid >= 0) {
            return new SourceRecord.Unreadable(
                    number, TextErrors.encoding(fieldBefore(bytes, offset, invalid - offset), invalid - offset + 1));
        }
        if (length >= MARK.length && Arrays.equals(bytes, offset, offset + MARK.length, MARK, 0, MARK.length)) {
            // The parser would pass over it before every row; only that of the file is none of its characters.
            return new SourceRecord.Unreadable(number, TextErrors.notJson(1));
        }
        for (int i = offset; i < offset + Math.min(length, ENCODING_BYTES); i++) {
            if (bytes[i] == 0) {
                // To the parser that would be another encoding than UTF-8.
                return new SourceRecord.Unreadable(number, TextErrors.notJson(i - offset + 1));
            }
        }
        escapes = mayEscape;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            try {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return new SourceRecord.Unreadable(number, TextErrors.notAnObject());
                }
                Row row = row(parser);
                ErrorDetail first = unfit;
                return first == null
                        ? new SourceRecord.Intact(number, row)
                        : new SourceRecord.Unreadable(number, first, row);
            } catch (StreamConstraintsException e) {
                return new SourceRecord.Unreadable(number, beyondLimits(parser.streamReadContext()));
            }
        } catch (Rejected e) {
            return new SourceRecord.Unreadable(number, e.error);
        } catch (JacksonException e) {
            // The message quotes the line, so of it only the place is told.
            long column = e.getLocation() == null ? -1 : e.getLocation().getColumnNr();
            return new SourceRecord.Unreadable(
                    number, JsonText.isHalfName(e) ? TextErrors.halfName() : TextErrors.notJson(column));
        }
    }

    /** Why the parser went no further: what is nested too deep is open by then, so anything else is a number. */
    private static ErrorDetail beyondLimits(TokenStreamContext place) {
        if (place.getNestingDepth() > JsonText.MAX_NESTING) {
            return TextErrors.tooNested(JsonText.MAX_NESTING);
        }
        String field = "";
        for (TokenStreamContext at = place; at != null; at = at.getParent()) {
            field = at.currentName() == null ? field : at.currentName();
        }
        return TextErrors.numberRange(field);
    }

    /** The field in whose value a row ends too early; empty if that cannot be told. */
    private String fieldBefore(byte[] bytes, int offset, int length) {
        String field = "";
        int depth = 0;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.PROPERTY_NAME && depth == 1) {
                    field = parser.currentName();
                } else if (depth == 1) {
                    // An error if the text is not closed: then it is in its field that the row ends.
                    parser.finishToken();
                    field = "";
                }
            }
        } catch (JacksonException e) {
            // That is where the row ends.
        }
        return field;
    }

    /** The row, or the rest of it if {@link #unfit} says so. */
    private Row row(JsonParser parser) throws Rejected {
        unfit = null;
        JsonShapes.Node shape = shapes.start();
        int size = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (name.isEmpty()) {
                throw new Rejected(TextErrors.unnamedField());
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2 + 1);
            }
            Object value;
            FieldType type;
            try {
                value = value(parser, name);
                type = type(value, parser.currentToken());
            } catch (Unusable e) {
                value = leave(parser, e.error);
                type = FieldType.TEXT;
            } catch (StreamWriteException e) {
                value = leave(parser, TextErrors.duplicateNestedField());
                type = FieldType.TEXT;
            }
            FieldType wanted = typed ? types.get(name) : null;
            if (wanted != null && unfit == null) {
                Object converted = converted(value, type, wanted);
                if (converted instanceof Unfit why) {
                    unfit = why.error(name, wanted);
                } else {
                    value = converted;
                    type = wanted;
                }
            }
            JsonShapes.Node longer = shape.with(name, type);
            if (longer == null) {
                throw new Rejected(TextErrors.duplicateField(name));
            }
            values[size++] = value;
            shape = longer;
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            throw new Rejected(TextErrors.notAnObject());
        }
        if (size != values.length) {
            // Most rows are as long as the one before.
            values = Arrays.copyOf(values, size);
        }
        return Row.of(shape.schema(), values);
    }

    /** Goes on behind a value that a row cannot carry. @return its text, if it is no nested one */
    private @Nullable String leave(JsonParser parser, ErrorDetail why) {
        unfit = unfit == null ? why : unfit;
        int depth = parser.streamReadContext().getNestingDepth();
        if (depth == 1) {
            return parser.getString();
        }
        while (depth > 1) {
            parser.nextToken();
            depth = parser.streamReadContext().getNestingDepth();
        }
        return null;
    }

    private @Nullable Object value(JsonParser parser, String name) throws Rejected {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new Rejected(TextErrors.notJson(-1));
        }
        return switch (token) {
            case VALUE_STRING -> text(parser, name);
            case VALUE_NUMBER_INT -> whole(parser, name);
            case VALUE_NUMBER_FLOAT -> decimal(parser, name);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_OBJECT, START_ARRAY -> nested(parser, name);
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new Rejected(TextErrors.notJson(-1));
        };
    }

    private static FieldType type(@Nullable Object value, @Nullable JsonToken last) {
        if (value instanceof String) {
            return last == JsonToken.VALUE_STRING ? FieldType.TEXT : FieldType.JSON;
        }
        if (value instanceof Long) {
            return FieldType.INTEGER;
        }
        if (value instanceof BigDecimal) {
            return FieldType.DECIMAL;
        }
        if (value instanceof Boolean) {
            return FieldType.BOOLEAN;
        }
        if (value instanceof Double) {
            return FieldType.DOUBLE;
        }
        return value instanceof BigInteger ? FieldType.BIG_INTEGER : FieldType.TEXT;
    }

    private static Object whole(JsonParser parser, String name) throws Rejected {
        if (parser.getStringLength() <= LONG_DIGITS) {
            return parser.getLongValue();
        }
        BigInteger value = new BigInteger(number(parser, name));
        if (value.bitLength() <= LONG_BITS) {
            return value.longValue();
        }
        return value;
    }

    private static Object decimal(JsonParser parser, String name) throws Rejected {
        char[] digits = digits(parser, name);
        int offset = parser.getStringOffset();
        if (JsonText.decimal(digits, offset, parser.getStringLength()) instanceof BigDecimal value) {
            return value.signum() == 0 && digits[offset] == '-' ? negativeZero(value) : value;
        }
        throw new Unusable(TextErrors.numberRange(name));
    }

    /** A decimal has no sign without a digit above 0, so this one is a number of another type, or JSON with the digits it has. */
    private static Object negativeZero(BigDecimal zero) {
        return switch (zero.scale()) {
            case 1 -> -0.0;
            default -> "-" + zero.toPlainString();
        };
    }

    private String text(JsonParser parser, String name) throws Rejected {
        String text = parser.getString();
        if (escapes && JsonText.hasHalfPair(text)) {
            throw new Unusable(TextErrors.halfCharacter(name));
        }
        return text;
    }

    private static @Nullable Object converted(@Nullable Object value, FieldType type, FieldType wanted) {
        return value == null || type == wanted ? value : Typed.parse(wanted, type.format(value));
    }

    /** The text of a number, which is a part of the array. */
    private static char[] digits(JsonParser parser, String name) throws Rejected {
        try {
            return parser.getStringCharacters();
        } catch (StreamConstraintsException e) {
            throw new Rejected(TextErrors.numberRange(name));
        }
    }

    private static String number(JsonParser parser, String name) throws Rejected {
        try {
            return parser.getString();
        } catch (StreamConstraintsException e) {
            throw new Rejected(TextErrors.numberRange(name));
        }
    }

    /** The nested value at the parser as compact text; numbers keep their digits. */
    private String nested(JsonParser parser, String name) throws Rejected {
        StringWriter text = new StringWriter();
        try (JsonGenerator compact = json.createGenerator(ObjectWriteContext.empty(), text)) {
            Unfit why = JsonText.copy(parser, compact);
            if (why != null) {
                throw why == Unfit.ENCODING
                        ? new Unusable(TextErrors.halfCharacter(name))
                        : new Rejected(TextErrors.notJson(-1));
            }
        }
        return text.toString();
    }

    /** The row is invalid. Caught by {@link #parse}; has no stack trace, because a file may have millions of such rows. */
    private static class Rejected extends Exception {
        private static final long serialVersionUID = 1L;

        final transient ErrorDetail error;

        Rejected(ErrorDetail error) {
            super(error.code(), null, false, false);
            this.error = error;
        }
    }

    /** A value of the row cannot be carried; the parser stands at it, or inside it. */
    private static final class Unusable extends Rejected {
        private static final long serialVersionUID = 1L;

        Unusable(ErrorDetail error) {
            super(error);
        }
    }
}
