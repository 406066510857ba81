package dev.sluice.spi;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * The shortest decimal text of a floating-point number: what {@code toString} gives since JDK 19, on every JDK. Before, it sometimes gave
 * a longer or a farther text (JDK-4511638), always of a subnormal number or one of many digits; just those are computed here.
 */
final class ShortestDecimal {
    private static final boolean GIVEN_BY_JDK = Runtime.version().feature() >= 19;
    private static final int DOUBLE_DIGITS_IN_DOUBT = 16;
    private static final int FLOAT_DIGITS_IN_DOUBT = 8;

    private ShortestDecimal() {}

    static String of(double value) {
        String text = Double.toString(value);
        if (GIVEN_BY_JDK || !Double.isFinite(value) || value == 0) {
            return text;
        }
        boolean doubtful = Math.abs(value) < Double.MIN_NORMAL || digits(text) >= DOUBLE_DIGITS_IN_DOUBT;
        return doubtful ? compute(new BigDecimal(value), 17, candidate -> candidate.doubleValue() == value) : text;
    }

    static String of(float value) {
        String text = Float.toString(value);
        if (GIVEN_BY_JDK || !Float.isFinite(value) || value == 0) {
            return text;
        }
        boolean doubtful = Math.abs(value) < Float.MIN_NORMAL || digits(text) >= FLOAT_DIGITS_IN_DOUBT;
        return doubtful ? compute(new BigDecimal(value), 9, candidate -> candidate.floatValue() == value) : text;
    }

    private static int digits(String text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'E') {
                break;
            }
            if (c >= '0' && c <= '9' && (count > 0 || c != '0')) {
                count++;
            }
        }
        return count;
    }

    /** From most digits (which always read back) down to two, the fewest that a number may be written with, while they read back. */
    private static String compute(BigDecimal exact, int mostDigits, Predicate<BigDecimal> readsBack) {
        BigDecimal shortest = exact.round(new MathContext(mostDigits, RoundingMode.HALF_EVEN));
        for (int digits = mostDigits - 1; digits >= 2; digits--) {
            BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (!readsBack.test(nearest)) {
                // The numbers that read back reach farther to one side of a power of two than to the other.
                boolean below = nearest.abs().compareTo(exact.abs()) < 0;
                nearest = exact.round(new MathContext(digits, below ? RoundingMode.UP : RoundingMode.DOWN));
                if (!readsBack.test(nearest)) {
                    break;
                }
            }
            shortest = nearest;
        }
        return write(shortest.stripTrailingZeros());
    }

    /** The notation of {@link Double#toString(double)}: plain from 10^-3 to below 10^7, else one digit, a point, and an exponent. */
    private static String write(BigDecimal value) {
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= -3 && exponent < 7) {
            return (value.scale() < 1 ? value.setScale(1) : value).toPlainString();
        }
        String digits = value.unscaledValue().abs().toString();
        return (value.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + '.'
                + (digits.length() == 1 ? "0" : digits.substring(1))
                + 'E'
                + exponent;
    }
}
