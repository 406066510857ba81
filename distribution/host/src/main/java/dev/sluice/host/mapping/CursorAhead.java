package dev.sluice.host.mapping;

import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.source.PackedRecords;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.RowSchema;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private final FieldMapping mapping;
    private final RowHasher hasher = new RowHasher();
    // Guarded by this.
    private final Queue<Chunk> chunks = new ArrayDeque<>();
    private boolean started;
    private boolean closed;
    private boolean ended;
    private boolean leftToThread;
    private @Nullable Throwable failure;

    private double fraction = -1;

    private record Chunk(List<SourceRecord> records, double fraction) {}

    /** Records with their hashes. */
    private static final class Hashed extends AbstractList<SourceRecord> implements PackedRecords {
        private final List<SourceRecord> records;
        private final PackedRecords packed;
        private final List<@Nullable RowHash> hashes;

        Hashed(List<SourceRecord> records, PackedRecords packed, List<@Nullable RowHash> hashes) {
            this.records = records;
            this.packed = packed;
            this.hashes = hashes;
        }

        @Override
        public SourceRecord get(int index) {
            return records.get(index);
        }

        @Override
        public int size() {
            return records.size();
        }

        @Override
        public RowSchema schema() {
            return packed.schema();
        }

        @Override
        public long number(int index) {
            return packed.number(index);
        }

        @Override
        public @Nullable RowHash hash(int index, RowSchema fields, int[] positions, RowHasher with) {
            return hashes.get(index);
        }

        @Override
        public void keep(int index) {
            packed.keep(index);
        }

        @Override
        public boolean isKept(int index) {
            return packed.isKept(index);
        }
    }

    /** @param mapping as what the rows travel */
    CursorAhead(SourceCursor cursor, FieldMapping mapping) {
        this.cursor = cursor;
        this.mapping = mapping;
    }

    private void read() {
        Throwable thrown = null;
        try {
            for (List<SourceRecord> some = chunk();
                    !some.isEmpty() && put(new Chunk(some, cursor.fraction()));
                    some = chunk()) {}
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

    /** With the work done that this thread takes over: hashes where they do not need the records, else the records. */
    private List<SourceRecord> chunk() {
        List<SourceRecord> records = cursor.next();
        if (!(records instanceof PackedRecords packed)) {
            return List.copyOf(records);
        }
        FieldMapping.Plan plan = mapping.plan(packed.schema());
        List<@Nullable RowHash> hashes = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            hashes.add(plan.hash(packed, i, hasher));
        }
        return new Hashed(records, packed, hashes);
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
