package dev.sluice.host.change;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.history.RunHistory;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Identity;
import java.util.List;
import java.util.Set;

/**
 * What a sync remembers of its records, opened for one run: for each record the hash of the row that it holds, when and by which run it was
 * written, and whether its contents are uncertain.
 *
 * <p>A run goes through stages, each made by the one before: this one, {@link Observation}, {@link ComparedState}, {@link StartedState},
 * {@link FinishedState}. The process may end at any moment. The next run then sees at least what the last stage made durable; a record whose
 * outcome was not made durable is uncertain, so it is written again, or removed if its row is gone.
 *
 * <p>For one thread, except where a method says otherwise. Every method of a stage throws {@link HostFailure#STATE_FAILED} if the state
 * cannot be read or written.
 */
public interface OpenedState extends AutoCloseable {
    /** The runs of this sync so far, to judge a marker by. */
    RunHistory history();

    /** What the user should know of the state, in sentences: what changed since the last run, and what follows from it. */
    List<String> notices();

    /**
     * Starts to take in the rows of the source; once.
     *
     * @param expiry when the records of this run expire; decides which unchanged ones are renewed
     */
    Observation observe(Expiry expiry);

    /**
     * Makes durable that it is uncertain what these records hold, as far as they are known: the next run writes or removes them. For a state that no
     * run writes with; only {@link #close} may follow.
     */
    void leaveInDoubt(Set<Identity> records);

    /** Makes durable that it is uncertain what any record holds, as {@link #leaveInDoubt} does. */
    void leaveAllInDoubt();

    /** Makes durable what is outstanding, in whatever stage the run is. Idempotent. */
    @Override
    void close();
}
