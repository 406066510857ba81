package dev.sluice.spi;

import java.math.BigInteger;

/**
 * The shortest decimal text of a floating-point number: what {@code toString} gives since JDK 19, on every JDK. Before, it sometimes gave
 * a longer or a farther text (JDK-4511638), and took its time; there it is computed here, by the Schubfach algorithm (Raffaele Giulietti, 2021), which needs three multiplications where arbitrary precision needs dozens of divisions.
 *
 * <p>A number is {@code c · 2^q}. The decimals that read back as it lie between the middles to its neighbours. Scaled by a power of ten so
 * that this interval is between 2 and 20 wide, it holds at most one multiple of ten, and either that or one of the two whole numbers around
 * the value is the answer.
 */
final class ShortestDecimal {
    private static final boolean GIVEN_BY_JDK = Runtime.version().feature() >= 19;

    private ShortestDecimal() {}

    static String of(double value) {
        return GIVEN_BY_JDK || !Double.isFinite(value) || value == 0 ? Double.toString(value) : compute(value);
    }

    static String of(float value) {
        return GIVEN_BY_JDK || !Float.isFinite(value) || value == 0 ? Float.toString(value) : compute(value);
    }

    /** The text of a finite number other than zero. */
    static String compute(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & ((1L << 52) - 1);
        int biased = (int) (bits >>> 52) & 0x7FF;
        boolean subnormal = biased == 0;
        if (subnormal && fraction < 3) {
            return shortest(bits < 0, 10 * fraction, -1074, false, -1);
        }
        return shortest(
                bits < 0,
                subnormal ? fraction : fraction | (1L << 52),
                subnormal ? -1074 : biased - 1075,
                fraction == 0 && biased > 1,
                0);
    }

    /** The text of a finite number other than zero. */
    static String compute(float value) {
        int bits = Float.floatToRawIntBits(value);
        int fraction = bits & ((1 << 23) - 1);
        int biased = (bits >>> 23) & 0xFF;
        boolean subnormal = biased == 0;
        if (subnormal && fraction < 8) {
            return shortest(bits < 0, 10L * fraction, -149, false, -1);
        }
        return shortest(
                bits < 0,
                subnormal ? fraction : fraction | (1 << 23),
                subnormal ? -149 : biased - 150,
                fraction == 0 && biased > 1,
                0);
    }

    /**
     * @param c the significand, above 0
     * @param q the exponent of two
     * @param narrowBelow whether the neighbour below is only half as far as the one above, as below a power of two
     * @param scale the power of ten to multiply the result with: the least numbers, which one digit would tell apart, are given ten times
     *     as large, because they are written with two
     */
    private static String shortest(boolean negative, long c, int q, boolean narrowBelow, int scale) {
        long outside = c & 1;
        int k = narrowBelow ? PowersOfTen.log10ThreeQuartersOfPowerOfTwo(q) : PowersOfTen.log10OfPowerOfTwo(q);
        int shift = q + PowersOfTen.log2OfPowerOfTen(-k) + 2;
        long value = PowersOfTen.scaled(-k, (c << 2) << shift);
        long lower = PowersOfTen.scaled(-k, ((c << 2) - (narrowBelow ? 1 : 2)) << shift);
        long upper = PowersOfTen.scaled(-k, ((c << 2) + 2) << shift);
        long below = value >> 2;
        if (below >= 100) {
            long tensBelow = below / 10 * 10;
            long tensAbove = tensBelow + 10;
            boolean belowIn = lower + outside <= (tensBelow << 2);
            boolean aboveIn = (tensAbove << 2) + outside <= upper;
            if (belowIn != aboveIn) {
                return text(negative, belowIn ? tensBelow : tensAbove, k + scale);
            }
        }
        long above = below + 1;
        boolean belowIn = lower + outside <= (below << 2);
        boolean aboveIn = (above << 2) + outside <= upper;
        if (belowIn != aboveIn) {
            return text(negative, belowIn ? below : above, k + scale);
        }
        long toMiddle = value - ((below + above) << 1);
        boolean nearerBelow = toMiddle < 0 || (toMiddle == 0 && (below & 1) == 0);
        return text(negative, nearerBelow ? below : above, k + scale);
    }

    /** The notation of {@link Double#toString(double)}: plain from 10^-3 to below 10^7, else one digit, a point, and an exponent. */
    private static String text(boolean negative, long significand, int scale) {
        String digits = Long.toString(significand);
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        int exponent = digits.length() - 1 + scale;
        StringBuilder text = new StringBuilder(26);
        if (negative) {
            text.append('-');
        }
        if (exponent >= 0 && exponent < 7) {
            int point = exponent + 1;
            if (end <= point) {
                text.append(digits, 0, end);
                return text.append("0".repeat(point - end)).append(".0").toString();
            }
            return text.append(digits, 0, point)
                    .append('.')
                    .append(digits, point, end)
                    .toString();
        }
        if (exponent < 0 && exponent >= -3) {
            text.append("0.");
            for (int i = exponent + 1; i < 0; i++) {
                text.append('0');
            }
            return text.append(digits, 0, end).toString();
        }
        return text.append(digits.charAt(0))
                .append('.')
                .append(end == 1 ? "0" : digits.substring(1, end))
                .append('E')
                .append(exponent)
                .toString();
    }

    /** Powers of ten as 126 bits, and the logarithms that go with them. Made once, on a JDK that needs them. */
    private static final class PowersOfTen {
        private static final int LEAST = -324;
        private static final int GREATEST = 324;
        private static final int BITS = 126;
        private static final int HALF = 63;
        private static final long MASK = (1L << HALF) - 1;
        private static final long[] HIGH = new long[GREATEST - LEAST + 1];
        private static final long[] LOW = new long[HIGH.length];

        static {
            for (int exponent = LEAST; exponent <= GREATEST; exponent++) {
                BigInteger rounded = rounded(exponent);
                HIGH[exponent - LEAST] = rounded.shiftRight(HALF).longValueExact();
                LOW[exponent - LEAST] = rounded.and(BigInteger.valueOf(MASK)).longValueExact();
            }
        }

        private PowersOfTen() {}

        /** The first 126 bits of a power of ten, plus one. */
        private static BigInteger rounded(int exponent) {
            BigInteger power = BigInteger.TEN.pow(Math.abs(exponent));
            int shift = BITS - 1 - log2OfPowerOfTen(exponent);
            BigInteger bits;
            if (exponent < 0) {
                bits = BigInteger.ONE.shiftLeft(shift).divide(power);
            } else {
                bits = shift >= 0 ? power.shiftLeft(shift) : power.shiftRight(-shift);
            }
            return bits.add(BigInteger.ONE);
        }

        /** The whole part of {@code log10(2^e)}, in fixed point: exact for every exponent of a double. */
        static int log10OfPowerOfTwo(int e) {
            return (int) ((e * 661_971_961_083L) >> 41);
        }

        static int log10ThreeQuartersOfPowerOfTwo(int e) {
            return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
        }

        /** The whole part of {@code log2(10^e)}. */
        static int log2OfPowerOfTen(int e) {
            return (int) ((e * 913_124_641_741L) >> 38);
        }

        /** A number times a power of ten, without the fraction, but with a last bit that is set if there is one. */
        static long scaled(int exponent, long number) {
            long high = HIGH[exponent - LEAST];
            long low = LOW[exponent - LEAST];
            long carry = ((high * number) >>> 1) + Math.multiplyHigh(low, number);
            long whole = Math.multiplyHigh(high, number) + (carry >>> HALF);
            return whole | (((carry & MASK) + MASK) >>> HALF);
        }
    }
}
