package dev.sluice.source.jdbc.copy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a COPY, read ahead by a thread of its own up to a number of bytes, so that the server, its reader and whoever has the rows
 * work at the same time. Messages are taken by one thread.
 */
final class MessagesAhead {
    private static final int MOST_MESSAGES = 512;
    private static final int MOST_BYTES = 256 << 10;
    private static final long MOST_WAITING = 2L << 20;

    private final CopyOperation operation;
    private final Queue<Batch> batches = new ArrayDeque<>();
    private long waiting;
    private boolean closed;
    private @Nullable Throwable failure;
    private boolean ended;
    private List<byte[]> current = List.of();
    private int next;

    private record Batch(List<byte[]> messages, long bytes) {}

    MessagesAhead(CopyOperation operation) {
        this.operation = operation;
    }

    /** Starts the statement and reads its messages. */
    void start() {
        Thread thread = new Thread(this::read, "sluice-copy");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        Throwable thrown = null;
        try {
            operation.start();
            byte[] message = operation.next();
            while (message != null) {
                List<byte[]> messages = new ArrayList<>(MOST_MESSAGES);
                long bytes = 0;
                while (message != null && messages.size() < MOST_MESSAGES && bytes < MOST_BYTES) {
                    messages.add(message);
                    bytes += message.length;
                    message = operation.next();
                }
                if (!put(new Batch(messages, bytes))) {
                    return;
                }
            }
        } catch (SQLException | RuntimeException | Error e) {
            thrown = e;
        }
        end(thrown);
    }

    private synchronized void end(@Nullable Throwable thrown) {
        failure = thrown;
        ended = true;
        notifyAll();
    }

    /** False once nobody takes them any more. */
    private synchronized boolean put(Batch batch) {
        boolean interrupted = false;
        while (waiting >= MOST_WAITING && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        batches.add(batch);
        waiting += batch.bytes();
        notifyAll();
        return !closed;
    }

    /**
     * Waits for the first message, or the end.
     *
     * @return false if it took longer than this
     * @throws SQLException what the driver threw before there was a message
     */
    synchronized boolean await(Duration longest) throws SQLException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (batches.isEmpty() && !ended) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        if (batches.isEmpty()) {
            throwFailure();
        }
        return true;
    }

    /**
     * The next message; null at the end. An interrupt of the thread is left to whoever ends the query for it.
     *
     * @throws SQLException what the driver threw
     * @throws Error what the thread that reads met, such as an OutOfMemoryError if a message is larger than the memory
     */
    byte @Nullable [] next() throws SQLException {
        if (next == current.size()) {
            current = batch();
            next = 0;
            if (current.isEmpty()) {
                return null;
            }
        }
        return current.get(next++);
    }

    private synchronized List<byte[]> batch() throws SQLException {
        boolean interrupted = false;
        while (batches.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Batch batch = batches.poll();
        if (batch != null) {
            waiting -= batch.bytes();
            notifyAll();
            return batch.messages();
        }
        throwFailure();
        return List.of();
    }

    private void throwFailure() throws SQLException {
        Throwable thrown = failure;
        if (thrown instanceof SQLException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    /** No message is taken any more. */
    synchronized void close() {
        closed = true;
        batches.clear();
        waiting = 0;
        notifyAll();
    }
}
