package dev.sluice.host.cursor;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How far the completed runs of a sync have read.
 *
 * @param column the column
 * @param highest the highest value that they read
 * @param runId the run that completed last
 * @param whole when the last run began that read every row
 * @param of what the records were read and written by, texts by name: with others the mark says nothing
 */
public record CursorMark(String column, CursorValue highest, String runId, Instant whole, Map<String, String> of) {
    public CursorMark {
        of = Map.copyOf(of);
    }

    /** With another text of this name, if it has one. */
    public CursorMark with(String name, String text) {
        Map<String, String> other = new HashMap<>(of);
        other.replace(name, text);
        return new CursorMark(column, highest, runId, whole, other);
    }
}
