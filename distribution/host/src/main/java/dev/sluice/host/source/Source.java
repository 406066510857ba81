package dev.sluice.host.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
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
     * What is no longer as it was, for people; empty if nothing is.
     *
     * @param fingerprint as {@link #fingerprint} gave it before
     */
    default Optional<String> changedSince(String fingerprint) {
        return fingerprint.equals(fingerprint()) ? Optional.empty() : Optional.of(name() + " changed");
    }

    /**
     * Whether it is a list of sources that may grow at any time, such as the files of a folder. If one changed while a mirror read them, the
     * mirror removes nothing and says so; a change of any other source ends the run.
     */
    default boolean isList() {
        return false;
    }

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

    /**
     * Starts the first of several passes, whose reader says which rows a later one needs, by {@link PackedRecords#keep}. A source that would have to
     * store all of them for it may leave the others out of the later passes; their places stay.
     *
     * @param wanted as in {@link #open(Predicate)}
     * @throws HostException as {@link #open(Predicate)} does
     */
    default SourceCursor openChoosing(Predicate<String> wanted) {
        return open(wanted);
    }

    /** Whether a pass has every row: false once one has left some out. */
    default boolean isWhole() {
        return true;
    }

    /**
     * Has every row again, after a pass that left some out. They may be others by then; cursors that are open end.
     *
     * @throws HostException if the source cannot be opened again
     */
    default void restore() {}

    /**
     * Lets a read that waits, such as for a pipe, fail with {@link HostFailure#RUN_STOPPED}; called by any thread when a run is cancelled. Does
     * nothing where no read waits for long.
     */
    default void interrupt() {}

    /** Releases what the source holds. Idempotent. */
    @Override
    void close();
}
