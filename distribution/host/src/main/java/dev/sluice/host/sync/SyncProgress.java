package dev.sluice.host.sync;

import dev.sluice.host.report.SyncReport;
import java.util.OptionalLong;

/**
 * How far a sync is.
 *
 * @param phase what it does now
 * @param fraction how much of the phase is done, from 0 to 1; negative when that cannot be told
 * @param total rows of the source, where known
 * @param counts what became of the rows so far
 * @param removals what became of removals so far
 */
public record SyncProgress(
        Phase phase, double fraction, OptionalLong total, SyncReport.Rows counts, SyncReport.Removals removals) {
    /** What a sync does at a time. */
    public enum Phase {
        /** A mirror compares the source with its state. */
        COMPARING,
        /** Rows are written. */
        WRITING,
        /** Records of rows that are gone are removed. */
        REMOVING
    }
}
