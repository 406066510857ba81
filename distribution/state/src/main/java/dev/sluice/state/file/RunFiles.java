package dev.sluice.state.file;

import dev.sluice.host.change.Identification;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import java.io.IOException;
import java.time.Clock;
import java.util.function.UnaryOperator;

/** What all stages of a run work on. */
public record RunFiles(
        Layout layout,
        SyncRecordFile file,
        Workspace workspace,
        StateFailures failures,
        Identification identification,
        Sizes sizes,
        Clock clock) {
    /** Replaces the record of the sync. */
    public SyncRecord update(UnaryOperator<SyncRecord> change) {
        try {
            return file.update(change);
        } catch (IOException e) {
            throw failures.failed(e);
        }
    }
}
