package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.history.RunEnd;
import dev.sluice.spi.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run sees: what is new, changed, a duplicate or gone. */
abstract class DifferenceContract extends StateScenario {
    DifferenceContract(ChangeStateContract subject) {
        super(subject);
    }

    @Test
    void theDifferenceOfNothingIsNone() {
        try (OpenedState state = open()) {
            assertThat(compare(state).difference()).isEqualTo(new Difference(0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void everyRowIsNewToAStateThatIsNew() {
        Seen seen = run("a=1", "b=1");
        assertThat(seen.difference()).isEqualTo(new Difference(2, 0, 0, 0, 0, 0));
        assertThat(seen.changes()).containsExactly("ADDED a=1", "ADDED b=1");
    }

    @Test
    void onlyWhatDiffersIsAChangeAndWhatIsGoneARemoval() {
        run("a=1", "b=1", "c=1", "d=1");
        Seen seen = run("e=1", "b=2", "a=1", "c=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 1, 0, 2, 0, 1));
        assertThat(seen.difference().known()).isEqualTo(4);
        assertThat(seen.changes()).containsExactly("ADDED e=1", "CHANGED b=2");
        assertThat(seen.removals()).containsExactly("d");
        assertThat(run("e=1", "b=2", "a=1", "c=1").difference()).isEqualTo(new Difference(0, 0, 0, 4, 0, 0));
    }

    @Test
    void aRecordWhoseRowCouldNotBeReadIsKeptAndNotGone() {
        run("a=1", "b=1", "c=1", "d=1");
        for (int i = 0; i < 2; i++) {
            try (OpenedState state = open();
                    Observation observation = state.observe(expiry)) {
                observation.keep(identity("a"));
                observation.add(1, 2, identity("b"), row("b=" + (2 + i)));
                observation.keep(identity("unknown"));
                observation.keep(identity("c"));
                // Another row of its key could be read.
                observation.add(4, 5, identity("c"), row("c=1"));
                ComparedState compared = observation.compare(nextRun());
                assertThat(compared.difference()).isEqualTo(new Difference(0, 1, 0, 1, 0, 1 - i));
                StartedState started = compared.start(Checkpoints.NONE);
                try (ChangeCursor changes = started.changes();
                        Removals removals = started.removals()) {
                    assertThat(changes.next()).isTrue();
                    started.written(identity("b"), Objects.requireNonNull(changes.verify(row("b=" + (2 + i)))));
                    assertThat(removals.next()).isEqualTo(i == 0);
                    if (i == 0) {
                        assertThat(removals.identity()).isEqualTo(identity("d"));
                        started.removed(identity("d"));
                    }
                    assertThat(removals.next()).isFalse();
                }
                started.finish(RunEnd.COMPLETE);
            }
        }
        assertThat(run("a=1", "b=3", "c=1").difference()).isEqualTo(new Difference(0, 0, 0, 3, 0, 0));
    }

    @Test
    void aRecordThatWasRemovedIsAddedAgain() {
        run("a=1");
        run();
        assertThat(run("a=1").changes()).containsExactly("ADDED a=1");
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void laterRowsOfAnIdentityAreDuplicatesOfTheFirst() {
        String[] rows = {"a=1", "b=1", "a=2", "c=1", "a=1", "c=1"};
        for (int i = 0; i < 2; i++) {
            try (OpenedState state = open()) {
                ComparedState compared = compare(state, rows);
                assertThat(compared.difference().duplicates()).isEqualTo(3);
                StartedState started = verify(compared.start(Checkpoints.NONE), rows);
                List<String> duplicates = new ArrayList<>();
                try (ChangeCursor cursor = started.changes()) {
                    while (cursor.next()) {
                        if (cursor.kind() == ChangeKind.DUPLICATE) {
                            duplicates.add(cursor.ordinal() + " of " + cursor.firstNumber());
                        } else {
                            write(started, rows[(int) cursor.ordinal()]);
                        }
                    }
                }
                assertThat(duplicates).as("run %d", i).containsExactly("2 of 1", "4 of 1", "5 of 4");
                started.finish(RunEnd.COMPLETE);
            }
        }
        assertThat(run(rows).difference()).isEqualTo(new Difference(0, 0, 0, 3, 3, 0));
    }

    @Test
    void positionsAndNumbersMayHaveGaps() {
        try (OpenedState state = open();
                Observation observation = state.observe(expiry)) {
            observation.add(3, 8, identity("a"), row("a=1"));
            observation.add(7, 9, identity("a"), row("a=1"));
            try (ChangeCursor cursor =
                    observation.compare(nextRun()).start(Checkpoints.NONE).changes()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.ordinal()).isEqualTo(3);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.ordinal()).isEqualTo(7);
                assertThat(cursor.firstNumber()).isEqualTo(8);
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    void aRowThatIsAnotherNowIsNotVerified() {
        try (OpenedState state = open();
                ChangeCursor cursor = start(state, "a=1").changes()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.verify(row("a=2"))).isNull();
            assertThat(cursor.verify(row("a=1")))
                    .matches(hash -> hash != null && hash.matches(new RowHasher().hash(row("a=1"))));
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void identitiesOfSeveralFieldsComeBackAsTheyWere() {
        identification = new Identification("target", List.of("a", "b,c"), "text", Optional.empty());
        Identity identity = new Identity(List.of("x:%3A", "\ud83d\ude00,'\u0000"));
        try (OpenedState state = open();
                Observation observation = state.observe(expiry)) {
            observation.add(0, 1, identity, row("x=y"));
            StartedState started = observation.compare(nextRun()).start(Checkpoints.NONE);
            started.written(identity, new RowHasher().hash(row("x=y")));
            started.finish(RunEnd.COMPLETE);
        }
        try (OpenedState state = open()) {
            ComparedState compared = compare(state);
            assertThat(compared.difference().removals()).isEqualTo(1);
            try (Removals removals = compared.start(Checkpoints.NONE).removals()) {
                assertThat(removals.next()).isTrue();
                assertThat(removals.identity()).isEqualTo(identity);
                assertThat(removals.next()).isFalse();
            }
        }
    }
}
