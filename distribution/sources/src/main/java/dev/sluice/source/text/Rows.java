package dev.sluice.source.text;

import dev.sluice.host.source.SourceRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of an open text, one after another. For one thread. */
interface Rows {
    /**
     * The next row, or the reason why there is none in its place; null at the end.
     *
     * @throws IOException if the text can be read no further
     */
    @Nullable
    SourceRecord next() throws IOException;

    /** The length of the row in bytes, about. */
    int size();
}
