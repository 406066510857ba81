package dev.sluice.host.file;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The folder of a sync, held by one run at a time. The file {@code lock} in it says which: a line each with run, process, machine, and boot of
 * the machine. Over folders that machines share, a lock may not hold; the marker at the target proves what happened then.
 */
public final class SyncFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final long POLL_NANOS = 100_000_000;

    private final Path path;
    private final String sync;
    private final LockFile lock;

    private SyncFolder(Path path, String sync, LockFile lock) {
        this.path = path;
        this.sync = sync;
        this.lock = lock;
    }

    /**
     * Takes the folder of a sync, which is created if it is missing.
     *
     * @param sync the name of the sync, for people
     * @param runId the run that takes it
     * @throws HostException {@code STATE_IN_USE}, with who holds it; {@code STATE_FAILED} if the folder cannot be made or written to
     */
    public static SyncFolder open(Path path, String sync, String runId) {
        return open(path, sync, runId, Duration.ZERO, () -> false);
    }

    /**
     * Takes the folder of a sync as soon as nobody else holds it.
     *
     * @param patience how long to wait for that
     * @param stop asked while it waits; also interrupting the thread ends the wait
     * @throws HostException as {@link #open(Path, String, String)} does; {@code RUN_STOPPED}
     */
    public static SyncFolder open(Path path, String sync, String runId, Duration patience, BooleanSupplier stop) {
        try {
            OwnerOnly.createDirectories(path);
            LockFile lock = lock(path, sync, patience, stop);
            lock.describe(
                    "run " + runId + "\nprocess " + ProcessHandle.current().pid()
                            + Machine.name().map(name -> "\nmachine " + name).orElse("")
                            + Machine.boot().map(id -> "\nboot " + id).orElse("") + "\n");
            return new SyncFolder(path, sync, lock);
        } catch (IOException e) {
            throw HostFailure.STATE_FAILED
                    .exception(
                            "The folder " + path + " of the sync '" + sync + "' cannot be written to.",
                            "Check its rights and that the disk has room, or name another place: --state-dir DIR, or the"
                                    + " variable SLUICE_STATE_DIR.")
                    .at("file", path.toString());
        }
    }

    private static LockFile lock(Path path, String sync, Duration patience, BooleanSupplier stop) throws IOException {
        long begun = System.nanoTime();
        while (true) {
            Optional<LockFile> lock = LockFile.tryLock(path.resolve(LOCK));
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() - begun >= patience.toNanos()) {
                throw inUse(path, sync);
            }
            if (stop.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw HostFailure.RUN_STOPPED.exception();
            }
            // The operating system tells nobody that a lock is free.
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static HostException inUse(Path path, String sync) {
        return HostFailure.STATE_IN_USE
                .exception("Another run holds the sync '" + sync + "'" + holder(path.resolve(LOCK)) + ".")
                .at("file", path.toString());
    }

    private static String holder(Path file) {
        try {
            List<String> lines = LockFile.description(file);
            return lines.isEmpty() ? "" : ": " + String.join(", ", lines.subList(0, Math.min(3, lines.size())));
        } catch (IOException e) {
            return "";
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The name of the sync. */
    public String sync() {
        return sync;
    }

    /** Lets other runs in. Idempotent. */
    @Override
    public void close() {
        lock.close();
    }
}
