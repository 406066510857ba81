package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchResultTest {
    private static final Outcome SKIPPED = Outcome.skipped("KEY_EXISTS");

    @Test
    void allWrittenAnswersForEveryPositionAndNoOther() {
        BatchResult result = BatchResult.allWritten(2);
        assertThat(result.isAllWritten()).isTrue();
        assertThat(result.outcome(1)).isEqualTo(Outcome.WRITTEN);
        assertThatThrownBy(() -> result.outcome(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> result.outcome(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void outcomesKeepTheirPositions() {
        BatchResult result =
                BatchResult.builder(3).set(1, SKIPPED).setRest(Outcome.WRITTEN).build();
        assertThat(result.isAllWritten()).isFalse();
        assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
        assertThat(result.outcome(1)).isEqualTo(SKIPPED);
    }

    @Test
    void aChangeWithoutAnOutcomeIsADefect() {
        BatchResult.Builder builder = BatchResult.builder(2).set(0, Outcome.WRITTEN);
        assertThat(builder.isSet(1)).isFalse();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("change 1");
    }

    @Test
    void theFirstReasonToStopStandsEvenWhenAllWasWritten() {
        DestinationException first = DestinationException.closed();
        BatchResult result = BatchResult.builder(1)
                .set(0, Outcome.WRITTEN)
                .stop(first)
                .stop(DestinationException.unsupportedMode(SyncMode.UPDATE, "Use UPSERT."))
                .build();
        assertThat(result.stop()).containsSame(first);
        assertThat(result.isAllWritten()).isFalse();
        assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
    }
}
