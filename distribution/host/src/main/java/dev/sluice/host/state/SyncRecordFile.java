package dev.sluice.host.state;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;

/** The file {@code state.json} in the folder of a sync. A crash leaves the old or the new one. For the run that holds the folder. */
public final class SyncRecordFile {
    /** Its name. */
    public static final String NAME = "state.json";

    private final Path file;

    /** @param folder of the sync */
    public SyncRecordFile(Path folder) {
        this.file = folder.resolve(NAME);
    }

    /**
     * What it holds, {@link SyncRecord#NEW} if there is none.
     *
     * @throws HostException {@code STATE_UNREADABLE}
     */
    public SyncRecord read() {
        if (!Files.exists(file)) {
            return SyncRecord.NEW;
        }
        try {
            return SyncRecord.of(JsonTree.read(Files.readString(file)));
        } catch (IOException e) {
            throw unreadable("cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (JacksonException e) {
            throw unreadable(
                    "is damaged: it is no JSON from line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + " on");
        } catch (IllegalArgumentException e) {
            throw unreadable("is damaged, or of a later version: " + e.getMessage());
        }
    }

    private HostException unreadable(String why) {
        return HostFailure.STATE_UNREADABLE
                .exception("The file " + file + " " + why + ".")
                .at("file", file.toString());
    }

    /**
     * Replaces what it holds.
     *
     * @return the new record
     * @throws HostException {@code STATE_UNREADABLE}
     */
    public SyncRecord update(UnaryOperator<SyncRecord> change) throws IOException {
        SyncRecord next = change.apply(read());
        try {
            OwnerOnly.replace(file, stream -> JsonTree.write(stream, next.fields()));
        } catch (JacksonException e) {
            throw new IOException(e.getClass().getName());
        }
        return next;
    }
}
