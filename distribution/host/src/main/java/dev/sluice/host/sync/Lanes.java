package dev.sluice.host.sync;

import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Identity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a run. All changes of one identity go through one lane, so they are applied in order. What is handed over waits in a batch
 * of its lane until that is full, and in a short queue until the lane comes to it: memory depends on lanes and batches, not on rows.
 *
 * <p>Begins with few lanes, and turns to more while they would help ({@link Headroom}): a near destination is served fastest by no more
 * lanes than there are processors, a far one by all that it admits. The writers of the later lanes are opened while the first go on, and
 * where that fails it is done without them. Filled by one thread.
 */
final class Lanes implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final int FIRST = 2;

    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final @Nullable Batch[] filling;
    private IntFunction<Batch> batches;
    private final Supplier<DestinationWriter> opening;
    private final Consumer<String> prepared;
    private final Ledger ledger;
    private final Ending ending;
    private final Headroom headroom;
    private final Consumer<String> notices;
    private final int capacity;
    private int most;
    private volatile @Nullable MoreWriters more;
    private boolean noticed;
    private boolean closed;

    /**
     * @param count how many at most
     * @param capacity changes in a batch
     * @param batches makes a batch of a capacity
     * @param first the writer of the first lane; null if the run is to end anyway
     * @param opening opens another
     * @param prepared takes what each writer prepares for the commit
     * @param headroom whether more lanes would help
     * @param notices is told once if there are fewer lanes than would help
     */
    Lanes(
            int count,
            int capacity,
            IntFunction<Batch> batches,
            @Nullable DestinationWriter first,
            Supplier<DestinationWriter> opening,
            Consumer<String> prepared,
            Ledger ledger,
            Ending ending,
            Headroom headroom,
            Consumer<String> notices,
            Cancellation cancellation) {
        this.opening = opening;
        this.prepared = prepared;
        this.ledger = ledger;
        this.headroom = headroom;
        this.notices = notices;
        this.capacity = capacity;
        this.batches = batches;
        this.ending = ending;
        this.filling = new @Nullable Batch[count];
        this.most = count;
        for (int i = 0; i < Math.min(FIRST, count); i++) {
            add(i == 0 ? first : null);
        }
        cancellation.onRequest(() -> {
            MoreWriters begun = more;
            if (begun != null) {
                begun.cancel();
            }
            lanes.forEach(Lane::interrupt);
        });
    }

    private void add(@Nullable DestinationWriter writer) {
        Lane lane = new Lane(lanes.size() + 1, writer, opening, prepared, ledger, ending);
        lanes.add(lane);
        lane.start();
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
        MoreWriters begun = more;
        if (begun != null) {
            turnTo(begun);
        } else if (lanes.size() < most && headroom.isAfterWait(headroom.now() - start)) {
            more = new MoreWriters(Math.min(lanes.size(), most - lanes.size()), opening);
        }
    }

    private void turnTo(MoreWriters begun) {
        boolean done = begun.isDone();
        List<DestinationWriter> opened = begun.take();
        if (!opened.isEmpty()) {
            // An identity may change its lane: what was handed over is booked before that.
            flush();
            opened.forEach(this::add);
        }
        if (done) {
            more = null;
            begun.refusal().ifPresent(why -> doWithout(begun, why));
        }
    }

    private void doWithout(MoreWriters begun, String why) {
        if (!begun.isWorthAnother()) {
            most = lanes.size();
        }
        if (!noticed && !ending.isDue()) {
            noticed = true;
            notices.accept("The destination opened only " + lanes.size() + " of " + filling.length
                    + " connections that would have helped (" + why + "); the run went on with those.");
        }
    }

    private int lane(@Nullable Identity identity) {
        if (identity == null || lanes.size() == 1) {
            return 0;
        }
        // Hashes of texts are nearly consecutive for consecutive numbers; mixing them keeps lanes even.
        int hash = identity.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), lanes.size());
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
        MoreWriters begun = more;
        if (begun != null) {
            begun.close();
        }
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
