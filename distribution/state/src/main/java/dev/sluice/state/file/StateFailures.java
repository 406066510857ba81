package dev.sluice.state.file;

import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Every failure of a state. None holds an identity. */
public final class StateFailures {
    /** Of the machine, not of the files. */
    private static final Set<String> RESOURCES = Set.of("IO Error", "Out of Memory Error");

    private final Path folder;
    private final String sync;

    public StateFailures(Path folder, String sync) {
        this.folder = folder;
        this.sync = sync;
    }

    /** The message of the engine may quote an identity, so only the kind of the error is told. */
    public HostException failed(SQLException cause) {
        return failed(DuckDb.errorKind(cause).orElse("no reason"));
    }

    public HostException failed(IOException cause) {
        return failed(cause.getClass().getSimpleName());
    }

    private HostException failed(String reason) {
        return at(HostFailure.STATE_FAILED.exception(
                "The state " + folder + " cannot be read or written any further (" + reason + ")."));
    }

    /**
     * A failure while files of earlier runs are read.
     *
     * @param damaged the file that cannot be read, if it is one
     */
    public HostException unreadable(SQLException cause, Optional<Path> damaged) {
        return DuckDb.errorKind(cause).filter(RESOURCES::contains).isPresent()
                ? failed(cause)
                : unreadable(damaged.map(file -> "the file " + file + " is not as it was written")
                        .orElse("a file of an earlier run is not as it was written"));
    }

    public HostException missing(Path file) {
        return unreadable("the file " + file + " is missing");
    }

    /** What {@code state.json} says does not fit together. */
    public HostException inconsistent() {
        return unreadable("what it says of its runs does not fit together");
    }

    private HostException unreadable(String why) {
        return at(
                HostFailure.STATE_UNREADABLE.exception(
                        "The state " + folder + " is damaged: " + why + ".",
                        "Take the folder from a backup. To start over: sluice state reset " + ShellWord.of(sync)
                                + ". Every row is then written again, and records that were removed from the source meanwhile stay."));
    }

    public HostException former(Path file) {
        return HostFailure.STATE_FORMER
                .exception(
                        "The state " + file + " has the form of an earlier version.",
                        "Start over: every row is then written again, and records that were removed from the source meanwhile"
                                + " stay. The command: sluice state reset " + ShellWord.of(sync))
                .at("file", file.toString());
    }

    public static HostException engineMissing() {
        return HostFailure.STATE_ENGINE_MISSING.exception();
    }

    public HostException otherSource(String former, String now) {
        return at(HostFailure.STATE_OTHER_SOURCE.exception(
                "The state of the sync '" + sync + "' was written from '" + former + "', and the rows come from '" + now
                        + "' now.",
                "If it is another sync, give it a name of its own: --name. If the same rows moved: sluice state move "
                        + ShellWord.of(sync) + " --source " + ShellWord.of(now)));
    }

    public HostException otherTarget(String former, String now) {
        return at(HostFailure.STATE_OTHER_TARGET.exception(
                "The state of the sync '" + sync + "' was written for the target '" + former + "', and the target is '"
                        + now + "' now.",
                "To fill another target, and leave the records at the former one: --full. To keep both, give this sync a"
                        + " name of its own: --name. If these are the same records at a new address: sluice state move "
                        + ShellWord.of(sync) + " --target " + ShellWord.of(now)));
    }

    public HostException otherKey(String key) {
        return at(HostFailure.STATE_OTHER_KEY.exception(
                "The state of the sync '" + sync + "' was written with another key: " + key + ".",
                "To remove the records of that key, and write every row under the new one: --rekey. Or use that key, or give this sync a name"
                        + " of its own: --name. To start over, and leave the records of the old key: sluice state reset "
                        + ShellWord.of(sync)));
    }

    private HostException at(HostException failure) {
        return failure.at("file", folder.toString());
    }
}
