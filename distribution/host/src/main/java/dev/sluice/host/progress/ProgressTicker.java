package dev.sluice.host.progress;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells a listener how far a run is, a few times a second and once at the end. */
public final class ProgressTicker implements AutoCloseable {
    private static final long PERIOD_MILLIS = 200;

    private final SyncListener listener;
    private final Supplier<SyncProgress> progress;
    private final ScheduledExecutorService timer;
    private final Future<?> ticking;
    private boolean closed;

    /** Begins to tell. */
    public ProgressTicker(SyncListener listener, Supplier<SyncProgress> progress) {
        this.listener = listener;
        this.progress = progress;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sluice-progress");
            thread.setDaemon(true);
            return thread;
        });
        this.ticking = timer.scheduleWithFixedDelay(this::tell, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void tell() {
        if (!closed) {
            listener.heard(new SyncEvent.Progressed(progress.get()));
        }
    }

    @Override
    public void close() {
        ticking.cancel(false);
        timer.shutdown();
        synchronized (this) {
            tell();
            closed = true;
        }
    }
}
