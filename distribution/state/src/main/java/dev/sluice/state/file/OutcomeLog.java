package dev.sluice.state.file;

import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.hash.RowHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes outcomes durable in groups, each a file of its own, on a thread of its own: lanes wait for it only when four groups are outstanding.
 * Safe for use by several threads.
 */
public final class OutcomeLog implements AutoCloseable {
    private static final int OUTSTANDING = 4;

    private final Path run;
    private final Workspace workspace;
    private final StateFailures failures;
    private final Sizes sizes;
    private final Checkpoints checkpoints;
    private final Thread committer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Queue<OutcomeGroup> full = new ArrayDeque<>();
    private final Queue<OutcomeGroup> spare = new ArrayDeque<>();
    private final BitSet written = new BitSet();

    private OutcomeGroup current;
    private Workspace.@Nullable Feed feed;
    private long begun;
    private long number;
    private boolean settled;
    private @Nullable HostException failure;
    /** Whether a caller has had the failure. */
    private boolean told;

    /** @param run the folder of the run, which is made for the first group */
    public OutcomeLog(Path run, Workspace workspace, StateFailures failures, Sizes sizes, Checkpoints checkpoints) {
        this.run = run;
        this.workspace = workspace;
        this.failures = failures;
        this.sizes = sizes;
        this.checkpoints = checkpoints;
        this.current = new OutcomeGroup(sizes.group());
        this.committer = new Thread(this::commitGroups, "sluice-state");
        committer.setDaemon(true);
        committer.start();
    }

    public void add(OutcomeGroup.Outcome outcome, String identity, long time) {
        lock.lock();
        try {
            makeRoom();
            current.add(outcome, identity, time);
        } finally {
            lock.unlock();
        }
    }

    public void add(OutcomeGroup.Outcome outcome, String identity, RowHash hash, long time) {
        lock.lock();
        try {
            makeRoom();
            current.add(outcome, identity, hash, time);
            if (outcome == OutcomeGroup.Outcome.WRITTEN && hash.ordinal() < Integer.MAX_VALUE) {
                written.set((int) hash.ordinal());
            }
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        throwFailure();
        while (current.isFull()) {
            if (settled) {
                commit(current);
                current.clear();
            } else if (full.size() < OUTSTANDING) {
                full.add(current);
                current = spare();
                work.signal();
            } else {
                // Whatever interrupts this thread: it must not leave an outcome untold.
                room.awaitUninterruptibly();
            }
            throwFailure();
        }
        if (current.size() == 0) {
            begun = System.nanoTime();
            work.signal();
        }
    }

    private OutcomeGroup spare() {
        return spare.isEmpty() ? new OutcomeGroup(sizes.group()) : spare.remove();
    }

    private void throwFailure() {
        if (failure != null) {
            told = true;
            throw failure;
        }
    }

    private void commitGroups() {
        try {
            OutcomeGroup group = next();
            while (group != null) {
                commit(group);
                checkpoints.reached(number);
                recycle(group);
                group = next();
            }
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                failure = HostException.of(e);
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void recycle(OutcomeGroup group) {
        lock.lock();
        try {
            group.clear();
            spare.add(group);
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next group, when it is full or its time is over; null if none follows. */
    private @Nullable OutcomeGroup next() {
        lock.lock();
        try {
            while (full.isEmpty()) {
                long left = begun + sizes.groupNanos() - System.nanoTime();
                if (current.size() > 0 && (settled || left <= 0)) {
                    OutcomeGroup group = current;
                    current = spare();
                    return group;
                }
                if (settled) {
                    return null;
                }
                if (current.size() == 0) {
                    work.awaitUninterruptibly();
                } else {
                    awaitWork(left);
                }
            }
            return full.remove();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops over its condition
    private void awaitWork(long nanos) {
        try {
            // Whether it was the time or a signal that ended it is seen from what there is.
            if (work.awaitNanos(nanos) <= 0) {
                return;
            }
        } catch (InterruptedException e) {
            // Nobody interrupts the committer.
            Thread.currentThread().interrupt();
        }
    }

    /** By the committer, and after it has ended by others under the lock. */
    private void commit(OutcomeGroup group) {
        try {
            Workspace.Feed open = feed;
            if (open == null) {
                OwnerOnly.createDirectories(run);
                open = workspace.feed(OutcomeGroup.COLUMNS);
                feed = open;
            }
            Path file = Layout.group(run, number + 1);
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.deleteIfExists(next);
            open.copy(group, next);
            OwnerOnly.publish(next, file);
            number++;
        } catch (IOException e) {
            throw failures.failed(e);
        } catch (SQLException e) {
            throw failures.failed(e);
        }
    }

    /** Makes durable what was told, and reaches the last checkpoint. Idempotent. */
    public void settle() {
        lock.lock();
        try {
            settled = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        join();
        lock.lock();
        try {
            throwFailure();
            if (current.size() > 0) {
                commit(current);
                current.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Settles, and releases what it holds. A failure that was thrown before is not thrown again: it may be on its way. */
    @Override
    public void close() {
        boolean before = isTold();
        try {
            settle();
        } catch (HostException e) {
            if (!before) {
                throw e;
            }
        } finally {
            try {
                if (feed != null) {
                    feed.close();
                }
            } catch (SQLException e) {
                // What counts is in files.
            }
        }
    }

    private boolean isTold() {
        lock.lock();
        try {
            return told;
        } finally {
            lock.unlock();
        }
    }

    private void join() {
        boolean interrupted = false;
        while (committer.isAlive()) {
            try {
                committer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Rows of which it was told that they are written. */
    public long writtenRows() {
        lock.lock();
        try {
            return written.cardinality();
        } finally {
            lock.unlock();
        }
    }
}
