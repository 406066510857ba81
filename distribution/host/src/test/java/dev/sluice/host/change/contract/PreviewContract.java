package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.PlannedState;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import org.junit.jupiter.api.Test;

/** What a run would do, looked at without one. */
abstract class PreviewContract extends StateScenario {
    PreviewContract(ChangeStateContract subject) {
        super(subject);
    }

    private Seen preview(String... rows) {
        try (OpenedState state = open();
                Observation observation = observe(state, rows)) {
            PlannedState planned = observation.preview(nextRun());
            return seen(planned.difference(), planned.changes(), planned.removals(), rows);
        }
    }

    private RunHistory history() {
        try (OpenedState state = open()) {
            return state.history();
        }
    }

    @Test
    void aPreviewSaysWhatTheNextRunDoes() {
        run("a=1", "b=1", "c=1", "d=1");
        String[] rows = {"e=1", "b=2", "a=1", "c=1", "e=2"};
        Seen seen = preview(rows);
        assertThat(seen.changes()).containsExactly("ADDED e=1", "CHANGED b=2", "DUPLICATE e=2");
        assertThat(seen.removals()).containsExactly("d");
        assertThat(run(rows)).isEqualTo(seen);
    }

    @Test
    void aPreviewChangesNothing() {
        run("a=1", "b=1");
        RunHistory before = history();
        verdict = new Verdict.Nothing(false);
        assertThat(preview("a=2", "c=1").changes()).containsExactly("ADDED a=2", "ADDED c=1");
        identification =
                new Identification(identification.target(), identification.identity(), "other", identification.epoch());
        assertThat(preview("a=1", "b=1").changes()).containsExactly("RENEWED a=1", "RENEWED b=1");
        identification =
                new Identification(identification.target(), identification.identity(), "text", identification.epoch());
        assertThat(history()).isEqualTo(before);
        crash();
        Seen seen = run("a=1", "c=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 0, 0, 1, 0, 1));
    }

    @Test
    void aPreviewOfAStateThatIsNewLeavesNone() {
        assertThat(preview("a=1").changes()).containsExactly("ADDED a=1");
        assertThat(history()).isEqualTo(RunHistory.NONE);
    }
}
