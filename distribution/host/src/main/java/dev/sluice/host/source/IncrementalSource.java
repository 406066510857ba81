package dev.sluice.host.source;

import dev.sluice.host.cursor.CursorSeen;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostException;
import dev.sluice.spi.FieldType;
import java.util.Optional;

/** A source that can give only the rows from a value of its cursor on. Rows without a value are always among them. */
public interface IncrementalSource extends Source {
    /** The type of the cursor's column. */
    FieldType cursorType();

    /** From which value on rows are read; empty: all rows. */
    Optional<CursorValue> from();

    /**
     * Begins anew with other rows, before or after a pass. Cursors that are open end.
     *
     * @throws HostException if the source cannot be opened again
     */
    void readFrom(Optional<CursorValue> value);

    /** Has every row read of a source that could give only some. */
    static void readAll(Source source) {
        if (source instanceof IncrementalSource incremental
                && incremental.from().isPresent()) {
            incremental.readFrom(Optional.empty());
        }
    }

    /** What the rows had that were read since the source was opened, or began anew. */
    CursorSeen seen();
}
