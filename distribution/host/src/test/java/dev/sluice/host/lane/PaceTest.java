package dev.sluice.host.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.RunStatus;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private static final long SECOND = 1_000_000_000;

    private final Cancellation cancellation = new Cancellation();
    private long now = 42;
    private int naps;

    private Pace pace(long rate) {
        return new Pace(OptionalLong.of(rate), new RunStatus(cancellation), () -> now, nanos -> {
            naps++;
            now += nanos;
        });
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "1000", "3000000"})
    void soManyChangesGoInASecond(long rate) {
        Pace pace = pace(rate);
        long begun = now;
        for (long i = 0; i < 3 * rate; i++) {
            pace.await();
        }
        assertThat((now - begun) / (double) SECOND).isBetween(2.8 - 1.0 / rate, 3.0);
    }

    @Test
    void aPauseIsNotMadeUpForByABurst() {
        Pace pace = pace(1_000);
        pace.await();
        now += 60 * SECOND;
        long begun = now;
        for (int i = 0; i < 1_000; i++) {
            pace.await();
        }
        assertThat((now - begun) / (double) SECOND).isGreaterThan(0.89);
    }

    @Test
    void aRunThatIsToEndDoesNotWait() {
        Pace pace = pace(1);
        pace.await();
        cancellation.request();
        long begun = now;
        pace.await();
        pace.await();
        assertThat(now).isEqualTo(begun);
        assertThat(naps).isZero();
    }

    @Test
    void withoutARateNothingWaits() {
        Pace pace = new Pace(OptionalLong.empty(), new RunStatus(cancellation), () -> now, nanos -> naps++);
        for (int i = 0; i < 1_000; i++) {
            pace.await();
        }
        assertThat(naps).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "99,9", "4000,400", "1000000,500"})
    void aBatchHoldsATenthOfASecondAtMost(long rate, int changes) {
        assertThat(pace(rate).batch(500)).isEqualTo(changes);
    }
}
