package dev.sluice.host.target;

import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.RunMarker;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Judges what a run found at its target: is this still the target that the last run left? The history decides which markers are this sync's
 * own. Of several markers the worst counts.
 */
final class MarkerJudgement {
    private final RunHistory history;
    private final Set<String> sentences = new LinkedHashSet<>();
    private boolean emptied;
    private boolean contested;
    private Optional<Verdict.UpTo> upTo = Optional.empty();

    private MarkerJudgement(RunHistory history) {
        this.history = history;
    }

    /**
     * What follows for the run.
     *
     * @param verdict how much of the state is believed
     * @param doubtsRows whether beside that no record is believed to hold its row
     */
    record Judged(Verdict verdict, boolean doubtsRows) {
        /** The run as it enters the history. */
        RunEntry entry(String runId, List<RunMarker> markers, boolean full, boolean removesForgotten) {
            return new RunEntry(runId, verdict, isKept(markers), full || doubtsRows, removesForgotten);
        }
    }

    /**
     * How much of the state is believed.
     *
     * @param markers what was found, one for each place that keeps one
     * @param warnings is told what the user should know
     */
    static Judged of(List<RunMarker> markers, RunHistory history, Warnings warnings) {
        MarkerJudgement judgement = new MarkerJudgement(history);
        markers.forEach(judgement::judge);
        judgement.sentences.forEach(warnings::add);
        return judgement.judged();
    }

    /** Whether the target keeps a marker. */
    private static boolean isKept(List<RunMarker> markers) {
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
            emptied = true;
        } else if (marker instanceof RunMarker.Unreadable unreadable) {
            sentences.add(unreadable.why().message() + " " + unreadable.why().remedy());
        }
    }

    private void judge(RunMarker.Found marker) {
        boolean own = history.runIds().contains(marker.runId());
        if (history.runIds().isEmpty()) {
            sentences.add(
                    "The target has the marker of an earlier run of this sync, and the state is new: it was lost or is elsewhere."
                            + " Records that the source no longer has stay.");
        } else if (own && marker.state() == RunMarker.State.CONTESTED) {
            sentences.add(
                    "While a run wrote to the target (" + marker.runId()
                            + "), it was emptied or replaced, or another run wrote at the same time. Every row is written again.");
            contested = true;
            // It may have gone back to what that run had left in the middle.
            earliest(new Verdict.UpTo(marker.runId(), OptionalLong.of(0)));
        } else if (marker.state() == RunMarker.State.CONTESTED) {
            sentences.add("Another run wrote to the target at the same time (" + marker.runId()
                    + "). Every row is written again.");
            contested = true;
        } else if (!own) {
            sentences.add("Another host wrote to the target meanwhile (run " + marker.runId()
                    + "). Every row is written again.");
            contested = true;
        } else {
            earliest(new Verdict.UpTo(
                    marker.runId(),
                    marker.state() == RunMarker.State.OPEN
                            ? OptionalLong.of(marker.checkpoint())
                            : OptionalLong.empty()));
        }
    }

    private void earliest(Verdict.UpTo found) {
        if (upTo.isEmpty() || isEarlier(found, upTo.get())) {
            upTo = Optional.of(found);
        }
    }

    private Judged judged() {
        if (emptied) {
            return new Judged(new Verdict.Nothing(false), false);
        }
        if (contested && upTo.isPresent()) {
            // Where the target is older, what was removed since is there again, whoever wrote elsewhere.
            return new Judged(upTo.get(), true);
        }
        if (contested) {
            return new Judged(new Verdict.Nothing(true), false);
        }
        return new Judged(upTo.isPresent() ? upTo.get() : Verdict.TRUST, false);
    }

    /** Of two runs the earlier is believed less, and of one run a checkpoint less than its end. */
    private boolean isEarlier(Verdict.UpTo other, Verdict.UpTo before) {
        int order = Integer.compare(
                history.runIds().indexOf(other.runId()), history.runIds().indexOf(before.runId()));
        return order < 0
                || (order == 0
                        && other.checkpoint().orElse(Long.MAX_VALUE)
                                < before.checkpoint().orElse(Long.MAX_VALUE));
    }
}
