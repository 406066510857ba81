package dev.sluice.redis.adapter.text;

import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Formats values as {@link FieldType#format} does, or says why a value has no text. Where a small value can have a huge text, it checks the
 * size first. Stateless.
 */
public final class ValueText {
    private static final double DIGITS_PER_BIT = Math.log10(2);

    private final int maxBytes;

    /** Texts with at most this number of bytes. */
    public ValueText(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * The text of a value.
     *
     * @throws RejectedRow if the value is NaN or infinite, is a decimal without a canonical text, is text without a UTF-8 form, is nested and not JSON, or is too large
     */
    public String of(Field field, Object value) throws RejectedRow {
        FieldType type = field.type();
        switch (type) {
            case BOOLEAN, INTEGER, DATE, TIME, TIMESTAMP, INSTANT, UUID -> {}
            case BIG_INTEGER -> bound(field, Math.round(((BigInteger) value).bitLength() * DIGITS_PER_BIT));
            case DECIMAL -> {
                long length = plainLength((BigDecimal) value);
                if (length > FieldType.MAX_DECIMAL_LENGTH) {
                    throw Rejection.decimalTooLong(field);
                }
                bound(field, length);
            }
            case FLOAT -> {
                if (!Float.isFinite((float) value)) {
                    throw Rejection.valueNotRepresentable(field);
                }
            }
            case DOUBLE -> {
                if (!Double.isFinite((double) value)) {
                    throw Rejection.valueNotRepresentable(field);
                }
            }
            case TEXT -> checkText(field, (String) value);
            case JSON -> {
                checkText(field, (String) value);
                if (!NestedJson.isValid((String) value)) {
                    throw Rejection.nestedMalformed(field);
                }
            }
            case BYTES -> bound(field, (((byte[]) value).length + 2L) / 3 * 4);
        }
        return type.format(value);
    }

    /** The length of {@link BigDecimal#toPlainString()}, without making it: that of {@code 1E+2000000000} has two billion characters. */
    static long plainLength(BigDecimal value) {
        long scale = value.scale();
        long precision = value.precision();
        long sign = value.signum() < 0 ? 1 : 0;
        if (scale <= 0) {
            return sign + (value.signum() == 0 ? 1 : precision - scale);
        }
        return sign + (scale < precision ? precision + 1 : scale + 2);
    }

    private void checkText(Field field, String text) throws RejectedRow {
        bound(field, text.length());
        if (Surrogates.anyLone(text)) {
            throw Rejection.textMalformed(field);
        }
    }

    private void bound(Field field, long length) throws RejectedRow {
        if (length > maxBytes) {
            throw Rejection.valueTooLarge(field, maxBytes);
        }
    }
}
