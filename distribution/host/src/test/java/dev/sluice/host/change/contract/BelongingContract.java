package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a state belongs to: a source, a target, a key, and how records are rendered there. */
abstract class BelongingContract extends StateScenario {
    BelongingContract(ChangeStateContract subject) {
        super(subject);
    }

    @Test
    void anotherRenderingMakesEveryRecordUncertain() {
        run("a=1", "b=1");
        identification = new Identification("target", List.of("id"), "json", Optional.empty());
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "a=1", "b=1");
            assertThat(compared.difference()).isEqualTo(new Difference(0, 0, 2, 0, 0, 0));
            crash();
        }
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "a=1", "b=1");
            assertThat(compared.difference()).as("no run started").isEqualTo(new Difference(0, 0, 2, 0, 0, 0));
            StartedState started = verify(compared.start(Checkpoints.NONE), "a=1", "b=1");
            write(started, "a=1");
            started.settle();
            crash();
        }
        assertThat(run("a=1", "b=1").changes()).containsExactly("CHANGED b=1");
    }

    private void recordsAre(String type) {
        identification = new Identification(
                Optional.empty(),
                "target",
                List.of("id"),
                Map.of(Identification.RENDERING, "text", Identification.RECORD_TYPE, type),
                Optional.empty(),
                false);
    }

    /** Starts a run; the rows whose records are removed before they are written. */
    private List<String> replaced(StartedState started, String... rows) {
        List<String> replaced = new ArrayList<>();
        try (ChangeCursor cursor = started.changes()) {
            while (cursor.next()) {
                if (cursor.replaces()) {
                    replaced.add(rows[(int) cursor.ordinal()]);
                }
            }
        }
        return replaced;
    }

    /** The same of a run that starts and is killed at once, in which nothing has an outcome but what is written here. */
    private List<String> replaced(Set<String> written, String... rows) {
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            List<String> replaced = replaced(started, rows);
            written.forEach(text -> write(started, text));
            started.settle();
            crash();
            return replaced;
        }
    }

    @Test
    void aRecordOfAnotherTypeIsReplacedHoweverOftenTheRunIsKilled() {
        recordsAre("string");
        run("a=1", "b=1", "c=1");
        assertThat(replaced(Set.of(), "a=1", "b=2", "c=1", "d=1"))
                .as("records of one type")
                .isEmpty();
        recordsAre("hash");
        assertThat(replaced(Set.of("a=1"), "a=1", "b=2", "c=1", "e=1"))
                .as("those that are known, whatever they hold; of d and b nobody knows it")
                .containsExactly("a=1", "b=2", "c=1");
        assertThat(replaced(Set.of("b=2"), "a=1", "b=2", "c=1", "d=1"))
                .as("those that have no outcome")
                .containsExactly("b=2", "c=1", "d=1");
        recordsAre("string");
        assertThat(replaced(Set.of(), "a=1", "b=2")).as("all, once more").containsExactly("a=1", "b=2");
        assertThat(replaced(Set.of(), "a=1", "b=2")).containsExactly("a=1", "b=2");
        run("a=1", "b=2");
        assertThat(run("a=1", "b=2").difference()).isEqualTo(new Difference(0, 0, 0, 2, 0, 0));
        assertThat(replaced(Set.of(), "a=2", "b=2", "x=1"))
                .as("of a record that is certain the type is known")
                .isEmpty();
    }

    @Test
    void anOlderTargetHasRecordsOfItsType() {
        recordsAre("string");
        run("a=1", "b=1");
        recordsAre("hash");
        run("a=1", "b=1");
        run("a=1", "b=1", "c=1");
        upTo("run1");
        assertThat(replaced(Set.of(), "a=1", "b=1", "c=1")).containsExactly("a=1", "b=1", "c=1");
    }

    @Test
    void whatMayBelongToOthersIsNotReplaced() {
        recordsAre("string");
        run("a=1", "b=1");
        recordsAre("hash");
        verdict = new Verdict.Nothing(false);
        assertThat(replaced(Set.of(), "a=1", "b=1")).isEmpty();
    }

    @Test
    void anotherEpochForgetsEveryRecord() {
        identification = new Identification("target", List.of("id"), "text", Optional.of("one"));
        run("a=1", "b=1");
        identification = new Identification("target", List.of("id"), "text", Optional.of("two"));
        Seen seen = run("a=1");
        assertThat(seen.changes()).containsExactly("ADDED a=1");
        assertThat(seen.removals()).isEmpty();
    }

    @Test
    void aStateServesOneTargetAndOneKey() {
        run("a=1");
        identification = new Identification("other", List.of("id"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_TARGET);
        identification = new Identification("target", List.of("id", "value"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_KEY);
        identification = new Identification("other", List.of("id", "value"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_TARGET);
        identification = new Identification("target", List.of("id"), "text", Optional.empty());
        run();
        identification = new Identification("other", List.of("id"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_TARGET);
    }

    private static Identification from(String source, String target, String rendering, String mapping) {
        return new Identification(
                Optional.of(source),
                target,
                List.of("id"),
                Map.of(Identification.RENDERING, rendering, Identification.MAPPING, mapping),
                Optional.empty(),
                false);
    }

    @Test
    void aStateRefusesAnotherSourceOnceItHasRecords() {
        identification = from("eu.csv", "target", "text", "");
        run();
        identification = from("us.csv", "target", "text", "");
        run("a=1");
        identification = from("eu.csv", "target", "text", "");
        assertRefused(HostFailure.STATE_OTHER_SOURCE);
    }

    @Test
    void aStateThatKnowsNoSourceTakesTheNext() {
        run("a=1");
        identification = from("eu.csv", "target", "text", "");
        assertThat(run("a=1").difference().unchanged()).isEqualTo(1);
        identification = from("us.csv", "target", "text", "");
        assertRefused(HostFailure.STATE_OTHER_SOURCE);
    }

    @Test
    void anotherMappingMakesEveryRecordUncertain() {
        identification = from("eu.csv", "target", "text", "");
        run("a=1", "b=1");
        identification = from("eu.csv", "target", "text", "value=v");
        assertThat(run("a=1", "b=1").difference()).isEqualTo(new Difference(0, 0, 2, 0, 0, 0));
        assertThat(run("a=1", "b=1").difference().unchanged()).isEqualTo(2);
    }

    @Test
    void aStateThatLeavesItsTargetBeginsAnew() {
        run("a=1", "b=1");
        identification = new Identification(
                Optional.empty(),
                "other",
                List.of("id"),
                Map.of(Identification.RENDERING, "text"),
                Optional.empty(),
                true);
        assertThat(run("b=1").difference()).isEqualTo(new Difference(1, 0, 0, 0, 0, 0));
        identification = new Identification("other", List.of("id"), "text", Optional.empty());
        assertThat(run("b=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void aRunThatNeverStartedBindsTheStateToNothing() {
        identification = new Identification("mistyped", List.of("id"), "text", Optional.empty());
        try (OpenedState state = open()) {
            compare(state, "a=1");
        }
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).as("at the same target").containsExactly("run1");
        }
        identification = new Identification("right", List.of("id"), "text", Optional.empty());
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(RunHistory.NONE);
        }
        assertThat(run("a=1").difference().added()).isEqualTo(1);
    }

    private void assertRefused(HostFailure failure) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo(failure.name()));
    }
}
