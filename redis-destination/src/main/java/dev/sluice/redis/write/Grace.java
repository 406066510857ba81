package dev.sluice.redis.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Lets a thread that was interrupted finish what must not stay half done: a hash whose fields are written and whose expiry is not. A host
 * gives a stopped writer a second, so this takes less.
 */
final class Grace {
    private static final Duration TIME = Duration.ofMillis(700);

    private Grace() {}

    /** Does the work, also on an interrupted thread, which stays interrupted. When the time is over it interrupts the thread again. */
    static <T> T finish(Supplier<T> work) {
        if (!Thread.interrupted()) {
            return work.get();
        }
        Thread thread = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture.delayedExecutor(TIME.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (done.compareAndSet(false, true)) {
                        thread.interrupt();
                    }
                });
        try {
            return work.get();
        } finally {
            done.set(true);
            thread.interrupt();
        }
    }
}
