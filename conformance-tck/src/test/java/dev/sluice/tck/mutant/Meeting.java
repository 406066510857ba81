package dev.sluice.tck.mutant;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A barrier at which the threads of a pool wait for each other, so that they overlap on a busy machine too. A thread that is alone continues
 * after a while. Threads outside a pool do not wait.
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
