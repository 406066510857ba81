package dev.sluice.host.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostContextTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final ErrorDetail LOST =
            ErrorDetail.of("LOST", ErrorCategory.CONNECTION, "It is lost.", "Look at it.", true);

    private final HostContext context =
            new HostContext(Optional.of("profiles"), Clock.fixed(NOW, ZoneOffset.UTC), SyncListener.NONE);
    private final Warnings warnings = new Warnings();

    @Test
    void whatIsHeardIsSummedUp() {
        context.report(RunEvent.retried(LOST, 2));
        context.report(RunEvent.retried(LOST, 3));
        context.report(RunEvent.reconnected("127.0.0.1:6379"));
        context.report(RunEvent.warning(LOST));
        context.report(RunEvent.warning(LOST));
        context.tell(warnings);
        assertThat(warnings.list())
                .containsExactly(
                        "It is lost. Look at it.",
                        "The destination replaced its connection to 127.0.0.1:6379 once.",
                        "The destination tried again after LOST 2 times.");
    }

    @Test
    void lanesThatWaitAtTheSameTimeWaitOnce() {
        context.report(RunEvent.waiting(NOW.plusSeconds(5), LOST));
        context.report(RunEvent.waiting(NOW.plusSeconds(3), LOST));
        context.report(RunEvent.waiting(NOW.plusSeconds(6), LOST));
        assertThat(context.waitsFor()).contains("LOST");
        context.tell(warnings);
        assertThat(warnings.list()).containsExactly("The destination waited for 6 s before it went on.");
    }

    @Test
    void endlesslyManyKindsDoNotFillTheMemory() {
        for (int i = 0; i < 10_000; i++) {
            context.report(RunEvent.reconnected("node" + i));
        }
        context.tell(warnings);
        assertThat(warnings.list()).hasSizeLessThan(1_000);
    }

    @Test
    void theSyncIsNamedByADigest() {
        assertThat(context.syncId()).hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{8}"));
        assertThat(new HostContext(Optional.empty(), Clock.systemUTC(), SyncListener.NONE).syncId())
                .isEmpty();
    }
}
