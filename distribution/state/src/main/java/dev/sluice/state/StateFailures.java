package dev.sluice.state;

import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/** Every failure of a state. None holds an identity. */
final class StateFailures {
    /** Of the machine, not of the files. */
    private static final Set<String> RESOURCES = Set.of("IO Error", "Out of Memory Error");

    private final Path folder;

    StateFailures(Path folder) {
        this.folder = folder;
    }

    /** The message of the engine may quote an identity, so only the kind of the error is told. */
    HostException failed(SQLException cause) {
        return failed(DuckDb.errorKind(cause).orElse("no reason"));
    }

    HostException failed(IOException cause) {
        return failed(cause.getClass().getSimpleName());
    }

    private HostException failed(String reason) {
        return at(HostFailure.STATE_FAILED.exception(
                "The state " + folder + " cannot be read or written any further (" + reason + ")."));
    }

    /** A failure while files of earlier runs are read. */
    HostException unreadable(SQLException cause) {
        return DuckDb.errorKind(cause).filter(RESOURCES::contains).isPresent() ? failed(cause) : unreadable();
    }

    HostException unreadable() {
        return at(HostFailure.STATE_UNREADABLE.exception("The state " + folder + " cannot be read."));
    }

    HostException former(Path file) {
        return HostFailure.STATE_FORMER
                .exception("The state " + file + " has the form of an earlier version.")
                .at("file", file.toString());
    }

    static HostException engineMissing() {
        return HostFailure.STATE_ENGINE_MISSING.exception();
    }

    HostException otherTarget() {
        return at(HostFailure.STATE_OTHER_TARGET.exception("The state " + folder + " was written for another target."));
    }

    HostException otherKey(String key) {
        return at(HostFailure.STATE_OTHER_KEY.exception(
                "The state " + folder + " was written with another key, " + key + "."));
    }

    private HostException at(HostException failure) {
        return failure.at("file", folder.toString());
    }
}
