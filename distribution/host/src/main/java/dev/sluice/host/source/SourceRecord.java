package dev.sluice.host.source;

import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;
import org.jspecify.annotations.Nullable;

/** One row of a source, or the place where one should have been. */
public sealed interface SourceRecord {
    /** The row's number, from 1; for text formats the number of its first line. */
    long number();

    /** A row. */
    record Intact(long number, Row row) implements SourceRecord {}

    /**
     * What could not be read as a row. The rows around it stand.
     *
     * @param rest what could be read of it, for people: under the names of the source, a value that is not of its type as text, one that has
     *     no text as null; null if the fields could not be told apart
     */
    record Unreadable(
            long number, ErrorDetail error, @Nullable Row rest) implements SourceRecord {
        /** One of which nothing could be read. */
        public Unreadable(long number, ErrorDetail error) {
            this(number, error, null);
        }
    }
}
