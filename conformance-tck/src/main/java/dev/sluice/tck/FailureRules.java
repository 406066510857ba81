package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowError;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows and targets that refuse. */
abstract class FailureRules extends ValueRules {
    /**
     * A change that the target refuses is rejected for itself, changes nothing, and the others stand, wherever in the batch it is. Does not
     * apply when UPSERT is not declared or the fixture has no such change.
     */
    @Test
    public final void capability_r7_01_aRefusedChangeStandsAlone() {
        assumeMode(SyncMode.UPSERT);
        for (int position = 0; position < 3; position++) {
            fixture.isolate();
            Optional<Change> poison = fixture.poison();
            assumeTrue(poison.isPresent(), "not applicable: the fixture has no change that the target refuses");
            Row refused = poison.orElseThrow().row();
            Map<String, Map<String, String>> before = fixture.readAll();
            List<Change> batch = new ArrayList<>(sets(people(900_001, 3)));
            batch.set(position, poison.orElseThrow());
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

    /** An error of a row holds none of its values. Asked because errors go to logs and screens. */
    @Test
    public final void required_r7_02_anErrorHoldsNoValueOfTheRow() {
        Row nobody = Row.of(PEOPLE, null, "visible-only-in-the-row", 424_242_424_242L);
        Outcome outcome = write(creatingMode(), set(nobody)).outcome(0);
        assertThat(outcome).as("outcome of a row without identity").isInstanceOf(Outcome.Rejected.class);
        RowError error = ((Outcome.Rejected) outcome).error();
        assertThat(error.toString())
                .as("the error of a row")
                .doesNotContain("visible-only-in-the-row")
                .doesNotContain("424242424242");
    }

    /**
     * Settings that the target refuses end {@code write}, or its first batch, with a DestinationException that no change of settings is
     * asked for by category DATA or INTERNAL, and leave no thread. Asked because a host tells its user by the category.
     */
    @Test
    public final void required_r7_03_aRefusingTargetIsATypedError() {
        SyncMode mode = rowModeOrSkip();
        Threads.assertNoneLeft("refused writers", () -> {
            for (BrokenSettings broken : refused()) {
                DestinationException refusal = refusal(broken, mode);
                assertThat(refusal.category())
                        .as("category of %s", broken.name())
                        .isNotIn(ErrorCategory.DATA, ErrorCategory.INTERNAL, ErrorCategory.CLOSED);
            }
        });
    }

    /**
     * When connections are cut between batches, an outcome still tells the truth: what is called written is there; and the same batch on a
     * new writer ends in the right state. Does not apply when the fixture cannot cut connections.
     */
    @Test
    public final void capability_r7_04_aLostConnectionLosesNothingSilently() {
        SyncMode mode = overwritingMode();
        List<Change> batch = sets(people(1, 20));
        try (DestinationWriter writer = destination.write(request(mode))) {
            writeWith(writer, sets(people(100, 5)));
            assumeTrue(fixture.cutConnections(), "not applicable: the fixture cannot cut connections");
            BatchResult result = attempt(writer, batch);
            Map<String, Map<String, String>> there = fixture.readAll();
            for (int i = 0; i < result.size(); i++) {
                if (result.outcome(i) instanceof Outcome.Written) {
                    assertThat(there)
                            .as("records called written")
                            .containsKey(name(batch.get(i).row()));
                }
                assertThat(result.outcome(i))
                        .as("outcome %d after the connection was cut", i)
                        .isNotInstanceOfAny(Outcome.Rejected.class, Outcome.Skipped.class);
            }
        }
        assertAllWritten("on a new writer", write(request(mode), batch));
        List<Row> all = new ArrayList<>(people(1, 20));
        all.addAll(people(100, 5));
        assertState("after the batch was repeated", all);
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
            try (DestinationWriter writer = destination.write(request(broken.config(), broken.target(), mode))) {
                writer.write(sets(people(1, 2))).stop().ifPresent(stop::add);
            }
        });
        return stop.isEmpty() ? assertThrown("write, " + broken.name(), thrown) : stop.get(0);
    }
}
