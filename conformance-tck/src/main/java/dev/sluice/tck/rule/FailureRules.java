package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Refused rows, refused settings, and lost connections. */
abstract class FailureRules extends ValueRules {
    /**
     * A change that the target refuses is rejected and changes nothing, and the other changes of the batch are written, whatever its
     * position. Asked because one bad row must not stop the others. Does not apply when UPSERT is not declared; untested when the fixture
     * has no such change. On failure look at the target's answer to a batch that it refuses in part.
     */
    @Test
    public final void capability_r7_01_aRefusedChangeDoesNotAffectOthers() {
        assumeMode(SyncMode.UPSERT);
        for (int position = 0; position < 3; position++) {
            isolate();
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
     * The error of a row contains none of the row's values. Asked because errors are logged and displayed. On failure look for messages of
     * the target or of a parser that are passed on.
     */
    @Test
    public final void required_r7_02_errorsContainNoRowValues() {
        Row nobody = Row.of(PEOPLE, null, "visible-only-in-the-row", 424_242_424_242L);
        Outcome outcome = write(writingMode(), set(nobody)).outcome(0);
        assertThat(outcome).as("outcome of a row without identity").isInstanceOf(Outcome.Rejected.class);
        ErrorDetail error = ((Outcome.Rejected) outcome).error();
        assertThat(error.toString())
                .as("the error of a row")
                .doesNotContain("visible-only-in-the-row")
                .doesNotContain("424242424242");
    }

    /**
     * When the target refuses the settings, {@code write} or its first batch fails with a DestinationException whose category is none of
     * DATA, INTERNAL and CLOSED, and no thread is left. Asked because the host tells the user what to do by the category. On failure look
     * for exceptions of the driver that are not translated, and for pools that a failed {@code write} does not close.
     */
    @Test
    public final void required_r7_03_aRefusingTargetGivesATypedError() {
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
     * When connections break between batches, what is reported as written is there, and a new writer can write the same batch. Asked
     * because connections break every day. Untested when the fixture cannot disturb connections. On failure look for a request that is
     * counted as answered, and for a broken connection that is used again.
     */
    @Test
    public final void capability_r7_04_aLostConnectionLosesNothingSilently() {
        assertNothingLost("after the connection was cut", sets(people(100, 5)), faults -> faults.cut(0));
    }

    /**
     * When the connection breaks within a batch, at any byte, what is reported as written is there, nothing is reported as rejected or
     * skipped, and a new writer can write the same batch. Asked because the outcome of a request without an answer is unknown. Untested
     * when the fixture cannot disturb connections. On failure look at the outcomes of changes whose answer was lost.
     */
    @Test
    public final void capability_r7_05_aConnectionLostInABatchIsReportedTruthfully() {
        for (long bytes : new long[] {1, 40, 150, 400, 700, 1_000, 1_500}) {
            isolate();
            assertNothingLost("after a cut at byte " + bytes, sets(people(100, 1)), faults -> faults.cut(bytes));
        }
    }

    /**
     * When the target stops answering, {@code write} ends, and no change without an answer is reported as written, rejected or skipped.
     * Asked because a run that hangs is worse than one that fails. The kit waits one minute. Untested when the fixture cannot disturb
     * connections. On failure look for reads and connects without a timeout, and for retries without a limit.
     */
    @Test
    public final void capability_r7_06_aWriteToASilentTargetEnds() {
        SyncMode mode = rewritingMode();
        List<Change> batch = sets(people(1, 20));
        try (Faults faults = faults()) {
            RunWriter writer = open(request(faults.config(), fixture.target(), mode));
            try {
                writeWith(writer, sets(people(100, 1)));
                faults.silence();
                BatchResult result =
                        Await.within(Duration.ofMinutes(1), "a write to a silent target", () -> attempt(writer, batch));
                assertTruth("of a silent target", batch, result);
            } finally {
                end(writer, mode);
            }
        }
    }

    /**
     * The codes of rejected changes, skipped changes and exceptions are upper case with underscores. Asked because hosts use codes in
     * counters and documentation. On failure look at the code in the message.
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

    /** Writes a batch while connections are disturbed, ends the run, and writes the batch again in another run. */
    private void assertNothingLost(String when, List<Change> before, Consumer<Faults> disturb) {
        SyncMode mode = rewritingMode();
        List<Change> batch = sets(people(1, 20));
        try (Faults faults = faults()) {
            RunWriter writer = open(request(faults.config(), fixture.target(), mode));
            try {
                writeWith(writer, before);
                disturb.accept(faults);
                assertTruth(when, batch, attempt(writer, batch));
            } finally {
                end(writer, mode);
            }
            assertTruth(when + " and the end of the run", batch, writer.settled(1));
        }
        List<Change> again = new ArrayList<>(batch);
        if (isStaged(mode)) {
            // Accepted rows are pending until a commit.
            again.addAll(before);
        }
        assertAllWritten("in another run", write(request(mode), again));
        List<Row> all =
                Stream.concat(batch.stream(), before.stream()).map(Change::row).toList();
        assertState(when + " and the same batch again", all);
    }

    /** Ends a run whose connections may be broken. The commit of a staged run may fail then; as in a host, it is resolved. */
    private void end(RunWriter writer, SyncMode mode) {
        try {
            writer.close();
        } catch (DestinationException e) {
            if (!isStaged(mode)) {
                throw e;
            }
            resolve(mode, writer.handle(), CommitObserver.NONE);
        }
    }

    /** Asserts that what is reported as written is there, and that no row is reported as rejected or skipped. */
    private void assertTruth(String when, List<Change> batch, BatchResult result) {
        Map<String, Map<String, String>> there = fixture.readAll();
        for (int i = 0; i < result.size(); i++) {
            if (result.outcome(i) instanceof Outcome.Written) {
                assertThat(there)
                        .as("records reported as written, %s", when)
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

    /** The exception with which settings are refused: by write, by its first batch, or as the reason to stop the run. */
    final DestinationException refusal(BrokenSettings broken, SyncMode mode) {
        List<DestinationException> stop = new ArrayList<>();
        Throwable thrown = catchThrowable(() -> {
            try (DestinationWriter writer = open(request(broken.config(), broken.target(), mode))) {
                writer.write(sets(people(1, 2))).stop().ifPresent(stop::add);
            }
        });
        return stop.isEmpty() ? assertThrown("write, " + broken.name(), thrown) : stop.get(0);
    }
}
