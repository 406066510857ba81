package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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
}
