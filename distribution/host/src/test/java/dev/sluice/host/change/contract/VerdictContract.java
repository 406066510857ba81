package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is believed after a verdict on what the target has. */
abstract class VerdictContract extends StateScenario {
    VerdictContract(ChangeStateContract subject) {
        super(subject);
    }

    @Test
    void recordsOfLaterRunsAreUncertainAndWhatTheyRemovedIsRemovedAgain() {
        run("a=1", "b=1", "c=1", "d=1", "e=1");
        run("a=1", "b=2", "c=1", "d=1");
        run("a=1", "b=2", "c=2");
        upTo("run3");
        assertThat(look("a=1", "b=2", "c=2").difference()).isEqualTo(new Difference(0, 0, 0, 3, 0, 0));
        upTo("run2");
        Seen second = look("a=1", "b=2", "c=2");
        assertThat(second.changes()).containsExactly("CHANGED c=2");
        assertThat(second.removals()).containsExactly("d");
        assertThat(second.difference()).isEqualTo(new Difference(0, 1, 0, 2, 0, 1));
        upTo("run1");
        Seen first = look("a=1", "b=2", "c=2", "e=1");
        assertThat(first.changes()).containsExactly("CHANGED b=2", "CHANGED c=2", "CHANGED e=1");
        assertThat(first.removals()).containsExactly("d");
    }

    @Test
    void whatARunDidAfterItsCheckpointIsUncertain() {
        String[] first = IntStream.range(0, ChangeStateContract.GROUP)
                .mapToObj(i -> "a" + i + "=1")
                .toArray(String[]::new);
        String[] second = IntStream.range(0, 2 * ChangeStateContract.GROUP)
                .mapToObj(i -> "b" + i + "=1")
                .toArray(String[]::new);
        run(first);
        AtomicLong reached = new AtomicLong();
        try (OpenedState state = open()) {
            StartedState started = start(state, reached::set, second);
            for (String text : second) {
                write(started, text);
            }
            for (String text : first) {
                remove(started, id(text));
            }
            started.finish(RunEnd.COMPLETE);
        }
        upTo("run2");
        assertThat(look(second).difference()).isEqualTo(new Difference(0, 0, 0, second.length, 0, 0));
        upTo("run2", 0);
        assertThat(look(second).difference()).isEqualTo(new Difference(0, second.length, 0, 0, 0, first.length));
        upTo("run2", 1);
        Difference after = look(second).difference();
        assertThat(after.unchanged()).isBetween(1L, (long) ChangeStateContract.GROUP);
        assertThat(after.changed()).isEqualTo(second.length - after.unchanged());
        assertThat(after.removals()).isEqualTo(first.length);
        upTo("run2", Long.MAX_VALUE);
        assertThat(look(second).difference().unchanged()).isEqualTo(second.length);
        upTo("run1", 0);
        assertThat(look(second).difference()).isEqualTo(new Difference(0, second.length, 0, 0, 0, first.length));
    }

    @Test
    void aVerdictHoldsWhateverBecomesOfTheRunThatGaveIt() {
        run("a=1", "b=1", "c=1");
        run("a=2", "b=1");
        upTo("run1");
        try (OpenedState state = open()) {
            compare(state, "a=2", "b=1");
            crash();
        }
        upTo(lastRun(), 0);
        Seen seen = run("a=2", "b=1");
        assertThat(seen.changes()).containsExactly("CHANGED a=2");
        assertThat(seen.removals()).containsExactly("c");
    }

    @Test
    void aVerdictHoldsForARunThatIsClosedWithoutAStart() {
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(true);
        try (OpenedState state = open()) {
            compare(state, "a=1", "b=1");
        }
        try (OpenedState state = open()) {
            compare(state, "a=1", "b=1");
        }
        assertThat(run("a=1", "b=1").changes()).containsExactly("CHANGED a=1", "CHANGED b=1");
    }

    @Test
    void verdictsOfSeveralRunsAddUp() {
        run("a=1", "b=1");
        run("a=2", "b=1");
        run("a=2", "b=2");
        for (String believed : List.of("run2", "run1", "run3")) {
            upTo(believed);
            try (OpenedState state = open()) {
                compare(state, "a=2", "b=2");
                crash();
            }
        }
        assertThat(run("a=2", "b=2").changes()).containsExactly("CHANGED a=2", "CHANGED b=2");
    }

    @Test
    void whatIsBelievedAfterAVerdictIsWhatWasWrittenSince() {
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(true);
        try (OpenedState state = open()) {
            StartedState started = start(state, "a=1", "b=1");
            write(started, "a=1");
            started.settle();
            crash();
        }
        assertThat(run("a=1", "b=1").changes()).containsExactly("CHANGED b=1");
    }

    @Test
    void removalsOfAnotherRunAreRememberedForFourteenDays() {
        run("a=1", "b=1");
        run("b=1");
        now = now.plus(Duration.ofDays(13));
        run("b=1");
        upTo("run1");
        assertThat(look("b=1").removals()).containsExactly("a");
        run("b=2");
        now = now.plus(Duration.ofDays(2));
        upTo("run3");
        assertThat(look("b=2").removals()).isEmpty();
    }

    @Test
    void aRemovalOutlivesItsRunInTheHistoryNoLongerThanThat() {
        run("a=1", "b=1");
        run("b=1");
        now = now.plus(Duration.ofDays(15));
        run("b=1");
        upTo("run3", 0);
        assertThat(run("b=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void noRecordIsBelievedAndRemovalsGoOn() {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(true);
        Seen seen = look("a=1", "d=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 1, 0, 0, 0, 1));
        assertThat(seen.removals()).as("what was removed is not removed again").containsExactly("b");
    }

    @Test
    void nothingIsRemovedWhereTheRecordsAreGone() {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(false);
        Seen seen = run("a=1", "d=1");
        assertThat(seen.changes()).containsExactly("ADDED a=1", "ADDED d=1");
        assertThat(seen.removals()).isEmpty();
        assertThat(seen.difference()).isEqualTo(new Difference(2, 0, 0, 0, 0, 0));
        assertThat(look("a=1", "d=1").difference()).isEqualTo(new Difference(0, 0, 0, 2, 0, 0));
        upTo("run1");
        assertThat(look("a=1", "d=1").removals()).as("forgotten").isEmpty();
        assertThat(look("a=1", "b=1", "d=1").changes()).containsExactly("ADDED b=1");
    }

    @Test
    void recordsThatAreGoneStayForgottenIfTheRunDoesNotStart() {
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(false);
        try (OpenedState state = open()) {
            compare(state, "a=1");
            crash();
        }
        upTo(lastRun(), 0);
        Seen seen = run("a=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 0, 0, 0, 0, 0));
    }

    @Test
    void aForgottenRecordThatIsNotWrittenStaysForgotten() {
        run("a=1");
        verdict = new Verdict.Nothing(false);
        run(RunEnd.COMPLETE, (started, text) -> started.notWritten(identity(id(text))), StateScenario::remove, "a=1");
        assertThat(look().removals()).isEmpty();
        assertThat(look("a=1").changes()).containsExactly("ADDED a=1");
    }

    @Test
    void aRemovalIsRememberedThoughTheRowCameBackAndWasRefused() {
        run("a=1", "b=1");
        run("b=1");
        run(
                RunEnd.COMPLETE,
                (started, text) -> started.notWritten(identity(id(text))),
                StateScenario::remove,
                "a=1",
                "b=1");
        upTo("run1");
        assertThat(look("b=1").removals()).containsExactly("a");
    }

    @Test
    void aVerdictNamesARunOfTheHistory() {
        run("a=1");
        upTo("another");
        try (OpenedState state = open();
                Observation observation = observe(state, "a=1")) {
            assertThatThrownBy(() -> observation.compare(nextRun())).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }
}
