package dev.sluice.host.target;

import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a run, kept in the record of its sync from before the first writer until the end of the run is known. One that is found when a
 * run begins is of a run whose end the host did not see.
 */
public final class UnresolvedRun {
    private final @Nullable SyncRecordFile file;

    /** @param file the record of the sync; null where none can be kept */
    public UnresolvedRun(@Nullable SyncRecordFile file) {
        this.file = file;
    }

    /** The handle of a run whose end is unknown. */
    Optional<RunHandle> find() {
        return file == null ? Optional.empty() : file.read().unresolved();
    }

    /** Stores the handle of a run that is about to open its first writer. */
    void store(RunHandle handle) throws IOException {
        if (file != null) {
            file.update(record -> record.withUnresolved(Optional.of(handle)));
        }
    }

    /** The end of the run is known. */
    void clear() throws IOException {
        if (file != null && find().isPresent()) {
            file.update(record -> record.withUnresolved(Optional.empty()));
        }
    }
}
