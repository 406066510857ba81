package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.Await;
import dev.sluice.tck.support.Interruption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Writes and markers of a sync while another client holds a lock. */
abstract class LockRules extends RefusalRules {
    static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration LONG_ENOUGH = Duration.ofMillis(1_500);
    private static final int ATTEMPTS = 3;

    /** Calls while another client holds the lock of a record. */
    final <T> T locked(Row record, String what, Callable<T> call) {
        return locked(record, what, call, thread -> {});
    }

    private <T> T locked(Row record, String what, Callable<T> call, Consumer<Thread> meanwhile) {
        try (AutoCloseable lock =
                fixture.lock(record).orElseThrow(() -> untested("the fixture cannot lock a record"))) {
            return Await.within(LONGEST, what + ", while another client holds the lock of a record,", call, meanwhile);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("the lock of the fixture does not close", e);
        }
    }

    private static BatchResult resultOf(RunWriter writer, List<Change> batch) {
        try {
            return writer.write(batch);
        } catch (DestinationException e) {
            return BatchResult.allWritten(0);
        }
    }

    /**
     * Of a batch with a locked record among others, what is reported as written is there when the lock is released and the writer closed, and
     * a batch that throws has written nothing. Asked because the lock of one record often fails the transaction of all. Does not apply when no
     * declared mode overwrites records, or the first such mode is staged; untested when the fixture cannot lock a record. On failure look for
     * rows that count as written before their transaction is committed, and for a commit whose failure is not looked at.
     */
    @Test
    public final void capability_r7_14_whatIsWrittenBesideALockStays() {
        SyncMode mode = unstagedMode();
        List<Row> old = new ArrayList<>();
        for (long id = 1; id <= 4; id++) {
            old.add(person(id, "old"));
        }
        seed(old);
        List<Change> batch = sets(people(1, 4));
        BatchResult result;
        try (RunWriter writer = open(request(mode))) {
            result = locked(old.get(2), "a batch", () -> resultOf(writer, batch));
        }
        Map<String, Map<String, String>> there = fixture.readAll();
        for (int i = 0; i < result.size(); i++) {
            if (result.outcome(i) instanceof Outcome.Written) {
                assertThat(there.getOrDefault(name(batch.get(i).row()), Map.of())
                                .get("name"))
                        .as(
                                "name of the row %d of 4, which counts as written, after the lock of row 3 was"
                                        + " released",
                                i + 1)
                        .isEqualTo("name " + (i + 1));
            }
        }
        assertAllWritten("after the lock", write(request(mode), batch));
        assertState("after the lock", people(1, 4));
    }

    private SyncMode unstagedMode() {
        SyncMode mode = rewritingMode();
        assumeTrue(!isStaged(mode), () -> "not applicable: the profile of " + mode + " is staged");
        return mode;
    }

    /**
     * Interrupting a thread whose write waits for a locked record ends the call long before it would have given up, keeps the interrupt flag,
     * and reports the row neither as written nor as rejected. Asked because cancelling a run interrupts its lanes, and a lock may be held for
     * long. Does not apply when no declared mode overwrites records, or the first such mode is staged; untested when the fixture cannot lock a
     * record, or when the destination waits for less than 1.5 seconds. On failure look for a timeout of the driver that waits for the lock
     * itself, which no interrupt ends; {@link dev.sluice.spi.BoundedCall} ends such a call.
     */
    @Test
    public final void capability_r8_20_anInterruptEndsAWaitForALock() {
        SyncMode mode = unstagedMode();
        Duration patience = waited(mode, false).time();
        if (patience.compareTo(LONG_ENOUGH) < 0) {
            throw untested("the destination waits for less than 1.5 seconds for a locked record");
        }
        Duration limit = patience.multipliedBy(3).dividedBy(4);
        Wait shortest = waited(mode, true);
        for (int attempt = 1; attempt < ATTEMPTS && shortest.time().compareTo(limit) > 0; attempt++) {
            shortest = waited(mode, true);
        }
        assertThat(shortest.time())
                .as(
                        "time from the interrupt to the end of a write that waits for a locked record, in %s, where"
                                + " one without an interrupt waits %s: does the interrupt end it?",
                        mode, patience)
                .isLessThanOrEqualTo(limit);
        assertThat(shortest.kept())
                .as("the interrupt flag after a write that waited for a lock")
                .isTrue();
    }

    /**
     * How long a write waited.
     *
     * @param time from its beginning, or from about when it was interrupted
     * @param kept whether the thread was still interrupted at the end
     */
    private record Wait(Duration time, boolean kept) {}

    /** Waits for a locked record, until an interrupt if there is to be one. */
    private Wait waited(SyncMode mode, boolean interrupt) {
        isolate();
        Row old = person(1, "old");
        seed(old);
        AtomicLong end = new AtomicLong();
        AtomicBoolean kept = new AtomicBoolean();
        BatchResult result;
        long begin;
        try (RunWriter writer = open(request(mode))) {
            begin = System.nanoTime();
            result = locked(
                    old,
                    "a write",
                    () -> {
                        try {
                            return resultOf(writer, List.of(set(person(1, "new"))));
                        } finally {
                            end.set(System.nanoTime());
                            kept.set(Thread.currentThread().isInterrupted());
                        }
                    },
                    thread -> {
                        if (interrupt) {
                            new Interruption().interruptWhenItWaits(thread);
                        }
                    });
        }
        assertNotDone(result);
        return new Wait(Duration.ofNanos(end.get() - begin), kept.get());
    }

    private static void assertNotDone(BatchResult result) {
        for (int i = 0; i < result.size(); i++) {
            assertThat(result.outcome(i))
                    .as("outcome of a row whose record is locked, after an interrupt: %s", describe(result.outcome(i)))
                    .isNotInstanceOfAny(Outcome.Written.class, Outcome.Rejected.class, Outcome.Skipped.class);
        }
    }

    /**
     * Where a commit or a checkpoint of a sync meets a lock of another client, its answer and the marker say the same: only where the commit
     * answers COMPLETE the next run finds the run complete. Asked because the host trusts a complete run, and writes the rows of any other one
     * again. Does not apply when the destination keeps no marker; untested when the fixture cannot lock a record. On failure look for a
     * failure to write the marker that is only logged.
     */
    @Test
    public final void capability_r16_09_aCommitBesideALockSaysWhatItLeft() {
        String sync = markedSync();
        Row old = person(1, "old");
        seed(old);
        Optional<CommitResult> result;
        String runId;
        try (HostRun run = open(sync)) {
            runId = run.handle().runId();
            try (RunWriter writer = run.writer()) {
                // An insert skips the record that is there.
                int first = writingMode() == SyncMode.INSERT ? 2 : 1;
                assertTaken("before the lock", writeWith(writer, sets(people(first, 3))));
            }
            result = locked(old, "a commit", () -> committed(run));
            if (result.isEmpty() && isStaged(writingMode())) {
                resolve(writingMode(), run.handle(), CommitObserver.NONE);
            }
        }
        try (HostRun next = open(sync)) {
            assertThat(next.markers().contains(RunMarker.found(runId, State.COMPLETE, 0)))
                    .as(
                            "whether the next run finds the run complete, whose commit beside a lock %s",
                            result.map(answer -> "answered " + answer).orElse("threw"))
                    .isEqualTo(result.filter(CommitResult.COMPLETE::equals).isPresent());
        }
    }

    private static Optional<CommitResult> committed(HostRun run) {
        try {
            return Optional.of(run.commit());
        } catch (DestinationException e) {
            return Optional.empty();
        }
    }
}
