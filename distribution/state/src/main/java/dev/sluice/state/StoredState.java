package dev.sluice.state;

import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.ErrorDetail;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The state of a sync as it lies in its files.
 *
 * @param sync the name of the sync
 * @param place its folder; the file, of a state of an earlier version
 * @param bytes the size of its files
 * @param record what it belongs to, and its runs; empty if that cannot be read
 * @param records how many records it has; empty if that cannot be told
 * @param problem why a run would refuse it
 */
public record StoredState(
        String sync,
        Path place,
        long bytes,
        Optional<SyncRecord> record,
        Optional<Records> records,
        Optional<ErrorDetail> problem) {
    /**
     * Counts of records, as of the last snapshot.
     *
     * @param known those that the sync wrote and that are at the target, among them the uncertain ones
     * @param uncertain those that the next run writes again
     * @param removed those that it removed within 14 days
     * @param forgotten those that it wrote once, and that may belong to others now
     */
    public record Records(long known, long uncertain, long removed, long forgotten) {
        static final Records NONE = new Records(0, 0, 0, 0);
    }
}
