package dev.sluice.host.lane;

import dev.sluice.host.ledger.Item;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Identity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a run. All changes of one identity go through one lane, so they are applied in order. What is dispatched waits in a batch
 * of its lane until that is full, and in a short queue until the lane comes to it: memory depends on lanes and batches, not on rows.
 *
 * <p>Begins with one lane, opens a second with the first full batch, and turns to more while they would help ({@link Headroom}): a near
 * destination is served fastest by no more lanes than there are processors, a far one by all that it admits. The writers of the later lanes
 * are opened while the first go on, and where that fails the run goes on without them. Filled by one thread.
 */
public final class Lanes implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 10_000;

    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Writers writers;
    private final Ledger ledger;
    private final RunStatus status;
    private final Headroom headroom;
    private final Warnings warnings;
    private final int wanted;
    private final int capacity;
    private int most;
    private volatile @Nullable WriterOpener opener;
    private boolean askedForMore;
    private boolean warned;
    private boolean closed;

    /**
     * @param count how many at most
     * @param capacity changes in a batch
     * @param first the writer of the first lane; null if the lane is to open it with its first batch
     * @param writers opens the others
     * @param ledger books the fate of each change
     * @param headroom whether more lanes would help
     * @param warnings is told once if there are fewer lanes than would help
     */
    public Lanes(
            int count,
            int capacity,
            @Nullable DestinationWriter first,
            Writers writers,
            Ledger ledger,
            RunStatus status,
            Headroom headroom,
            Warnings warnings,
            Cancellation cancellation) {
        this.wanted = count;
        this.most = count;
        this.capacity = capacity;
        this.writers = writers;
        this.ledger = ledger;
        this.status = status;
        this.headroom = headroom;
        this.warnings = warnings;
        add(first);
        cancellation.onRequest(() -> {
            WriterOpener begun = opener;
            if (begun != null) {
                begun.cancel();
            }
            lanes.forEach(Lane::interrupt);
        });
    }

    private void add(@Nullable DestinationWriter writer) {
        Lane lane = new Lane(lanes.size() + 1, writer, writers, capacity, ledger, status, headroom::now);
        lanes.add(lane);
        lane.start();
    }

    /** Sends a change on its way; waits while its lane is behind. */
    public void dispatch(Item item) {
        long waited = lanes.get(index(item.identity())).take(item);
        if (waited >= 0) {
            considerMore(waited);
        }
    }

    private void considerMore(long waited) {
        WriterOpener opening = opener;
        if (opening != null) {
            turnTo(opening);
        } else if (lanes.size() < most && (isFirst() || headroom.isAfterWait(waited))) {
            opener = new WriterOpener(Math.min(lanes.size(), most - lanes.size()), writers);
        }
    }

    /** Whether there is something to write, and the lanes to begin with have not been asked for. */
    private boolean isFirst() {
        boolean first = !askedForMore;
        askedForMore = true;
        return first;
    }

    private void turnTo(WriterOpener begun) {
        boolean done = begun.isDone();
        List<DestinationWriter> opened = begun.take();
        if (!opened.isEmpty()) {
            // An identity may change its lane: what was dispatched is booked before that.
            flush();
            opened.forEach(this::add);
        }
        if (done) {
            opener = null;
            begun.refusal().ifPresent(why -> doWithout(begun, why));
        }
    }

    private void doWithout(WriterOpener begun, String why) {
        if (!begun.isWorthAnother()) {
            most = lanes.size();
        }
        if (!warned && !status.isEnding()) {
            warned = true;
            warnings.add("The destination opened only " + lanes.size() + " of " + wanted
                    + " connections that would have helped (" + why + "); the run went on with those.");
        }
    }

    private int index(@Nullable Identity identity) {
        if (identity == null || lanes.size() == 1) {
            return 0;
        }
        // Hashes of texts are nearly consecutive for consecutive numbers; mixing them keeps lanes even.
        int hash = identity.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), lanes.size());
    }

    /** Sends what is left, and waits until everything is booked or the run is to end. */
    public void flush() {
        lanes.forEach(Lane::send);
        lanes.forEach(Lane::awaitIdle);
    }

    /** Sends what is left, and ends every lane. Afterwards everything that was ever dispatched is booked. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        flush();
        WriterOpener begun = opener;
        if (begun != null) {
            if (begun.isDone()) {
                begun.refusal().ifPresent(why -> doWithout(begun, why));
            }
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
                if (status.isCancelled()) {
                    lane.abandon();
                    return interrupted;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
