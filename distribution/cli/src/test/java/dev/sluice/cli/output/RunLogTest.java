package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RunLogTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final ErrorDetail LOST =
            ErrorDetail.of("FAKE_LOST", ErrorCategory.CONNECTION, "Lost with s3cret-token.", "Go on.", true);

    @Test
    void everyEventIsALineAsItHappensAndHoldsNoSecret() {
        Terminal terminal = new Terminal();
        terminal.console().redactor().secret("s3cret-token");
        RunLog log = new RunLog(terminal.console(), Clock.fixed(NOON, ZoneOffset.UTC));
        log.heard(new SyncEvent.Told(RunEvent.waiting(NOON.plusMillis(250), LOST)));
        log.heard(new SyncEvent.Told(RunEvent.retried(LOST, 2)));
        log.heard(new SyncEvent.Told(RunEvent.reconnected("db1:6379")));
        log.heard(new SyncEvent.Told(RunEvent.warning(LOST)));
        log.heard(new SyncEvent.Told(RunEvent.progress("load", 3, -1)));
        assertThat(terminal.err().lines())
                .containsExactly(
                        "12:00 waits for 250 ms: FAKE_LOST",
                        "12:00 attempt 2 after FAKE_LOST: Lost with ****.",
                        "12:00 connected again to db1:6379",
                        "12:00 warning FAKE_LOST: Lost with ****.",
                        "12:00 load 3");
        assertThat(terminal.out()).isEmpty();
    }
}
