package dev.sluice.host.mapping;

import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a pass in a thread of its own, a few chunks ahead of whoever takes them: so two processors share the work. */
final class CursorAhead implements SourceCursor {
    private static final int CHUNKS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SourceCursor cursor;
    // Guarded by this.
    private final Queue<Chunk> chunks = new ArrayDeque<>();
    private boolean started;
    private boolean closed;
    private boolean ended;
    private boolean leftToThread;
    private @Nullable Throwable failure;

    private double fraction = -1;

    private record Chunk(List<SourceRecord> records, double fraction) {}

    CursorAhead(SourceCursor cursor) {
        this.cursor = cursor;
    }

    private void read() {
        Throwable thrown = null;
        try {
            // A chunk may make its records when they are asked for: that is the work to be shared.
            for (List<SourceRecord> some = List.copyOf(cursor.next());
                    !some.isEmpty() && put(new Chunk(some, cursor.fraction()));
                    some = List.copyOf(cursor.next())) {}
        } catch (RuntimeException | Error e) {
            thrown = e;
        }
        synchronized (this) {
            failure = thrown;
            ended = true;
            notifyAll();
            if (leftToThread) {
                cursor.close();
            }
        }
    }

    private synchronized boolean put(Chunk chunk) {
        await(() -> chunks.size() < CHUNKS || closed);
        chunks.add(chunk);
        notifyAll();
        return !closed;
    }

    /** An interrupt is left to whoever ends the pass for it. */
    private synchronized void await(BooleanSupplier condition) {
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized List<SourceRecord> next() {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::read, "sluice-read-ahead");
            thread.setDaemon(true);
            thread.start();
        }
        await(() -> !chunks.isEmpty() || ended);
        Chunk chunk = chunks.poll();
        notifyAll();
        if (chunk != null) {
            fraction = chunk.fraction();
            return chunk.records();
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return List.of();
    }

    @Override
    public double fraction() {
        return fraction;
    }

    /** A cursor is for one thread at a time, so one that reads ends first. If it waits for its source, it closes the cursor itself later. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        while (started && !ended && System.nanoTime() < end) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!started || ended) {
            cursor.close();
        } else {
            leftToThread = true;
        }
    }
}
