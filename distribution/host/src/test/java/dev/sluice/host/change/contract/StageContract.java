package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The stages of a run, and what is durable after each. */
abstract class StageContract extends StateScenario {
    StageContract(ChangeStateContract subject) {
        super(subject);
    }

    @Test
    void nothingChangesBeforeTheComparison() {
        run("a=1");
        try (OpenedState state = open();
                Observation observation = observe(state, "a=2", "b=1")) {
            assertThat(state.history().runIds()).containsExactly("run1");
            crash();
            observation.close();
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void aComparisonEntersTheRunIntoTheHistoryAndChangesNoRecord() {
        run("a=1");
        try (OpenedState state = open()) {
            assertThat(compare(state, "a=2", "b=1").difference()).isEqualTo(new Difference(1, 1, 0, 0, 0, 0));
            crash();
        }
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(new RunHistory(List.of("run1", "run2"), true));
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void aRunWithoutAnyChangeIsInTheHistoryToo() {
        run("a=1");
        run("a=1");
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).containsExactly("run1", "run2");
        }
    }

    @Test
    void aStateThatIsNewHasNoHistory() {
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(RunHistory.NONE);
            try (Observation observation = observe(state)) {
                observation.compare(RunEntry.of("run1"));
            }
        }
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(new RunHistory(List.of("run1"), false));
        }
    }

    @Test
    void theHistoryGoesBackForFourteenDaysAndToTheLastRun() {
        run("a=1");
        now = now.plus(Duration.ofDays(10));
        run("a=1");
        now = now.plus(Duration.ofDays(5));
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).containsExactly("run2");
        }
        now = now.plus(Duration.ofDays(100));
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(new RunHistory(List.of("run2"), true));
        }
        run("a=1");
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).containsExactly("run3");
        }
    }

    @Test
    void aRecordWithoutAnOutcomeIsUncertain() {
        run("a=1", "b=1");
        try (OpenedState state = open()) {
            start(state, "a=2", "b=1", "c=1");
            crash();
        }
        Seen seen = run("a=1", "b=1");
        assertThat(seen.changes()).as("it may hold 2").containsExactly("CHANGED a=1");
        assertThat(seen.removals()).as("it may be there").containsExactly("c");
    }

    @Test
    void closingAfterTheStartMakesOutcomesDurable() {
        try (OpenedState state = open()) {
            StartedState started = start(state, "a=1", "b=1", "c=1");
            write(started, "a=1");
            started.accepted(identity("b"), hash("b=1"));
        }
        assertThat(run("a=1", "b=1", "c=1").changes()).containsExactly("CHANGED b=1", "CHANGED c=1");
    }

    @Test
    void anOutcomeIsDurableWhenItsCheckpointIsReached() {
        String[] rows = IntStream.range(0, 3 * ChangeStateContract.GROUP - 1)
                .mapToObj(i -> "k" + i + "=1")
                .toArray(String[]::new);
        try (OpenedState state = open()) {
            List<Long> reached = new ArrayList<>();
            StartedState started = start(
                    state,
                    number -> {
                        reached.add(number);
                        if (number == 2) {
                            crash();
                        }
                    },
                    rows);
            for (String text : rows) {
                write(started, text);
            }
            started.settle();
            assertThat(reached).isNotEmpty().isSorted().doesNotHaveDuplicates().startsWith(1L, 2L);
            int settled = reached.size();
            for (int i = 0; i < ChangeStateContract.GROUP; i++) {
                started.refused(identity("none" + i));
            }
            started.finish(RunEnd.COMPLETE);
            assertThat(reached).as("after it settled").hasSize(settled);
        }
        Difference after = run(rows).difference();
        assertThat(after.unchanged()).isBetween(2L, 2L * ChangeStateContract.GROUP);
        assertThat(after.changed()).isEqualTo(rows.length - after.unchanged());
    }

    @Test
    void aCheckpointIsReachedWithoutAFullGroupWhenTheRunSettles() {
        try (OpenedState state = open()) {
            AtomicLong reached = new AtomicLong();
            StartedState started = start(state, reached::set, "a=1");
            write(started, "a=1");
            started.settle();
            assertThat(reached).hasValue(1);
            crash();
        }
        assertThat(run("a=1").difference().unchanged()).isEqualTo(1);
    }

    @Test
    void outcomesMayBeToldByManyThreads() {
        String[] rows = IntStream.range(0, 20 * ChangeStateContract.GROUP)
                .mapToObj(i -> "k" + i + "=1")
                .toArray(String[]::new);
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            IntStream.range(0, rows.length).parallel().forEach(i -> write(started, rows[i]));
            started.finish(RunEnd.COMPLETE);
        }
        assertThat(run(rows).difference()).isEqualTo(new Difference(0, 0, 0, rows.length, 0, 0));
    }

    @Test
    void aStateMayBeClosedAtEveryStage() {
        OpenedState first = open();
        first.close();
        first.close();
        try (OpenedState state = open()) {
            observe(state, "a=1");
        }
        try (OpenedState state = open()) {
            compare(state, "a=1");
        }
        try (OpenedState state = open()) {
            start(state, "a=1");
        }
        assertThat(run("a=1").changes()).containsExactly("CHANGED a=1");
    }
}
