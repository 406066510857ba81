package dev.sluice.host.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeadroomTest {
    private static final long LITTLE = Duration.ofMillis(10).toNanos();
    private static final long WINDOW = Duration.ofMillis(200).toNanos();

    private long now = Long.MAX_VALUE - WINDOW; // the clock may wrap at any moment
    private double load;
    private int looks;
    private final Headroom headroom = new Headroom(() -> now, () -> {
        looks++;
        return load;
    });

    private boolean after(long window, long waited) {
        now += window;
        return headroom.isAfterWait(waited);
    }

    @Test
    void thereIsSomeWhereLanesAreWaitedForAndProcessorsAreIdle() {
        load = 0.3;
        assertThat(after(WINDOW, WINDOW)).as("nothing is known of the load yet").isFalse();
        assertThat(after(WINDOW, WINDOW)).isTrue();
        assertThat(after(WINDOW, WINDOW)).isTrue();
    }

    @Test
    void thereIsNoneWhereProcessorsAreBusy() {
        load = 0.95;
        for (int i = 0; i < 10; i++) {
            assertThat(after(WINDOW, WINDOW)).isFalse();
        }
        load = 0.5;
        assertThat(after(WINDOW, WINDOW)).isTrue();
    }

    @Test
    void nobodyLooksAtTheLoadWhereLanesAreHardlyWaitedFor() {
        for (int i = 0; i < 10; i++) {
            assertThat(after(WINDOW, LITTLE)).isFalse();
        }
        assertThat(looks).isZero();
    }

    @Test
    void theLoadBeforeATimeWithoutWaitingDoesNotCount() {
        after(WINDOW, WINDOW);
        after(WINDOW, LITTLE);
        assertThat(after(WINDOW, WINDOW)).isFalse();
        assertThat(after(WINDOW, WINDOW)).isTrue();
    }

    @Test
    void shortWaitsAddUpAndAShortTimeDecidesNothing() {
        after(WINDOW, WINDOW);
        boolean more = false;
        int waits = 0;
        while (!more && waits < 100) {
            more = after(LITTLE, LITTLE / 2);
            waits++;
        }
        assertThat(waits).isEqualTo(20);
    }

    @Test
    void aLoadThatCannotBeToldIsNoReasonAgainstMore() {
        load = -1;
        after(WINDOW, WINDOW);
        assertThat(after(WINDOW, WINDOW)).isTrue();
    }

    @Test
    void theLoadOfThisMachineCanBeTold() {
        Headroom here = Headroom.ofThisMachine();
        assertThat(here.isAfterWait(0)).isFalse();
        assertThat(here.load()).isBetween(0.0, 1.0);
    }
}
