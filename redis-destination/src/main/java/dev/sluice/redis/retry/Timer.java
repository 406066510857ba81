package dev.sluice.redis.retry;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Elapsed time and waiting. Tests replace it, so that none of them waits. */
public interface Timer {
    /** The clock of this machine. */
    Timer SYSTEM = new Timer() {
        @Override
        public Instant now() {
            return Clock.systemUTC().instant();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** The time of day. */
    Instant now();

    /** Nanoseconds since an arbitrary moment. */
    long nanos();

    /** Waits. */
    void sleep(long nanos) throws InterruptedException;
}
