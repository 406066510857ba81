package dev.sluice.redis.write;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time as it passes: what tests replace, so that none of them waits. */
public interface Timer {
    /** That of the machine. */
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

    /** Nanoseconds since some moment. */
    long nanos();

    /** Waits. */
    void sleep(long nanos) throws InterruptedException;
}
