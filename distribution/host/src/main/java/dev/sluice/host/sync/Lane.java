package dev.sluice.host.sync;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One writer of the destination with a thread of its own, which writes batches in the order they come. Opened with the first of them. Once
 * the run is to end, what is queued is booked as not attempted.
 */
final class Lane implements Runnable {
    private static final int QUEUED = 2;

    private final Supplier<DestinationWriter> opening;
    private final Consumer<String> prepared;
    private final Ledger ledger;
    private final Ending ending;
    private final BatchQueue queue = new BatchQueue(QUEUED);
    private final Thread thread;
    private @Nullable DestinationWriter writer;
    private @Nullable Batch inFlight;

    /**
     * @param writer one that is open already; null if the lane is to open its own
     * @param prepared takes what the writer prepares for the commit, once it has written everything
     */
    Lane(
            int number,
            @Nullable DestinationWriter writer,
            Supplier<DestinationWriter> opening,
            Consumer<String> prepared,
            Ledger ledger,
            Ending ending) {
        this.writer = writer;
        this.opening = opening;
        this.prepared = prepared;
        this.ledger = ledger;
        this.ending = ending;
        this.thread = new Thread(this, "sluice-lane-" + number);
        // A destination that hangs does not keep the process.
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Hands a batch over, and waits while the lane is behind. Every batch that is handed over is booked. */
    void submit(Batch batch) {
        if (!queue.put(batch, ending)) {
            ledger.notAttempted(batch);
        }
    }

    /** Waits until all that was handed over is booked, or the run is to end. */
    void awaitIdle() {
        queue.awaitIdle(ending);
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
        if (ending.isDue()) {
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
            ledger.indeterminate(lost, HostFailure.DESTINATION_HANGS.detail());
        }
        for (Batch batch = queue.poll(); batch != null; batch = queue.poll()) {
            ledger.notAttempted(batch);
        }
    }

    @Override
    public void run() {
        try {
            for (Batch batch = queue.take(); batch != null; batch = queue.take()) {
                try {
                    attend(batch);
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
            ledger.notAttempted(batch);
            return;
        }
        Runnable booking = write(batch);
        if (end() == null) {
            return;
        }
        // The wish to end was for the write.
        Thread.interrupted();
        try {
            booking.run();
        } catch (HostException e) {
            ending.fail(e.detail());
        }
    }

    /** Writes, and tells what is to be booked. */
    private Runnable write(Batch batch) {
        try {
            DestinationWriter open = writer;
            if (open == null) {
                open = opening.get();
                writer = open;
            }
            BatchResult result = open.write(batch.changes());
            if (result.size() == batch.size()) {
                return () -> settle(batch, result);
            }
            return () -> unknown(batch, "another number of outcomes than it was given changes");
        } catch (DestinationException e) {
            ending.fail(e.detail());
            return () -> ledger.notAttempted(batch);
        } catch (RuntimeException | Error e) {
            // Its message may hold anything; the class says enough for a report.
            return () -> unknown(
                    batch,
                    "an exception that it does not declare, " + e.getClass().getName());
        }
    }

    private void settle(Batch batch, BatchResult result) {
        result.stop().ifPresent(stop -> ending.fail(stop.detail()));
        if (!result.isAllWritten()) {
            for (int i = 0; i < batch.size() && !ending.isFailed(); i++) {
                if (result.outcome(i) instanceof Outcome.Indeterminate unknown) {
                    ending.fail(unknown.error());
                }
            }
        }
        ledger.settle(batch, result);
    }

    private void unknown(Batch batch, String answer) {
        ErrorDetail error = HostFailure.DESTINATION_BROKEN.detail("The destination answered with " + answer + ".");
        ending.fail(error);
        ledger.indeterminate(batch, error);
    }

    private void prepare() {
        DestinationWriter open = writer;
        if (open == null || ending.isDue()) {
            return;
        }
        try {
            prepared.accept(open.prepareCommit());
        } catch (DestinationException e) {
            ending.fail(e.detail());
        } catch (RuntimeException | Error e) {
            ending.fail(HostFailure.DESTINATION_BROKEN.detail("The destination failed to prepare the commit with "
                    + e.getClass().getName() + ", which it does not declare."));
        }
    }

    private void closeWriter() {
        DestinationWriter open = writer;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                ending.fail(HostFailure.DESTINATION_BROKEN.detail(
                        "The destination failed to close: " + e.getClass().getName() + "."));
            }
        }
    }
}
