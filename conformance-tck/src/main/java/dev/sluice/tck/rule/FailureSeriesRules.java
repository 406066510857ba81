package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Failures in a row, and objects beside each other. */
abstract class FailureSeriesRules extends NeighbourRules {
    private static final int TIMES = 24;
    private static final Duration EACH = Duration.ofSeconds(2);

    /**
     * After many writers that had refused rows, lost their connection or did not open, a writer opens and writes as the first one did. Asked
     * because a run of days has many failures, and each may cost a place in a pool. The kit waits a minute. On failure look for a permit, a
     * connection or a lock that only the good path gives back.
     */
    @Test
    public final void required_r8_18_failuresExhaustNothing() {
        SyncMode mode = spec().modes().contains(SyncMode.UPSERT) ? SyncMode.UPSERT : writingMode();
        List<Change> refused = new ArrayList<>(List.of(set(Row.of(PEOPLE, null, "nobody", 0L))));
        if (mode == SyncMode.UPSERT) {
            refusedChange().ifPresent(refused::add);
        }
        repeated(() -> attempt(request(mode), refused, Optional.empty()));
        for (BrokenSettings broken : refused()) {
            repeated(() -> attempt(
                    request(broken.config(), broken.target(), mode), sets(people(900_001, 1)), Optional.empty()));
        }
        repeated(() -> fixture.faults().ifPresent(available -> {
            try (Faults faults = available) {
                attempt(
                        request(faults.config(), fixture.target(), mode),
                        sets(people(900_002, 2)),
                        Optional.of(faults));
            }
        }));
        List<Row> rows = people(900_010, 3);
        prepare(rows);
        assertAllWritten(
                "after many failures",
                Await.within(
                        Duration.ofMinutes(1), "a write after many failures", () -> write(request(mode), sets(rows))));
        assertThat(fixture.readAll().keySet())
                .as("records after many failures")
                .containsAll(rows.stream().map(this::name).toList());
    }

    /** Repeats a failure many times, fewer if it takes long. */
    private static void repeated(Runnable failure) {
        long end = System.nanoTime() + EACH.toNanos();
        for (int i = 0; i < TIMES && System.nanoTime() - end < 0; i++) {
            failure.run();
        }
    }

    /** Writes what may fail. What becomes of it is for other rules. */
    private void attempt(WriteRequest request, List<Change> changes, Optional<Faults> cut) {
        try {
            RunWriter writer = open(request);
            try {
                cut.ifPresent(faults -> faults.cut(0));
                writer.write(changes);
            } finally {
                closed(writer);
            }
        } catch (DestinationException e) {
            // As it should be.
        }
    }

    /**
     * Two objects of the destination do not affect each other: while a writer of one is open, the other one checks broken settings, writes and
     * is closed, and the writer goes on. Asked because one JVM may have two hosts. On failure look for static fields: a pool, a client or the
     * latest settings.
     */
    @Test
    public final void required_r8_19_objectsAreIndependent() {
        SyncMode mode = writingMode();
        WriteRequest request = request(mode);
        List<Row> first = people(1, 2);
        List<Row> second = people(11, 2);
        try (RunWriter writer = open(request)) {
            assertTaken("before another object was used", writeWith(writer, sets(first)));
            try (Destination other = discover().get(0)) {
                for (BrokenSettings broken : fixture.brokenSettings()) {
                    check(other, broken);
                }
                writeElsewhere(other, request, mode);
            }
            assertTaken("after another object was closed", writeWith(writer, sets(second)));
        }
        List<Row> all = new ArrayList<>(first);
        all.addAll(second);
        all.addAll(people(21, 2));
        assertState("written by two objects", all);
    }

    /** Writes with another object, to the same space. */
    private void writeElsewhere(Destination other, WriteRequest request, SyncMode mode) {
        try (RunWriter writer = RunWriter.open(other, request, source)) {
            assertTaken("by another object in " + mode, writeWith(writer, sets(people(21, 2))));
        }
    }

    private void check(Destination other, BrokenSettings broken) {
        assertThat(other.check(
                                new CheckRequest(
                                        broken.config(),
                                        Optional.of(broken.target()),
                                        spec().modes(),
                                        Duration.ofSeconds(30)),
                                CheckObserver.NONE)
                        .passed())
                .as("a check of another object passed, %s", broken.name())
                .isFalse();
    }
}
