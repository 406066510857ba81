package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.fake.FakeRun;
import dev.sluice.host.fake.SettableClock;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final SettableClock clock = new SettableClock(Instant.EPOCH);

    private static SyncEvent at(double fraction) {
        return at(fraction, 1_000);
    }

    private static SyncEvent at(double fraction, long written) {
        return FakeRun.progress(SyncProgress.Phase.WRITING, fraction, 1_234, written, 4);
    }

    @Test
    void aWaitIsToldWithItsReasonUntilTheRunGoesOnAndNothingIsWhollyDoneBeforeItIs() {
        Terminal terminal = new Terminal();
        terminal.console().redactor().secret("s3cret-token");
        ErrorDetail refused = ErrorDetail.of(
                "CONNECTION_REFUSED",
                ErrorCategory.CONNECTION,
                "The server refuses connections (s3cret-token).",
                "Start it.",
                true);
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", false, true, clock)) {
            display.heard(at(0.9999));
            for (int i = 0; i < 28; i++) {
                display.heard(
                        new SyncEvent.Told(RunEvent.waiting(clock.instant().plusSeconds(10), refused)));
                clock.pass(Duration.ofSeconds(10));
            }
            display.heard(at(0.9999));
            clock.pass(Duration.ofSeconds(5));
            display.heard(at(0.9999, 1_001));
        }
        assertThat(terminal.err().lines())
                .containsExactly(
                        "users: writing 99 %, 1,234 read, 1,000 written, 4 rejected, 3 rows/s, waiting for 4:40: The server refuses connections (****).",
                        "users: writing 99 %, 1,234 read, 1,001 written, 4 rejected, 3 rows/s, 0:01 left");
    }

    @Test
    void rateAndTimeLeftAreThoseOfThePhase() {
        Terminal terminal = new Terminal();
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", false, true, clock)) {
            display.heard(progress(SyncProgress.Phase.COMPARING, 0.5, 1_000, 0));
            clock.pass(Duration.ofSeconds(10));
            display.heard(progress(SyncProgress.Phase.COMPARING, 0.9, 2_000, 0));
            display.heard(progress(SyncProgress.Phase.WRITING, 0, 2_000, 0));
            clock.pass(Duration.ofSeconds(10));
            display.heard(progress(SyncProgress.Phase.WRITING, 0.25, 2_000, 500));
        }
        assertThat(terminal.err().lines())
                .containsExactly(
                        "users: comparing 90 %, 2,000 read, 0 written, 0 rejected, 200 rows/s, 0:02 left",
                        "users: writing 25 %, 2,000 read, 500 written, 0 rejected, 50 rows/s, 0:30 left");
    }

    private static SyncEvent progress(SyncProgress.Phase phase, double fraction, long read, long written) {
        return FakeRun.progress(phase, fraction, read, written, 0);
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
                        "users: writing 25 %, 1,234 read, 1,000 written, 4 rejected, 200 rows/s, 0:15 left",
                        "users: writing, 1,234 read, 1,000 written, 4 rejected, 100 rows/s");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void onATerminalThereIsABarOnTheErrorStream() {
        Terminal terminal = new Terminal(java.util.Map.of(), true);
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", false, true, clock)) {
            display.heard(at(0.5));
        }
        assertThat(terminal.err()).contains("users").contains("50 %").contains("1,234 rows");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void atAnyWidthWholeWordsSayHowFarItIs() {
        assertThat(shown(20, at(0.658))).isEqualTo("users: writing 65 %");
        assertThat(shown(14, at(0.658))).isEqualTo("writing 65 %");
        assertThat(shown(33, at(0.658))).isEqualTo("users: writing 65 %, 1,234 rows");
        assertThat(shown(79, at(0.658))).isEqualTo("users: writing 65 % [===================           ], 1,234 rows");
        assertThat(shown(79, progress(SyncProgress.Phase.COMMITTING, -1, 7, 7))).isEqualTo("users: committing, 7 rows");
    }

    private String shown(int columns, SyncEvent event) {
        Terminal terminal = new Terminal(columns);
        try (ProgressDisplay display = new ProgressDisplay(terminal.console(), "users", false, true, clock)) {
            display.heard(event);
        }
        String shown = terminal.err().strip();
        return shown.substring(shown.lastIndexOf('\r') + 1).strip();
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
}
