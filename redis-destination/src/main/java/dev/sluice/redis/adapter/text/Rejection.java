package dev.sluice.redis.adapter.text;

import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;

/** The reasons why a row has no key or no value. Each names the field, never the value. */
public final class Rejection {
    private static final String REPAIR =
            "Correct the text in the source. It was probably cut in the middle of a character.";
    private static final String SPLIT_PAIR = " contains half of a surrogate pair, which has no UTF-8 form.";

    private Rejection() {}

    /** A key field is null, missing, empty or blank. */
    public static RejectedRow keyEmpty(String name) {
        return reject(
                RedisFailure.KEY_EMPTY,
                "The key field '" + name + "' is null, missing, empty or blank.",
                "Give every row a value in '" + name + "', or choose other fields for the key.");
    }

    /** A key field has a type that cannot be a key. */
    public static RejectedRow keyUnsupportedType(Field field) {
        return reject(
                RedisFailure.KEY_UNSUPPORTED_TYPE,
                "The key field '" + field.name() + "' is of type " + field.type() + ", which cannot be a key.",
                "Choose a key_field that is text, a whole or decimal number, a date, a time, a UUID or a boolean, or convert it to text in the source.");
    }

    /** A key field is text without a UTF-8 form. */
    public static RejectedRow keyMalformed(String name) {
        return reject(RedisFailure.KEY_MALFORMED, "The key field '" + name + "'" + SPLIT_PAIR, REPAIR);
    }

    /** A value is text without a UTF-8 form. */
    public static RejectedRow textMalformed(Field field) {
        return reject(RedisFailure.VALUE_MALFORMED, "The field '" + field.name() + "'" + SPLIT_PAIR, REPAIR);
    }

    /** A nested value is not JSON. */
    public static RejectedRow nestedMalformed(Field field) {
        return reject(
                RedisFailure.VALUE_MALFORMED,
                "The nested field '" + field.name() + "' is not valid JSON.",
                "Correct it in the source, or pass it as text.");
    }

    /** A name of a field is text without a UTF-8 form. */
    public static RejectedRow nameMalformed() {
        return reject(RedisFailure.VALUE_MALFORMED, "A field's name" + SPLIT_PAIR, "Rename the field in the mapping.");
    }

    /** A number has no JSON form. */
    public static RejectedRow valueNotRepresentable(Field field) {
        return reject(
                RedisFailure.VALUE_NOT_REPRESENTABLE,
                "The field '" + field.name() + "' is NaN or infinite, which has no JSON number.",
                "Convert it to null or a number in the source.");
    }

    /** A decimal has too many digits in plain notation. */
    public static RejectedRow decimalTooLong(Field field) {
        return reject(
                RedisFailure.VALUE_NOT_REPRESENTABLE,
                "The decimal field '" + field.name() + "' has more than " + FieldType.MAX_DECIMAL_LENGTH
                        + " digits in plain notation.",
                "Correct its exponent in the source, or pass it as text.");
    }

    /** One value is too large. */
    public static RejectedRow valueTooLarge(Field field, int maxBytes) {
        return reject(
                RedisFailure.VALUE_TOO_LARGE,
                "The field '" + field.name() + "' alone is larger than max_value_bytes (" + maxBytes + ").",
                "Shorten it in the source, leave it out in the mapping, or raise max_value_bytes.");
    }

    /** The whole row is too large. */
    public static RejectedRow rowTooLarge(int maxBytes) {
        return reject(
                RedisFailure.VALUE_TOO_LARGE,
                "The row is larger than max_value_bytes (" + maxBytes + ").",
                "Shorten its fields in the source, leave some out in the mapping, or raise max_value_bytes.");
    }

    /** The field that is the record is null or missing. */
    public static RejectedRow valueMissing(String name) {
        return reject(
                RedisFailure.ROW_EMPTY,
                "The field '" + name + "', which is the record, is null or missing.",
                "Give every row a value in '" + name
                        + "', filter such rows out in the source, or choose another value_field.");
    }

    /** There is nothing to write. */
    public static RejectedRow rowEmpty() {
        return new RejectedRow(RedisFailure.ROW_EMPTY.detail());
    }

    private static RejectedRow reject(RedisFailure code, String message, String remedy) {
        return new RejectedRow(code.detail(message, remedy));
    }
}
