package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.SyncReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final SettableClock clock = new SettableClock();

    private static SyncEvent at(double fraction) {
        return at(fraction, Optional.empty());
    }

    private static SyncEvent at(double fraction, Optional<String> waitsFor) {
        return new SyncEvent.Progressed(new SyncProgress(
                SyncProgress.Phase.WRITING,
                fraction,
                OptionalLong.empty(),
                new SyncReport.Rows(1_234, 1_000, 0, 0, 0, 0, 0, 4, 0, 230),
                SyncReport.Removals.NONE,
                waitsFor));
    }

    @Test
    void aWaitIsToldAndNothingIsWhollyDoneBeforeItIs() {
        Terminal terminal = new Terminal();
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", false, true, clock)) {
            clock.pass(Duration.ofSeconds(5));
            display.heard(at(0.9999, Optional.of("CONNECTION_LOST")));
        }
        assertThat(terminal.err()).contains("users: writing (waits: CONNECTION_LOST) 99 %,");
    }

    @Test
    void whereNobodyWatchesThereIsALineEveryFiveSeconds() {
        Terminal terminal = new Terminal();
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", false, true, clock)) {
            display.heard(at(0));
            clock.pass(Duration.ofMillis(4_999));
            display.heard(at(0.2));
            assertThat(terminal.err()).isEmpty();
            clock.pass(Duration.ofMillis(1));
            display.heard(at(0.25));
            display.heard(at(0.3));
            clock.pass(Duration.ofSeconds(5));
            display.heard(at(-1));
        }
        assertThat(terminal.err().lines())
                .containsExactly(
                        "users: writing 25 %, 1,234 read, 1,000 written, 4 rejected, 200 rows/s",
                        "users: writing, 1,234 read, 1,000 written, 4 rejected, 100 rows/s");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void onATerminalThereIsABarOnTheErrorStream() {
        Terminal terminal = new Terminal(java.util.Map.of(), true);
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", false, true, clock)) {
            display.heard(at(0.5));
        }
        assertThat(terminal.err()).contains("users").contains("50%").contains("1,234 rows");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void quietMeansNothing() {
        Terminal terminal = new Terminal(java.util.Map.of(), true);
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", true, true, clock)) {
            clock.pass(Duration.ofMinutes(1));
            display.heard(at(0.5));
        }
        assertThat(terminal.err()).isEmpty();
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.EPOCH;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
