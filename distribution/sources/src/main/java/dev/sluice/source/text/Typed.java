package dev.sluice.source.text;

import dev.sluice.spi.FieldType;
import java.util.regex.Pattern;

/** Values of a type that a text stands for. */
final class Typed {
    private static final int UUID_LENGTH = 36;
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private Typed() {}

    /**
     * The value, as {@link FieldType#parse} gives it, which takes some texts that nobody means: digits of other scripts, {@code 0x1p3} and
     * {@code 1d} for numbers, shortened UUIDs.
     *
     * @throws IllegalArgumentException if the text is not of the type
     */
    static Object parse(FieldType type, String text) {
        boolean fits = switch (type) {
            case INTEGER, BIG_INTEGER, DECIMAL, FLOAT, DOUBLE ->
                NUMBER.matcher(text).matches();
            case UUID -> text.length() == UUID_LENGTH;
            case BOOLEAN, TEXT, DATE, TIME, TIMESTAMP, INSTANT, BYTES, JSON -> true;
        };
        if (!fits) {
            throw new IllegalArgumentException("not a " + type);
        }
        return type.parse(text);
    }
}
