package dev.sluice.host.target;

import dev.sluice.host.change.RunHistory;
import dev.sluice.host.change.Verdict;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.RunMarker;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Judges what a run found at its target: is this still the target that the last run left? The history decides which markers are this sync's
 * own. Of several markers the worst counts.
 */
final class MarkerJudgement {
    private final RunHistory history;
    private final Set<String> sentences = new LinkedHashSet<>();
    private Verdict verdict = Verdict.TRUST;

    private MarkerJudgement(RunHistory history) {
        this.history = history;
    }

    /**
     * How much of the state is believed.
     *
     * @param markers what was found, one for each place that keeps one
     * @param warnings is told what the user should know
     */
    static Verdict of(List<RunMarker> markers, RunHistory history, Warnings warnings) {
        MarkerJudgement judgement = new MarkerJudgement(history);
        markers.forEach(judgement::judge);
        judgement.sentences.forEach(warnings::add);
        return judgement.verdict;
    }

    /** Whether the target keeps a marker. */
    static boolean isKept(List<RunMarker> markers) {
        return markers.stream()
                .anyMatch(marker -> marker instanceof RunMarker.Found || marker instanceof RunMarker.Nothing);
    }

    private void judge(RunMarker marker) {
        if (marker instanceof RunMarker.Found found) {
            judge(found);
        } else if (marker instanceof RunMarker.Nothing && history.leftMarker()) {
            sentences.add(
                    "The target does not have the marker that the last run left: it was emptied or is another one. Every row is"
                            + " written again, and nothing is removed: what the source no longer has stays, until a later run"
                            + " with --remove-forgotten.");
            worsen(new Verdict.Nothing(false));
        } else if (marker instanceof RunMarker.Unreadable unreadable) {
            sentences.add(unreadable.why().message() + " " + unreadable.why().remedy());
        }
    }

    private void judge(RunMarker.Found found) {
        boolean own = history.runIds().contains(found.runId());
        if (history.runIds().isEmpty()) {
            sentences.add(
                    "The target has the marker of an earlier run of this sync, and the state is new: it was lost or is elsewhere."
                            + " Records that the source no longer has stay.");
        } else if (found.state() == RunMarker.State.CONTESTED) {
            sentences.add("Another run wrote to the target at the same time (" + found.runId()
                    + "). Every row is written again.");
            worsen(new Verdict.Nothing(true));
        } else if (!own) {
            sentences.add("Another host wrote to the target meanwhile (run " + found.runId()
                    + "). Every row is written again.");
            worsen(new Verdict.Nothing(true));
        } else {
            worsen(new Verdict.UpTo(
                    found.runId(),
                    found.state() == RunMarker.State.OPEN
                            ? OptionalLong.of(found.checkpoint())
                            : OptionalLong.empty()));
        }
    }

    private void worsen(Verdict other) {
        if (rank(other) > rank(verdict) || (rank(other) == rank(verdict) && isEarlier(other))) {
            verdict = other;
        }
    }

    private static int rank(Verdict verdict) {
        if (verdict instanceof Verdict.Nothing nothing) {
            return nothing.removes() ? 2 : 3;
        }
        return verdict instanceof Verdict.UpTo ? 1 : 0;
    }

    /** Of two runs the earlier is believed less, and of one run a checkpoint less than its end. */
    private boolean isEarlier(Verdict other) {
        if (!(other instanceof Verdict.UpTo upTo) || !(verdict instanceof Verdict.UpTo before)) {
            return false;
        }
        int order = Integer.compare(
                history.runIds().indexOf(upTo.runId()), history.runIds().indexOf(before.runId()));
        return order < 0
                || (order == 0
                        && upTo.checkpoint().orElse(Long.MAX_VALUE)
                                < before.checkpoint().orElse(Long.MAX_VALUE));
    }
}
