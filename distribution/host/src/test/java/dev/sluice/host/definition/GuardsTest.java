package dev.sluice.host.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.ErrorCategory;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0,true",
        "0,7,true",
        "50,99,false",
        "49,99,true",
        "10,100,true",
        "11,100,false",
        "1000000,10000000,true"
    })
    void byDefaultATenthMayBeRemovedAndOfFewRecordsHalf(long removals, long known, boolean passes) {
        assertThat(Guards.DEFAULT.judgeRemovals(removals, known).isEmpty()).isEqualTo(passes);
    }

    @Test
    void theRemedyNamesTheOptionWithTheValueThatLetsTheRunPass() {
        Guards percent = new Guards(1, OptionalLong.empty(), OptionalInt.of(3));
        assertThat(percent.judgeRemovals(21, 333)).hasValueSatisfying(error -> {
            assertThat(error.category()).isEqualTo(ErrorCategory.GUARD);
            assertThat(error.message()).contains("21 of 333", "3 %");
            assertThat(error.remedy()).contains("--max-delete-percent 7.");
        });
        assertThat(new Guards(1, OptionalLong.empty(), OptionalInt.of(7)).judgeRemovals(21, 333))
                .isEmpty();

        Guards number = new Guards(1, OptionalLong.of(20), OptionalInt.of(100));
        assertThat(number.judgeRemovals(21, 333))
                .hasValueSatisfying(error -> assertThat(error.remedy()).contains("--max-deletes 21."));
        assertThat(new Guards(1, OptionalLong.of(21), OptionalInt.of(100)).judgeRemovals(21, 333))
                .isEmpty();
    }

    @Test
    void aSourceWithTooFewRowsStopsTheRun() {
        assertThat(Guards.DEFAULT.judgeRows(1)).isEmpty();
        assertThat(Guards.DEFAULT.judgeRows(0))
                .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo("SOURCE_EMPTY"));
        assertThat(new Guards(0, OptionalLong.empty(), OptionalInt.empty()).judgeRows(0))
                .isEmpty();
        assertThat(new Guards(10, OptionalLong.empty(), OptionalInt.empty()).judgeRows(9))
                .hasValueSatisfying(error -> assertThat(error.message()).contains("9", "10"));
    }
}
