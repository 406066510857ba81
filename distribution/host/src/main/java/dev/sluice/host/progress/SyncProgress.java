package dev.sluice.host.progress;

import dev.sluice.host.report.SyncReport;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a sync is.
 *
 * @param phase what it does now
 * @param fraction how much of the phase is done, from 0 and below 1; negative when that cannot be told
 * @param total rows of the source, where known
 * @param counts what became of the rows so far
 * @param removals what became of removals so far
 * @param waitsFor the code of what the destination waits for before it goes on, if it does
 */
public record SyncProgress(
        Phase phase,
        double fraction,
        OptionalLong total,
        SyncReport.Rows counts,
        SyncReport.Removals removals,
        Optional<String> waitsFor) {
    /** What a sync does at a time. */
    public enum Phase {
        /** A mirror compares the source with its state. */
        COMPARING,
        /** Rows are written. */
        WRITING,
        /** Records of rows that are gone are removed. */
        REMOVING,
        /** The destination makes final what was sent. */
        COMMITTING
    }
}
