package dev.sluice.host.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.target.MarkerJudgement.Judged;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunMarker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MarkerJudgementTest {
    private static final RunHistory HISTORY = new RunHistory(List.of("r1", "r2", "r3"), true);

    private final Warnings warnings = new Warnings();

    private Verdict judge(RunHistory history, RunMarker... markers) {
        return MarkerJudgement.of(List.of(markers), history, warnings).verdict();
    }

    private static RunMarker found(String run, RunMarker.State state) {
        return RunMarker.found(run, state, 0);
    }

    @Test
    void aCompleteRunOfTheHistoryIsBelievedToItsEnd() {
        assertThat(judge(HISTORY, found("r2", RunMarker.State.COMPLETE)))
                .isEqualTo(new Verdict.UpTo("r2", OptionalLong.empty()));
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void anOpenRunIsBelievedToItsCheckpoint() {
        assertThat(judge(HISTORY, RunMarker.found("r3", RunMarker.State.OPEN, 7)))
                .isEqualTo(new Verdict.UpTo("r3", OptionalLong.of(7)));
    }

    @Test
    void whatAnotherRunWroteIsNotBelievedAndTheRunIsNamed() {
        assertThat(judge(HISTORY, found("stranger", RunMarker.State.COMPLETE))).isEqualTo(new Verdict.Nothing(true));
        assertThat(judge(HISTORY, found("stranger", RunMarker.State.CONTESTED))).isEqualTo(new Verdict.Nothing(true));
        assertThat(warnings.list()).anySatisfy(warning -> assertThat(warning).contains("stranger"));
    }

    @Test
    void aTargetThatWentBackInMidRunIsBelievedNoRowAndNoRemovalSince() {
        assertThat(MarkerJudgement.of(List.of(found("r2", RunMarker.State.CONTESTED)), HISTORY, warnings))
                .isEqualTo(new Judged(new Verdict.UpTo("r2", OptionalLong.of(0)), true));
        assertThat(warnings.list())
                .singleElement()
                .asString()
                .contains("(r2), it was emptied or replaced, or another run wrote");
    }

    @Test
    void anEmptiedTargetLosesEveryRowAndNothingIsRemovedThere() {
        assertThat(judge(HISTORY, RunMarker.NOTHING)).isEqualTo(new Verdict.Nothing(false));
        assertThat(warnings.list()).singleElement().asString().contains("nothing is removed");
    }

    @Test
    void withoutAMarkerThatWasLeftTheStateIsBelieved() {
        assertThat(judge(new RunHistory(List.of("r1"), false), RunMarker.NOTHING))
                .isEqualTo(Verdict.TRUST);
        assertThat(judge(HISTORY, RunMarker.NOT_KEPT)).isEqualTo(Verdict.TRUST);
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void aMarkerThatCannotBeReadIsToldOnceWithTheRightToGrant() {
        ErrorDetail why = ErrorDetail.of("NO_RIGHT", ErrorCategory.PERMISSION, "It may not.", "Grant +set.", false);
        RunMarker unreadable = new RunMarker.Unreadable(why);
        assertThat(judge(HISTORY, unreadable, unreadable)).isEqualTo(Verdict.TRUST);
        assertThat(warnings.list()).singleElement().asString().contains("Grant +set.");
    }

    @Test
    void aNewStateSaysThatAnEarlierOneWasLost() {
        assertThat(judge(RunHistory.NONE, found("r9", RunMarker.State.COMPLETE)))
                .isEqualTo(Verdict.TRUST);
        assertThat(warnings.list()).singleElement().asString().contains("lost or is elsewhere");
    }

    @Test
    void ofSeveralMarkersTheWorstCounts() {
        List<RunMarker> markers = new ArrayList<>(List.of(
                found("r3", RunMarker.State.COMPLETE),
                RunMarker.found("r2", RunMarker.State.OPEN, 4),
                RunMarker.found("r2", RunMarker.State.OPEN, 3),
                found("r2", RunMarker.State.COMPLETE)));
        for (int i = 0; i < 4; i++) {
            Collections.rotate(markers, 1);
            assertThat(MarkerJudgement.of(markers, HISTORY, warnings))
                    .isEqualTo(new Judged(new Verdict.UpTo("r2", OptionalLong.of(3)), false));
        }
        markers.add(0, found("stranger", RunMarker.State.OPEN));
        assertThat(MarkerJudgement.of(markers, HISTORY, warnings))
                .as("no row is believed, and what was removed since is removed again")
                .isEqualTo(new Judged(new Verdict.UpTo("r2", OptionalLong.of(3)), true));
        markers.add(0, RunMarker.NOTHING);
        assertThat(MarkerJudgement.of(markers, HISTORY, warnings))
                .isEqualTo(new Judged(new Verdict.Nothing(false), false));
    }
}
