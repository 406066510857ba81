package dev.sluice.tck.staged;

import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** A job of the bulk service. It takes uploads from any process, and applies them when it is run. */
public final class Job {
    /** How far a job came. */
    public enum State {
        OPEN,
        /** It was told to run, and has not run yet. */
        QUEUED,
        DONE,
        ABORTED
    }

    /** What became of a change. */
    public record Result(Change change, Outcome outcome) {}

    private final JobDirectory uploads;
    private State state = State.OPEN;
    private List<Result> results = List.of();
    private Runnable work = () -> {};

    Job(JobDirectory uploads) {
        this.uploads = uploads;
    }

    public synchronized State state() {
        return state;
    }

    /** What became of each change that the job applied. */
    public synchronized List<Result> results() {
        return results;
    }

    /** The changes that these writers have uploaded, in the order of the uploads. */
    public synchronized List<Change> uploaded(Collection<String> writers) {
        List<Change> changes = new ArrayList<>();
        uploads.read().stream()
                .filter(part -> writers.contains(part.writer()))
                .forEach(part -> changes.addAll(part.changes()));
        return changes;
    }

    /** The writers that have uploaded something. */
    public synchronized List<String> writers() {
        return uploads.read().stream().map(PartFile::writer).distinct().toList();
    }

    /** Applies changes; {@code target} returns an outcome for each. */
    public synchronized void run(List<Change> changes, Function<List<Change>, List<Outcome>> target) {
        List<Outcome> outcomes = target.apply(changes);
        List<Result> told = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            told.add(new Result(changes.get(i), outcomes.get(i)));
        }
        results = told;
        end(State.DONE);
    }

    /** Runs later, when the service gets to it. */
    public synchronized void queue(Runnable later) {
        state = State.QUEUED;
        work = later;
    }

    /** The service gets to it. */
    public synchronized void runQueued() {
        work.run();
    }

    public synchronized void abort() {
        if (state == State.OPEN) {
            end(State.ABORTED);
        }
    }

    private void end(State last) {
        state = last;
        uploads.delete();
    }
}
