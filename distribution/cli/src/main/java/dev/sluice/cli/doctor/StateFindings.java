package dev.sluice.cli.doctor;

import dev.sluice.host.name.ShellWord;
import dev.sluice.spi.RunHandle;
import dev.sluice.state.StoredState;
import dev.sluice.state.StoredStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the directory of states, without taking a lock: a run that starts meanwhile is not kept from it. */
public final class StateFindings {
    private static final long LITTLE = 1L << 30;
    private static final Pattern PROCESS = Pattern.compile("(?m)^process (\\d+)$");
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private StateFindings() {}

    /** @param directory of states, which need not be there */
    public static List<Finding> of(Path directory) {
        List<Finding> findings = new ArrayList<>();
        Path there = nearest(directory.toAbsolutePath().normalize());
        try {
            findings.add(room(there));
            if (!Files.isWritable(there)) {
                findings.add(Finding.problem(
                        "state directory",
                        there + " cannot be written to.",
                        "Give its user the right to, or name another place: --state-dir DIR, or SLUICE_STATE_DIR."));
            } else if (!Files.isDirectory(directory)) {
                findings.add(Finding.ok("state directory", directory + " is made by the first run."));
            } else {
                findings.add(rights(directory));
            }
        } catch (IOException e) {
            findings.add(Finding.problem("state directory", directory + " cannot be looked at.", "Check its rights."));
        }
        if (Files.isDirectory(directory)) {
            new StoredStates(directory, Clock.systemUTC()).list().forEach(state -> findings.add(of(state)));
        }
        return findings;
    }

    private static Path nearest(Path directory) {
        Path there = directory;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private static Finding room(Path there) throws IOException {
        long free = Files.getFileStore(there).getUsableSpace();
        String text = (free >> 20) + " MiB are free at " + there + ".";
        return free >= LITTLE
                ? Finding.ok("disk", text)
                : Finding.warning("disk", text, "A mirror needs room for two snapshots of its state. Make some.");
    }

    private static Finding rights(Path directory) throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(directory).stream().anyMatch(OF_OTHERS::contains)) {
            return Finding.warning(
                    "state directory",
                    "Others may read or write " + directory + ", which holds values of rows.",
                    "chmod 700 " + ShellWord.of(directory.toString()));
        }
        return Finding.ok("state directory", directory + " is its user's alone.");
    }

    private static Finding of(StoredState state) {
        String about = "sync " + state.sync();
        if (state.problem().isPresent()) {
            return Finding.problem(about, state.problem().get());
        }
        Optional<Long> process = process(state.place());
        if (process.isPresent()) {
            return Finding.ok(about, "Process " + process.get() + " runs it, or was the last to.");
        }
        return state.record()
                .flatMap(record -> record.unresolved())
                .map(RunHandle::runId)
                .map(run -> Finding.warning(
                        about,
                        "The end of its run " + run + " is not known.",
                        "The next run finds out. Or look at the target, then: sluice state resolve "
                                + ShellWord.of(state.sync())))
                .orElseGet(() -> Finding.ok(about, "No run of it is open."));
    }

    /** The process that is named in the lock, if there is such a process. */
    private static Optional<Long> process(Path folder) {
        try {
            Matcher process = PROCESS.matcher(Files.readString(folder.resolve("lock")));
            return process.find()
                    ? Optional.of(Long.valueOf(process.group(1)))
                            .filter(id -> ProcessHandle.of(id).isPresent())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
