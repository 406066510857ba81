package dev.sluice.host.source;

import dev.sluice.host.failure.HostException;
import java.util.List;

/** One pass over a {@link Source}. For one thread. */
public interface SourceCursor extends AutoCloseable {
    /**
     * The next rows, about a thousand; empty at the end.
     *
     * @throws HostException if the source can be read no further
     */
    List<SourceRecord> next();

    /** How much of the source is read, from 0 to 1; negative when that cannot be told. */
    double fraction();

    /** Ends the pass. Idempotent. */
    @Override
    void close();
}
