package dev.sluice.source.text;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.util.regex.Pattern;

/** Values of a type that a text stands for. */
final class Typed {
    private static final int UUID_LENGTH = 36;
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private Typed() {}

    /**
     * The value, or an {@link Unfit} if the text is not of the type. It is the value that {@link FieldType#parse} gives, which takes some texts
     * that nobody means: digits of other scripts, {@code 0x1p3} and {@code 1d} for numbers, shortened UUIDs, Base64 with bits to spare.
     */
    static Object parse(FieldType type, String text) {
        try {
            return switch (type) {
                case INTEGER, BIG_INTEGER, FLOAT, DOUBLE -> isNumber(text) ? type.parse(text) : Unfit.RANGE;
                case DECIMAL -> isNumber(text) ? JsonText.decimal(text) : Unfit.RANGE;
                case UUID -> text.length() == UUID_LENGTH ? type.parse(text) : Unfit.RANGE;
                case BYTES -> {
                    Object bytes = type.parse(text);
                    yield type.format(bytes).equals(text) ? bytes : Unfit.RANGE;
                }
                case JSON -> JsonText.compact(text);
                case BOOLEAN, TEXT, DATE, TIME, TIMESTAMP, INSTANT -> type.parse(text);
            };
        } catch (IllegalArgumentException e) {
            return Unfit.RANGE;
        }
    }

    private static boolean isNumber(String text) {
        return text.length() <= JsonText.MAX_NUMBER_LENGTH
                && NUMBER.matcher(text).matches();
    }
}
