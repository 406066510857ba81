package dev.sluice.redis.write;

import java.util.concurrent.TimeUnit;

/** Time as it passes: what tests replace, so that none of them waits. */
interface Timer {
    /** That of the machine. */
    Timer SYSTEM = new Timer() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** Nanoseconds since some moment. */
    long nanos();

    /** Waits. */
    void sleep(long nanos) throws InterruptedException;
}
