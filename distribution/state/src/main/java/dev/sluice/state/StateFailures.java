package dev.sluice.state;

import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.nio.file.Path;
import java.sql.SQLException;

/** Every failure of a state. None holds an identity. */
final class StateFailures {
    private StateFailures() {}

    /** The message of the engine may quote an identity, so only the kind of the error is told. */
    static HostException failed(Path file, SQLException cause) {
        String kind = DuckDb.errorKind(cause).orElse("no reason");
        return at(
                file,
                HostFailure.STATE_FAILED.exception(
                        "The state " + file + " cannot be read or written any further (" + kind + ")."));
    }

    static HostException unreadable(Path file) {
        return at(file, HostFailure.STATE_UNREADABLE.exception("The state " + file + " cannot be read."));
    }

    static HostException engineMissing() {
        return HostFailure.STATE_ENGINE_MISSING.exception();
    }

    static HostException inUse(Path file) {
        return at(file, HostFailure.STATE_IN_USE.exception("Another run uses the state " + file + "."));
    }

    static HostException otherTarget(Path file) {
        return at(
                file,
                HostFailure.STATE_OTHER_TARGET.exception(
                        "The state " + file + " was written for another target.",
                        "Sync there again, or give this sync a name of its own. To start over, remove the file: records at the other"
                                + " target then stay."));
    }

    static HostException otherKey(Path file, String key) {
        return at(
                file,
                HostFailure.STATE_OTHER_KEY.exception(
                        "The state " + file + " was written with another key, " + key + ".",
                        "Use that key, or give this sync a name of its own. To start over, remove the file: records of the old key then"
                                + " stay."));
    }

    private static HostException at(Path file, HostException failure) {
        return failure.at("file", file.toString());
    }
}
