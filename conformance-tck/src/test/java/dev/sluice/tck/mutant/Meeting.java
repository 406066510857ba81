package dev.sluice.tck.mutant;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where the threads of a pool wait for each other, so that what they share is shared for sure, however busy the machine. Who is alone goes on
 * after a while, and threads that are of no pool go on at once.
 */
final class Meeting {
    private static final int PATIENCE_SECONDS = 1;

    private final CyclicBarrier barrier;

    Meeting(int parties) {
        this.barrier = new CyclicBarrier(parties);
    }

    void attend() {
        if (!Thread.currentThread().getName().startsWith("pool-")) {
            return;
        }
        try {
            barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | BrokenBarrierException e) {
            barrier.reset();
        }
    }
}
