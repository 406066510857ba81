package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.Faults;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.Await;
import dev.sluice.tck.support.Interruption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Checks, openings and commits of a thread that is interrupted. */
abstract class CancelRules extends MarkerRules {
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 5;

    /**
     * A check by a thread that is interrupted already ends with a report, whether it passes or fails, throws nothing, and keeps the interrupt
     * flag. Asked because a user may cancel a check before it begins. On failure look for an {@link InterruptedException} that is caught
     * and ignored, or thrown on as another exception.
     */
    @Test
    public final void required_r2_13_aCheckKeepsTheInterruptFlag() {
        assertKept("a check", () -> {
            assertThat(catchThrowable(() -> check(fixture.config(), fixture.target())))
                    .as("thrown by a check by an interrupted thread")
                    .isNull();
            return true;
        });
    }

    /**
     * Interrupting a check that waits for its target ends it with a failed step, keeps the interrupt flag, and leaves no connection. Asked
     * because users cancel a check that takes long, and a host interrupts one that exceeds its time. The kit allows fifteen seconds, for slow
     * machines. Untested when the fixture cannot disturb connections, or when the destination gives up before it can be interrupted. On
     * failure look for reads that an interrupt does not end; {@link dev.sluice.spi.BoundedCall} ends them.
     */
    @Test
    public final void capability_r2_14_anInterruptEndsAWaitingCheck() {
        CheckReport report = interrupted("check", faults -> check(faults.config(), fixture.target()))
                .orElseThrow(
                        () -> new AssertionError("an interrupted check threw an exception instead of a failed step"));
        assertThat(report.passed())
                .as("an interrupted check of a silent target passed")
                .isFalse();
    }

    /**
     * Opening and closing a writer, a commit, and a reader keep the interrupt flag of a thread that is interrupted already; each ends within
     * fifteen seconds, with a result or a {@link DestinationException}, and the same rows can be written afterwards. Asked because a host
     * cancels a run at any moment. On failure look for a driver that connects, and clears the flag.
     */
    @Test
    public final void required_r8_16_openingKeepsTheInterruptFlag() {
        SyncMode mode = rewritingMode();
        WriteRequest request = request(mode);
        List<Row> rows = people(1, 3);
        prepare(rows);
        assertKept("opening a writer", () -> {
            open(request).close();
            return true;
        });
        assertKept("opening a reader", () -> {
            openAndClose(request);
            return true;
        });
        try (HostRun run = HostRun.open(destination, request, source)) {
            try (RunWriter writer = run.writer()) {
                assertTaken("before an interrupted commit", writeWith(writer, sets(rows)));
            }
            assertKept("a commit", run::commit);
            if (isStaged(mode)) {
                resolve(mode, run.handle(), CommitObserver.NONE);
            }
        }
        assertAllWritten("after interrupted calls", write(request, sets(rows)));
        assertState("after interrupted calls", rows);
    }

    /**
     * Interrupting a thread that opens a writer of a silent target ends the call, keeps the interrupt flag, and leaves no connection. Asked
     * because a run is often cancelled when its target does not answer. The kit allows fifteen seconds, for slow machines. Untested when the
     * fixture cannot disturb connections, or when the destination gives up before it can be interrupted. On failure look for a connect or a
     * log-in that an interrupt does not end.
     */
    @Test
    public final void capability_r8_17_anInterruptEndsAWaitingOpening() {
        SyncMode mode = writingMode();
        Optional<Boolean> unused = interrupted("opening of a writer", faults -> {
            open(request(faults.config(), fixture.target(), mode)).close();
            return true;
        });
    }

    /** Calls on a thread of its own that is interrupted before. The call may end with a {@link DestinationException}. */
    private static void assertKept(String what, Callable<?> call) {
        boolean kept = Await.within(LONGEST, what + " by an interrupted thread", () -> {
            Thread.currentThread().interrupt();
            try {
                Object unused = call.call();
            } catch (DestinationException e) {
                // As a call may end that is interrupted.
            }
            return Thread.currentThread().isInterrupted();
        });
        assertThat(kept).as("the interrupt flag after %s", what).isTrue();
    }

    /** Interrupts a call that waits for a silent target. Empty if it threw a {@link DestinationException}. */
    private <T> Optional<T> interrupted(String what, Function<Faults, T> call) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            isolate();
            try (Faults faults = faults()) {
                faults.silence();
                Interruption interruption = new Interruption();
                Optional<T> result = Await.within(
                        LONGEST,
                        "an interrupted " + what,
                        () -> interruption.watch(() -> call.apply(faults)),
                        interruption::interruptWhenItWaits);
                if (interruption.cameInTime()) {
                    assertThat(interruption.flagKept())
                            .as("the interrupt flag after an interrupted %s", what)
                            .isTrue();
                    assertNoConnection("after an interrupted " + what, faults);
                    return result;
                }
            }
        }
        throw untested("the destination gives up on a silent target before it can be interrupted");
    }
}
