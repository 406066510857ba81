package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.support.Await;
import dev.sluice.tck.support.RunWriter;
import dev.sluice.tck.support.StoredState;
import dev.sluice.tck.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows and targets that refuse. */
abstract class FailureRules extends ValueRules {
    /**
     * A change that the target refuses is rejected for itself, changes nothing, and the others stand, wherever in the batch it is. Asked
     * because one bad row must not hold up, or take down, its neighbours. Does not apply when UPSERT is not declared; untested when the
     * fixture has no such change. On failure look at how the target answers a batch of which it refuses a part.
     */
    @Test
    public final void capability_r7_01_aRefusedChangeStandsAlone() {
        assumeMode(SyncMode.UPSERT);
        for (int position = 0; position < 3; position++) {
            fixture.isolate();
            Change poison =
                    fixture.poison().orElseThrow(() -> untested("the fixture has no change that the target refuses"));
            Row refused = poison.row();
            Map<String, Map<String, String>> before = fixture.readAll();
            List<Change> batch = new ArrayList<>(sets(people(900_001, 3)));
            batch.set(position, poison);
            BatchResult result = write(request(SyncMode.UPSERT), batch);
            List<Row> written = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                assertThat(describe(result.outcome(i)).startsWith(i == position ? "Rejected" : "Written"))
                        .as("outcome %d when change %d is refused: %s", i, position, describe(result.outcome(i)))
                        .isTrue();
                if (i != position) {
                    written.add(batch.get(i).row());
                }
            }
            Map<String, Map<String, String>> after = StoredState.read(fixture, written, KEY);
            assertThat(after.get(name(refused)))
                    .as("the record of the refused change")
                    .isEqualTo(before.get(name(refused)));
            before.keySet().forEach(after::remove);
            assertThat(after).as("the other records").isEqualTo(StoredState.of(written, KEY));
        }
    }

    /**
     * An error of a row holds none of its values. Asked because errors go to logs and screens. On failure look for messages of the target
     * and of parsers that are passed on.
     */
    @Test
    public final void required_r7_02_anErrorHoldsNoValueOfTheRow() {
        Row nobody = Row.of(PEOPLE, null, "visible-only-in-the-row", 424_242_424_242L);
        Outcome outcome = write(creatingMode(), set(nobody)).outcome(0);
        assertThat(outcome).as("outcome of a row without identity").isInstanceOf(Outcome.Rejected.class);
        ErrorDetail error = ((Outcome.Rejected) outcome).error();
        assertThat(error.toString())
                .as("the error of a row")
                .doesNotContain("visible-only-in-the-row")
                .doesNotContain("424242424242");
    }

    /**
     * Settings that the target refuses end {@code write}, or its first batch, with a DestinationException that no change of settings is
     * asked for by category DATA or INTERNAL, and leave no thread. Asked because a host tells its user by the category. On failure look for
     * exceptions of the driver that come through, and for pools that a failed {@code write} leaves open.
     */
    @Test
    public final void required_r7_03_aRefusingTargetIsATypedError() {
        SyncMode mode = rowModeOrSkip();
        Threads.assertNoneLeft("refused writers", () -> {
            for (BrokenSettings broken : refused()) {
                DestinationException refusal = refusal(broken, mode);
                assertThat(refusal.detail().category())
                        .as("category of %s", broken.name())
                        .isNotIn(ErrorCategory.DATA, ErrorCategory.INTERNAL, ErrorCategory.CLOSED);
            }
        });
    }

    /**
     * When connections are cut between batches, an outcome still tells the truth: what is called written is there; and the same batch on a
     * new writer ends in the right state. Asked because connections are lost every day. Untested when the fixture has no way to harm
     * connections. On failure look for a request that is taken for answered, and for a connection that is used again after it broke.
     */
    @Test
    public final void capability_r7_04_aLostConnectionLosesNothingSilently() {
        SyncMode mode = overwritingMode();
        List<Change> batch = sets(people(1, 20));
        try (Faults faults = faults()) {
            try (DestinationWriter writer =
                    RunWriter.open(destination, request(faults.config(), fixture.target(), mode))) {
                writeWith(writer, sets(people(100, 5)));
                faults.cut(0);
                assertTruth("after the connection was cut", batch, attempt(writer, batch));
            }
        }
        assertAllWritten("on a new writer", write(request(mode), batch));
        List<Row> all = new ArrayList<>(people(1, 20));
        all.addAll(people(100, 5));
        assertState("after the batch was repeated", all);
    }

    /**
     * When the connection is cut in the middle of a batch, at whatever byte, what is called written is there, nothing is called rejected or
     * skipped, and the same batch on a new writer ends in the right state. Asked because between a request and its answer nobody knows.
     * Untested when the fixture has no way to harm connections. On failure look at what becomes of the changes whose answer was lost.
     */
    @Test
    public final void capability_r7_05_aConnectionLostInABatchIsToldTruly() {
        SyncMode mode = overwritingMode();
        List<Change> batch = sets(people(1, 20));
        for (long bytes : new long[] {1, 40, 150, 400, 700, 1_000, 1_500}) {
            fixture.isolate();
            try (Faults faults = faults()) {
                try (DestinationWriter writer =
                        RunWriter.open(destination, request(faults.config(), fixture.target(), mode))) {
                    writeWith(writer, sets(people(100, 1)));
                    faults.cut(bytes);
                    assertTruth("after a cut at byte " + bytes, batch, attempt(writer, batch));
                }
            }
            assertAllWritten("on a new writer", write(request(mode), batch));
            List<Row> all = new ArrayList<>(people(1, 20));
            all.add(person(100));
            assertState("after a cut at byte " + bytes + " and the same batch again", all);
        }
    }

    /**
     * A target that stops to answer ends {@code write}, and nothing that it did not answer is called written, rejected or skipped. Asked
     * because a hanging run is worse than a failed one. The kit waits a minute. Untested when the fixture has no way to harm connections. On
     * failure look for reads and connects without a timeout, and for retries without end.
     */
    @Test
    public final void capability_r7_06_aSilentTargetEndsTheWrite() {
        List<Change> batch = sets(people(1, 20));
        try (Faults faults = faults();
                DestinationWriter writer =
                        RunWriter.open(destination, request(faults.config(), fixture.target(), overwritingMode()))) {
            writeWith(writer, sets(people(100, 1)));
            faults.silence();
            BatchResult result =
                    Await.within(Duration.ofMinutes(1), "a write to a silent target", () -> attempt(writer, batch));
            assertTruth("of a silent target", batch, result);
        }
    }

    /**
     * Codes of rejected and skipped changes, and of exceptions, are upper case with underscores. Asked because hosts count and document by
     * them. On failure look at the code in the message.
     */
    @Test
    public final void required_r7_07_codesAreStableNames() {
        Row nobody = Row.of(PEOPLE, null, "nobody", 0L);
        inEachRowMode(mode -> {
            seed(person(1));
            BatchResult result = write(mode, set(nobody), set(person(1)), set(person(2)));
            for (int i = 0; i < result.size(); i++) {
                Outcome outcome = result.outcome(i);
                if (outcome instanceof Outcome.Rejected rejected) {
                    assertCode("of a rejected row", rejected.error().code());
                } else if (outcome instanceof Outcome.Skipped skipped) {
                    assertCode("of a skipped row", skipped.reason());
                }
            }
        });
        SyncMode mode = rowModeOrSkip();
        for (BrokenSettings broken : refused()) {
            assertCode(
                    "of an exception, " + broken.name(),
                    refusal(broken, mode).detail().code());
        }
    }

    private static void assertCode(String where, String code) {
        assertThat(code).as("code %s", where).matches("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    }

    /** What is called written is there, and nothing is blamed on the rows. */
    private void assertTruth(String when, List<Change> batch, BatchResult result) {
        Map<String, Map<String, String>> there = fixture.readAll();
        for (int i = 0; i < result.size(); i++) {
            if (result.outcome(i) instanceof Outcome.Written) {
                assertThat(there)
                        .as("records called written, %s", when)
                        .containsKey(name(batch.get(i).row()));
            }
            assertThat(result.outcome(i))
                    .as("outcome %d, %s", i, when)
                    .isNotInstanceOfAny(Outcome.Rejected.class, Outcome.Skipped.class);
        }
    }

    private static BatchResult attempt(DestinationWriter writer, List<Change> batch) {
        try {
            return writer.write(batch);
        } catch (DestinationException e) {
            return BatchResult.allWritten(0);
        }
    }

    /** How settings are refused: by write, by its first batch, or by the reason that ends the run. */
    final DestinationException refusal(BrokenSettings broken, SyncMode mode) {
        List<DestinationException> stop = new ArrayList<>();
        Throwable thrown = catchThrowable(() -> {
            try (DestinationWriter writer =
                    RunWriter.open(destination, request(broken.config(), broken.target(), mode))) {
                writer.write(sets(people(1, 2))).stop().ifPresent(stop::add);
            }
        });
        return stop.isEmpty() ? assertThrown("write, " + broken.name(), thrown) : stop.get(0);
    }
}
