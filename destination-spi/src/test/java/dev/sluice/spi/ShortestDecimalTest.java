package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestDecimalTest {
    private static final long SEED = 4_511_638;

    @ParameterizedTest
    @CsvSource({
        "2.0E-3,0.002",
        "2.2250738585072014E-308,2.2250738585072014E-308",
        "4.9E-324,4.9E-324",
        "1.0E23,1.0E23",
        "2.0E23,2.0E23",
        "9007199254740993,9.007199254740992E15",
        "1e7,1.0E7",
        "9999999,9999999.0",
        "-0.0,-0.0",
        "1.7976931348623157E308,1.7976931348623157E308"
    })
    void doublesAreWrittenAsSinceJdk19(double value, String text) {
        assertThat(ShortestDecimal.of(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1.4E-45,1.4E-45", "3.4028235E38,3.4028235E38", "0.1,0.1", "1.0E10,1.0E10", "33554432,3.3554432E7"})
    void floatsAreWrittenAsSinceJdk19(float value, String text) {
        assertThat(ShortestDecimal.of(value)).isEqualTo(text);
    }

    @Test
    void theTextReadsBackAndIsNeverLongerThanThatOfTheJdk() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            double wide = Double.longBitsToDouble(random.nextLong());
            String text = ShortestDecimal.of(wide);
            assertThat(Double.parseDouble(text))
                    .as("double %d of seed %d", i, SEED)
                    .isEqualTo(Double.valueOf(wide));
            assertThat(text.length()).isLessThanOrEqualTo(Double.toString(wide).length());
            float narrow = Float.intBitsToFloat(random.nextInt());
            assertThat(Float.parseFloat(ShortestDecimal.of(narrow)))
                    .as("float %d of seed %d", i, SEED)
                    .isEqualTo(Float.valueOf(narrow));
        }
    }

    @Test
    void whatIsNoNumberKeepsItsName() {
        assertThat(ShortestDecimal.of(Double.NaN)).isEqualTo("NaN");
        assertThat(ShortestDecimal.of(Float.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @Test
    void theTextIsTheOneThatSlowArithmeticFinds() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            double wide = number(random, i);
            assertThat(ShortestDecimal.compute(wide))
                    .as("double %d of seed %d", i, SEED)
                    .isEqualTo(compute(new BigDecimal(wide), 17, candidate -> candidate.doubleValue() == wide));
            float narrow = (float) number(random, i);
            if (Float.isFinite(narrow) && narrow != 0) {
                assertThat(ShortestDecimal.compute(narrow))
                        .as("float %d of seed %d", i, SEED)
                        .isEqualTo(compute(new BigDecimal(narrow), 9, candidate -> candidate.floatValue() == narrow));
            }
        }
    }

    @Test
    void theTextIsTheOneOfAJdkThatKnowsIt() {
        assumeTrue(Runtime.version().feature() >= 19, "Double.toString is the shortest since JDK 19");
        Random random = new Random(SEED);
        for (int i = 0; i < 1_000_000; i++) {
            double wide = number(random, i);
            float narrow = (float) wide;
            assertThat(ShortestDecimal.compute(wide)).isEqualTo(Double.toString(wide));
            if (Float.isFinite(narrow) && narrow != 0) {
                assertThat(ShortestDecimal.compute(narrow)).isEqualTo(Float.toString(narrow));
            }
        }
    }

    /** Any bits, everyday fractions, powers of two and their neighbours, the least numbers. */
    private static double number(Random random, int i) {
        double number = switch (i % 5) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(1_000_000) / (double) (1 + random.nextInt(1_000));
            case 2 -> Math.scalb(1.0, random.nextInt(2_098) - 1_074);
            case 3 -> Math.nextDown(Math.scalb(1.0, random.nextInt(252) - 126));
            default -> (1 + random.nextInt(50)) * (random.nextBoolean() ? Double.MIN_VALUE : Float.MIN_VALUE);
        };
        return Double.isFinite(number) && number != 0 ? number : Math.PI;
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
