package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.Verdict;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubts that a look at the target raises. */
abstract class DoubtContract extends StateScenario {
    DoubtContract(ChangeStateContract subject) {
        super(subject);
    }

    private static Set<Long> all(int rows) {
        return new TreeSet<>(java.util.stream.LongStream.range(0, rows).boxed().toList());
    }

    @Test
    void unchangedRowsAreToldApart() {
        run("a=1", "b=1", "c=1");
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "b=1", "a=2", "c=1", "d=1", "c=1");
            assertThat(compared.unchanged(all(5))).containsExactlyInAnyOrder(0L, 2L);
            assertThat(compared.unchanged(Set.of(1L, 2L))).containsExactly(2L);
            assertThat(compared.unchanged(Set.of())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1 b=1 c=1", "c=1 a=1 b=1"})
    void aRecordInDoubtIsWrittenAgain(String rows) {
        run("a=1", "b=1", "c=1", "d=1");
        String[] now = rows.split(" ", -1);
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, now);
            assertThat(compared.difference()).isEqualTo(new Difference(0, 0, 0, 3, 0, 1));
            ComparedState doubted = compared.doubt(identity("b"));
            assertThat(doubted.difference()).isEqualTo(new Difference(0, 1, 0, 2, 0, 1));
            assertThat(doubted.doubt(identity("a")).difference()).isEqualTo(new Difference(0, 2, 0, 1, 0, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1 b=1 c=1", "c=1 a=1 b=1"})
    void whereEveryRecordIsInDoubtAllAreWrittenAgainAlsoAfterACrash(String rows) {
        run("a=1", "b=1", "c=1", "d=1");
        String[] now = rows.split(" ", -1);
        try (OpenedState state = open()) {
            assertThat(compare(state, now).doubtAll().difference()).isEqualTo(new Difference(0, 3, 0, 0, 0, 1));
            crash();
        }
        assertThat(run(now).difference()).isEqualTo(new Difference(0, 3, 0, 0, 0, 1));
        assertThat(run(now).difference()).isEqualTo(new Difference(0, 0, 0, 3, 0, 0));
    }

    @Test
    void recordsThatAreLeftInDoubtAreWrittenByTheNextRun() {
        run("a=1", "b=1", "c=1", "d=1");
        try (OpenedState state = open()) {
            try (Observation observation = observe(state, "a=1", "b=1", "c=1")) {
                observation.preview(nextRun());
            }
            state.leaveInDoubt(Set.of(identity("b"), identity("d"), identity("unknown")));
            crash();
        }
        assertThat(run("a=1", "b=1", "c=1", "unknown=1").difference()).isEqualTo(new Difference(1, 1, 0, 2, 0, 1));
        assertThat(run("a=1", "b=1", "c=1", "unknown=1").difference()).isEqualTo(new Difference(0, 0, 0, 4, 0, 0));
        try (OpenedState state = open()) {
            state.leaveAllInDoubt();
        }
        assertThat(run("a=1", "b=1", "c=1", "unknown=1").difference())
                .as("what was removed is not written")
                .isEqualTo(new Difference(0, 4, 0, 0, 0, 0));
    }

    @Test
    void aStateThatIsNewHasNothingToDoubt() {
        try (OpenedState state = open()) {
            state.leaveInDoubt(Set.of(identity("a")));
            state.leaveAllInDoubt();
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(1, 0, 0, 0, 0, 0));
    }

    @Test
    void doubtsJoinTheVerdict() {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        upTo("run1");
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "a=1");
            assertThat(compared.difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 2));
            assertThat(compared.doubtAll().difference())
                    .as("what was removed after that run is removed again")
                    .isEqualTo(new Difference(0, 1, 0, 0, 0, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullRunBelievesNoRecordBesideTheVerdict(boolean older) {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        runs++;
        RunEntry full = new RunEntry(
                lastRun(), older ? new Verdict.UpTo("run1", OptionalLong.empty()) : Verdict.TRUST, true, true, false);
        try (OpenedState state = open();
                Observation observation = state.observe(expiry)) {
            observation.add(0, 1, identity("a"), row("a=1"));
            assertThat(observation.compare(full).difference())
                    .as("what was removed after that run is removed again")
                    .isEqualTo(new Difference(0, 1, 0, 0, 0, older ? 2 : 1));
            crash();
        }
        assertThat(run("a=1").difference()).as("durable").isEqualTo(new Difference(0, 1, 0, 0, 0, older ? 2 : 1));
    }
}
