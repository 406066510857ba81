package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.Difference;
import dev.sluice.host.change.FinishedState;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.history.RunEnd;
import dev.sluice.spi.Expiry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a record by its outcome and by the end of its run. */
abstract class OutcomeContract extends StateScenario {
    OutcomeContract(ChangeStateContract subject) {
        super(subject);
    }

    @Test
    void aNewRowThatWasNotWrittenIsNoRecord() {
        run(RunEnd.COMPLETE, (started, text) -> started.notWritten(identity(id(text))), StateScenario::remove, "a=1");
        assertThat(run().removals()).isEmpty();
        assertThat(run("a=1").changes()).containsExactly("ADDED a=1");
    }

    @Test
    void aKnownRecordThatWasNotWrittenIsUncertain() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1", "b=1");
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);
        run(
                RunEnd.COMPLETE,
                (started, text) -> started.notWritten(identity(id(text))),
                StateScenario::remove,
                "a=1",
                "b=2");
        assertThat(look("a=1", "b=1").changes()).containsExactly("CHANGED a=1", "CHANGED b=1");
        assertThat(look().removals()).containsExactly("a", "b");
    }

    @Test
    void aRecordWhoseRemovalHasNoOutcomeIsKnown() {
        run("a=1", "b=1");
        run(RunEnd.COMPLETE, this::write, (started, id) -> {}, "b=1");
        assertThat(look("b=1").removals()).containsExactly("a");
        assertThat(look("a=1", "b=1").difference()).isEqualTo(new Difference(0, 0, 0, 2, 0, 0));
    }

    @Test
    void whatWasAcceptedIsWrittenWhenTheRunIsComplete() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1", "b=1", "c=1", "e=1");
        now = now.plus(Duration.ofMinutes(90));
        String[] rows = {"a=1", "b=2", "d=1", "e=2", "f=1"};
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            for (String text : rows) {
                started.accepted(identity(id(text)), hash(text));
            }
            started.removalAccepted(identity("c"));
            started.settle();
            started.refused(identity("e"));
            started.refused(identity("f"));
            assertThat(started.finish(RunEnd.COMPLETE)).isEqualTo(new FinishedState(1, 1, 1));
        }
        Seen seen = look(rows);
        assertThat(seen.changes()).containsExactly("CHANGED e=2", "ADDED f=1");
        assertThat(seen.removals()).isEmpty();
        assertThat(look().removals()).containsExactly("a", "b", "d", "e");
    }

    @Test
    void aRemovalThatTheCommitRefusedLeavesTheRecordKnown() {
        run("a=1");
        try (OpenedState state = open()) {
            StartedState started = start(state);
            started.removalAccepted(identity("a"));
            started.settle();
            started.refused(identity("a"));
            assertThat(started.finish(RunEnd.COMPLETE)).isEqualTo(FinishedState.NOTHING);
        }
        assertThat(look().removals()).containsExactly("a");
        assertThat(look("a=1").difference().unchanged()).isEqualTo(1);
    }

    @Test
    void whatWasAcceptedStaysUncertainWhenTheRunIsNotCommitted() {
        run("a=1", "b=1", "c=1");
        String[] rows = {"a=2", "b=2", "d=1"};
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            write(started, "b=2");
            started.accepted(identity("a"), hash("a=2"));
            started.accepted(identity("d"), hash("d=1"));
            started.removalAccepted(identity("c"));
            started.settle();
            assertThat(started.finish(RunEnd.NOT_COMMITTED)).isEqualTo(FinishedState.NOTHING);
        }
        Seen seen = look(rows);
        assertThat(seen.changes()).containsExactly("CHANGED a=2", "CHANGED d=1");
        assertThat(seen.removals()).containsExactly("c");
    }

    @Test
    void nothingOfAnUncertainRunIsBelieved() {
        run("a=1", "b=1", "c=1", "d=1");
        run(RunEnd.COMPLETE, this::write, StateScenario::remove, "a=1", "b=1", "c=1");
        run(RunEnd.UNCERTAIN, this::write, StateScenario::remove, "a=1", "b=2", "e=1");
        Seen seen = look("a=1", "b=2", "e=1");
        assertThat(seen.changes()).containsExactly("CHANGED b=2", "CHANGED e=1");
        assertThat(seen.removals()).as("of this run alone").containsExactly("c");
    }

    @Test
    void acceptedRowsOfAnUncertainRunAreCountedAndNotBelieved() {
        try (OpenedState state = open()) {
            StartedState started = start(state, "a=1");
            started.accepted(identity("a"), hash("a=1"));
            assertThat(started.finish(RunEnd.UNCERTAIN)).isEqualTo(new FinishedState(1, 0, 0));
        }
        assertThat(look("a=1").changes()).containsExactly("CHANGED a=1");
    }

    @Test
    void noRecordOfAReplacedTargetIsBelieved() {
        run("a=1", "b=1", "c=1", "d=1");
        run("a=1", "b=1", "c=1");
        run(RunEnd.REPLACED, this::write, StateScenario::remove, "a=1", "b=2");
        Seen seen = look("a=1", "b=2");
        assertThat(seen.changes()).containsExactly("CHANGED a=1", "CHANGED b=2");
        assertThat(seen.removals()).containsExactly("c");
    }

    @ParameterizedTest
    @EnumSource(RunEnd.class)
    void aRunThatHadNothingToWriteMayEndInAnyWay(RunEnd end) {
        run("a=1");
        run(end, this::write, StateScenario::remove, "a=1");
        assertThat(look("a=1").changes().isEmpty()).isEqualTo(end != RunEnd.REPLACED);
    }
}
