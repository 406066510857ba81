package dev.sluice.host.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.RowSchema;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Rows that can be read more than once, in the same order. Safe for use by several threads; a cursor is not. */
public interface Source extends AutoCloseable {
    /** For people: the file's name, or {@code query}. */
    String name();

    /** The fields of every row; empty when each row has its own (JSON). */
    Optional<RowSchema> schema();

    /** The number of rows, where the source tells it without reading them. */
    OptionalLong rowCount();

    /** Equal as long as the source has the same rows, as far as can be told without reading them. */
    String fingerprint();

    /**
     * Starts a pass over the rows.
     *
     * @throws HostException if the source cannot be read
     */
    SourceCursor open();

    /**
     * Starts a pass over the rows of which only some fields are needed. The others may be null in every row, and what is wrong with them
     * is no error.
     *
     * @param wanted whether a field of this name is needed
     * @throws HostException if the source cannot be read, or a needed field cannot be carried
     */
    default SourceCursor open(Predicate<String> wanted) {
        return open();
    }

    /** Releases what the source holds. Idempotent. */
    @Override
    void close();
}
