package dev.sluice.host.sync;

import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a run. All changes of one identity go through one lane, so they are applied in order. What is handed over waits in a batch
 * of its lane until that is full, and in a short queue until the lane comes to it: memory depends on lanes and batches, not on rows.
 *
 * <p>Begins with few lanes, and turns to more while they would help ({@link Headroom}): a near destination is served fastest by no more
 * lanes than there are processors, a far one by all that it admits. Filled by one thread.
 */
final class Lanes implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final int FIRST = 2;

    private final List<Lane> lanes = new ArrayList<>();
    private final @Nullable Batch[] filling;
    private IntFunction<Batch> batches;
    private final Ending ending;
    private final Headroom headroom;
    private final int capacity;
    private int running;
    private boolean closed;

    /**
     * @param count how many at most
     * @param capacity changes in a batch
     * @param batches makes a batch of a capacity
     * @param first the writer of the first lane; null if the run is to end anyway
     * @param opening opens another
     * @param headroom whether more lanes would help
     */
    Lanes(
            int count,
            int capacity,
            IntFunction<Batch> batches,
            @Nullable DestinationWriter first,
            Supplier<DestinationWriter> opening,
            Ledger ledger,
            Ending ending,
            Headroom headroom,
            Cancellation cancellation) {
        this.headroom = headroom;
        this.capacity = capacity;
        this.batches = batches;
        this.ending = ending;
        this.filling = new @Nullable Batch[count];
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(i + 1, i == 0 ? first : null, opening, ledger, ending));
        }
        startUpTo(FIRST);
        cancellation.onRequest(() -> lanes.forEach(Lane::interrupt));
    }

    /** The batch that the next change of a record goes into. To be followed by {@link #filled}. */
    Batch batch(@Nullable Identity identity) {
        int lane = lane(identity);
        Batch batch = filling[lane];
        if (batch == null) {
            batch = batches.apply(capacity);
            filling[lane] = batch;
        }
        return batch;
    }

    /** A change was added to the batch of this record. */
    void filled(@Nullable Identity identity) {
        int lane = lane(identity);
        Batch batch = filling[lane];
        if (batch != null && batch.isFull()) {
            filling[lane] = null;
            submit(lane, batch);
        }
    }

    private void submit(int lane, Batch batch) {
        long start = headroom.now();
        lanes.get(lane).submit(batch);
        if (running < lanes.size() && headroom.isAfterWait(headroom.now() - start)) {
            // An identity may change its lane: what was handed over is booked before that.
            flush();
            startUpTo(2 * running);
        }
    }

    private void startUpTo(int number) {
        for (int next = Math.min(number, lanes.size()); running < next; running++) {
            lanes.get(running).start();
        }
    }

    private int lane(@Nullable Identity identity) {
        if (identity == null || running == 1) {
            return 0;
        }
        // Hashes of texts are nearly consecutive for consecutive numbers; mixing them keeps lanes even.
        int hash = identity.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), running);
    }

    /** From now on batches are of another kind; called after {@link #flush}. */
    void turnTo(IntFunction<Batch> others) {
        batches = others;
    }

    /** Hands over what is left, and waits until everything is booked or the run is to end. */
    void flush() {
        for (int i = 0; i < filling.length; i++) {
            Batch batch = filling[i];
            filling[i] = null;
            if (batch != null) {
                lanes.get(i).submit(batch);
            }
        }
        lanes.forEach(Lane::awaitIdle);
    }

    /** Hands over what is left, and ends every lane. Afterwards everything that was ever handed over is booked. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        flush();
        lanes.forEach(Lane::close);
        boolean interrupted = false;
        for (Lane lane : lanes) {
            interrupted |= end(lane);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean end(Lane lane) {
        boolean interrupted = false;
        while (true) {
            try {
                if (lane.join(PATIENCE_MILLIS)) {
                    return interrupted;
                }
                // A destination has a second to end when it is told to; before that it may retry for as long as it
                // likes.
                if (ending.isCancelled()) {
                    lane.abandon();
                    return interrupted;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
