package dev.sluice.host.lane;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.ledger.Item;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One writer of the destination with a thread of its own, which writes batches in the order they come. Opened with the first of them. Once
 * the run is to end, what is queued is booked as not attempted.
 */
final class Lane implements Runnable {
    private static final int QUEUED = 2;

    private final Writers writers;
    private final Ledger ledger;
    private final RunStatus status;
    private final LongSupplier nanoTime;
    private final int capacity;
    private final BatchQueue queue = new BatchQueue(QUEUED);
    private final Thread thread;
    private Batch filling;
    private @Nullable DestinationWriter writer;
    private @Nullable Batch inFlight;

    /**
     * @param writer one that is open already; null if the lane is to open its own
     * @param capacity changes in a batch
     * @param nanoTime as {@link System#nanoTime()}
     */
    Lane(
            int number,
            @Nullable DestinationWriter writer,
            Writers writers,
            int capacity,
            Ledger ledger,
            RunStatus status,
            LongSupplier nanoTime) {
        this.writer = writer;
        this.writers = writers;
        this.capacity = capacity;
        this.ledger = ledger;
        this.status = status;
        this.nanoTime = nanoTime;
        this.filling = new Batch(capacity);
        this.thread = new Thread(this, "sluice-lane-" + number);
        // A destination that hangs does not keep the process.
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Takes a change, and waits while the lane is behind. Every change that is taken is booked.
     *
     * @return how long it waited, in nanoseconds; negative if the change only joined others, to go with them
     */
    long take(Item item) {
        filling.add(item);
        if (!filling.isFull()) {
            return -1;
        }
        long begun = nanoTime.getAsLong();
        send();
        return nanoTime.getAsLong() - begun;
    }

    /** Hands over what was taken and has not gone yet. */
    void send() {
        Batch batch = filling;
        if (!batch.items().isEmpty()) {
            filling = new Batch(capacity);
            if (!queue.put(batch, status)) {
                ledger.notAttempted(batch.items());
            }
        }
    }

    /** Waits until all that was handed over is booked, or the run is to end. */
    void awaitIdle() {
        queue.awaitIdle(status);
    }

    /** Nothing more is handed over: the thread ends once the queue is empty. */
    void close() {
        queue.close();
    }

    /** Ends a write in flight early. Nothing else is interrupted: files and state are written to the end. */
    synchronized void interrupt() {
        if (inFlight != null) {
            thread.interrupt();
        }
    }

    /** Whether the batch may go out. */
    private synchronized boolean begin(Batch batch) {
        if (status.isEnding()) {
            return false;
        }
        inFlight = batch;
        return true;
    }

    /** What was in flight; null if it has been given up. */
    private synchronized @Nullable Batch end() {
        Batch batch = inFlight;
        inFlight = null;
        return batch;
    }

    /** Waits until the thread has ended, or the time is over. */
    boolean join(long millis) throws InterruptedException {
        thread.join(millis);
        return !thread.isAlive();
    }

    /** Gives up on a thread that does not end: what it has in flight is of unknown fate, and whatever it still says is not heard. */
    void abandon() {
        Batch lost = end();
        if (lost != null) {
            ledger.indeterminate(lost.items(), HostFailure.DESTINATION_HANGS.detail());
        }
        for (Batch batch = queue.poll(); batch != null; batch = queue.poll()) {
            ledger.notAttempted(batch.items());
        }
    }

    @Override
    public void run() {
        try {
            for (Batch batch = queue.take(); batch != null; batch = queue.take()) {
                try {
                    attend(batch);
                } catch (RuntimeException | Error e) {
                    // Whatever it is, the thread goes on: nobody else takes what the run still hands over until it
                    // ends.
                    status.fail(HostException.of(e));
                } finally {
                    queue.done();
                }
            }
            prepare();
        } finally {
            closeWriter();
        }
    }

    private void attend(Batch batch) {
        if (!begin(batch)) {
            ledger.notAttempted(batch.items());
            return;
        }
        Runnable booking = write(batch);
        if (end() == null) {
            return;
        }
        // The wish to end was for the write.
        Thread.interrupted();
        booking.run();
    }

    /** Writes, and tells what is to be booked. */
    private Runnable write(Batch batch) {
        try {
            DestinationWriter open = writer;
            if (open == null) {
                open = writers.open();
                writer = open;
            }
            BatchResult result = open.write(batch.changes());
            String wrong = wrong(batch, result);
            if (wrong.isEmpty()) {
                return () -> settle(batch, result);
            }
            ErrorDetail error = HostFailure.DESTINATION_BROKEN.detail(wrong);
            status.fail(error);
            return () -> ledger.indeterminate(batch.items(), error);
        } catch (DestinationException e) {
            status.fail(HostException.of(e));
            return () -> ledger.notAttempted(batch.items());
        } catch (RuntimeException | Error e) {
            ErrorDetail error = status.failCall("write a batch", e);
            return () -> ledger.indeterminate(batch.items(), error);
        }
    }

    /** What a destination may not answer; empty if the answer is one to a batch. */
    private String wrong(Batch batch, @Nullable BatchResult result) {
        int size = batch.items().size();
        if (result == null) {
            return "The destination gave no answer to a batch.";
        }
        if (result.size() != size) {
            return "The destination answered " + size + " changes with " + result.size() + " outcomes.";
        }
        return writers.isStaged() || !isAnyAccepted(result)
                ? ""
                : "The destination accepted changes for a commit, and its profile does not say that it is staged.";
    }

    private static boolean isAnyAccepted(BatchResult result) {
        if (!result.isAllWritten()) {
            for (int i = 0; i < result.size(); i++) {
                if (result.outcome(i) instanceof Outcome.Accepted) {
                    return true;
                }
            }
        }
        return false;
    }

    private void settle(Batch batch, BatchResult result) {
        result.stop().ifPresent(stop -> status.fail(stop.detail()));
        if (!result.isAllWritten()) {
            for (int i = 0; i < batch.items().size() && !status.isFailed(); i++) {
                if (result.outcome(i) instanceof Outcome.Indeterminate unknown) {
                    status.fail(unknown.error());
                }
            }
        }
        ledger.settle(batch.items(), result);
    }

    private void prepare() {
        DestinationWriter open = writer;
        if (open == null || status.isEnding()) {
            return;
        }
        try {
            writers.prepared(open.prepareCommit());
        } catch (RuntimeException | Error e) {
            status.failCall("prepare the commit", e);
        }
    }

    private void closeWriter() {
        DestinationWriter open = writer;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException | Error e) {
                status.failCall("close a writer", e);
            }
        }
    }
}
