package dev.sluice.cli.summary;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells one webhook after the other, in their order, while runs go on: a receiver that hangs holds up no schedule. At most a hundred wait. Safe for use by
 * several threads.
 */
public final class NoticeQueue implements Executor {
    private static final int MOST = 100;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST), task -> new Thread(task, "sluice-webhook"));

    /** @throws java.util.concurrent.RejectedExecutionException if too many wait, or it is closed */
    @Override
    public void execute(Runnable notice) {
        thread.execute(notice);
    }

    /**
     * Takes no more, and tells what waits.
     *
     * @param most it is interrupted after that time
     * @return how many were not tried
     */
    public int close(Duration most) throws InterruptedException {
        thread.shutdown();
        if (thread.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS)) {
            return 0;
        }
        int left = thread.shutdownNow().size();
        thread.awaitTermination(1, TimeUnit.SECONDS);
        return left;
    }
}
