package dev.sluice.host.lane;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens writers while the run goes on with those it has: that a destination admits no more of them, or cannot be reached just then, is no
 * reason to wait or to end. A thread of its own opens, another asks and closes.
 */
final class WriterOpener implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 10_000;

    private final Writers writers;
    private final int number;
    private final Thread thread;
    private final List<DestinationWriter> opened = new ArrayList<>();
    private @Nullable String refusal;
    private boolean worthAnother = true;
    private boolean done;
    private boolean closed;

    /** Begins to open so many. */
    WriterOpener(int number, Writers writers) {
        this.number = number;
        this.writers = writers;
        this.thread = new Thread(this::open, "sluice-opening");
        thread.setDaemon(true);
        thread.start();
    }

    private void open() {
        try {
            for (int i = 0; i < number && keep(writers.open()); i++) {}
        } catch (DestinationException e) {
            refuse(e.detail().code(), e.detail().retryable());
        } catch (RuntimeException | Error e) {
            refuse(e.getClass().getName(), false);
        } finally {
            end();
        }
    }

    /** Whether more are wanted. */
    private boolean keep(DestinationWriter writer) {
        synchronized (this) {
            if (!closed) {
                opened.add(writer);
                return true;
            }
        }
        close(writer);
        return false;
    }

    private synchronized void refuse(String why, boolean mayPass) {
        refusal = why;
        worthAnother = mayPass;
    }

    private synchronized void end() {
        done = true;
    }

    /** Whether all are open, or no more will be. */
    synchronized boolean isDone() {
        return done;
    }

    /** Those that are open, once; whoever takes them closes them. */
    synchronized List<DestinationWriter> take() {
        List<DestinationWriter> taken = List.copyOf(opened);
        opened.clear();
        return taken;
    }

    /** Why there are fewer than were asked for. */
    synchronized Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether it may go better another time. */
    synchronized boolean isWorthAnother() {
        return worthAnother;
    }

    /** No more are wanted; from any thread. */
    void cancel() {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
    }

    /** Closes what nobody took. */
    @Override
    public void close() {
        cancel();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        take().forEach(WriterOpener::close);
    }

    /** Nothing was written with it, so nothing depends on how that ends. */
    private static void close(DestinationWriter writer) {
        try {
            writer.close();
        } catch (RuntimeException e) {
            // As above.
        }
    }
}
