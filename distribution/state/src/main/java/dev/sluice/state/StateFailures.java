package dev.sluice.state;

import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.change.GuardException;
import dev.sluice.host.change.StateException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Every failure of a state. None holds an identity. */
final class StateFailures {
    private StateFailures() {}

    /** The message of the engine may quote an identity, so only the kind of the error is told. */
    static StateException failed(Path file, SQLException cause) {
        String kind = DuckDb.errorKind(cause).orElse("no reason");
        return new StateException("The state " + file + " cannot be read or written any further (" + kind + ").");
    }

    static GuardException unreadable(Path file) {
        return new GuardException(
                "STATE_UNREADABLE",
                "The state " + file + " cannot be read.",
                "See that the file is readable and whole. To begin anew remove it: every row is then written again, and records whose"
                        + " rows are gone meanwhile stay.");
    }

    static GuardException engineMissing() {
        return new GuardException(
                "STATE_ENGINE_MISSING",
                "The native library of the engine that keeps the state of a mirror cannot be loaded.",
                "See that the lib directory of this installation is whole and made for this machine, or, where the library is inside a"
                        + " jar, that the temporary directory has 100 MB of room and lets programs run.");
    }

    static GuardException inUse(Path file) {
        return new GuardException(
                "STATE_IN_USE",
                "Another run uses the state " + file + ".",
                "Wait until it has ended, or give this sync a name of its own.");
    }

    static GuardException otherTarget(Path file) {
        return new GuardException(
                "STATE_OTHER_TARGET",
                "The state " + file + " was written for another target.",
                "Sync there again, or give this sync a name of its own. To begin anew remove the file: records at the other"
                        + " target then stay.");
    }

    static GuardException otherKey(Path file, String key) {
        return new GuardException(
                "STATE_OTHER_KEY",
                "The state " + file + " was written with another key, " + key + ".",
                "Use that key, or give this sync a name of its own. To begin anew remove the file: records of the old key then"
                        + " stay.");
    }
}
