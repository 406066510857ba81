package dev.sluice.host.source;

import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;

/** One row of a source, or the place where one should have been. */
public sealed interface SourceRecord {
    /** The row's number, from 1; for text formats the number of its first line. */
    long number();

    /** A row. */
    record Intact(long number, Row row) implements SourceRecord {}

    /** What could not be read as a row. The rows around it stand. */
    record Unreadable(long number, ErrorDetail error) implements SourceRecord {}
}
