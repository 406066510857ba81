package dev.sluice.redis.write;

import dev.sluice.redis.retry.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Time that passes only by sleeping, and then at once. */
public final class FakeTimer implements Timer {
    public final List<Long> sleptMillis = new ArrayList<>();
    Runnable onSleep = () -> {};
    private long nanos;

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(long time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        sleptMillis.add(TimeUnit.NANOSECONDS.toMillis(time));
        // A pause of nothing takes time, too: else a budget could last for ever.
        nanos += Math.max(time, TimeUnit.MILLISECONDS.toNanos(1));
        onSleep.run();
    }

    /** Time that something else takes. */
    void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
