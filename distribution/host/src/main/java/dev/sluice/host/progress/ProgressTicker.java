package dev.sluice.host.progress;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has it told how far a run is, a few times a second and once at the end. */
public final class ProgressTicker implements AutoCloseable {
    private static final long PERIOD_MILLIS = 200;

    private final Runnable progress;
    private final ScheduledExecutorService timer;
    private final Future<?> ticking;
    private boolean closed;

    /** @param progress tells how far the run is */
    public ProgressTicker(Runnable progress) {
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
            progress.run();
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
