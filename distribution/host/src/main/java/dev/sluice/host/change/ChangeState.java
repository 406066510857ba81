package dev.sluice.host.change;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.Identity;
import java.time.Duration;
import java.util.Optional;

/**
 * What a mirror remembers: for each record that it wrote the hash of the row and the time, and for each record that it may have written that
 * its contents are uncertain. Used by one run at a time.
 *
 * <p>The order of calls: {@link #observe}, and its snapshot closed; {@link #compare}; {@link #begin} before the first write; {@link #changes}
 * and {@link #written}; {@link #removals} and {@link #forget}; {@link #close}. The process may end at any moment: the next run sees at
 * least what {@code begin} committed. A record whose outcome was not committed is uncertain, so it is written again, or removed if its row
 * is gone.
 *
 * <p>{@link #written} and {@link #forget} may be called by several threads, everything else by one. Every method throws
 * {@link HostFailure#STATE_FAILED} if the state cannot be read or written.
 */
public interface ChangeState extends AutoCloseable {
    /** Starts to take in the rows of the source. */
    Snapshot observe();

    /**
     * Compares the closed snapshot with what was written. Changes nothing.
     *
     * @param expiry records expire after this time unless they are written again
     */
    Difference compare(Optional<Duration> expiry);

    /** Commits what the state belongs to, and that the records of all rows to write are uncertain from now on. */
    void begin();

    /** The rows to write or to reject, in the order of the source. */
    ChangeCursor changes();

    /** The records without a row in the source. */
    Removals removals();

    /** A record holds a row of this hash now. Committed in groups, about once a second. */
    void written(Identity identity, RowHash hash);

    /** No record of this sync exists: it was removed, or never made. Committed in groups, about once a second. */
    void forget(Identity identity);

    /** Commits what is outstanding. Idempotent. */
    @Override
    void close();
}
