package dev.sluice.redis.it.random;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Random batches, in every mode and format, under random faults. A model holds the destination to its word: what is said to be written has
 * its last value, what is rejected changed nothing, nothing is rejected for an outage, nothing is unknown while the budget lasts, and
 * nothing else changed, in this database or another.
 *
 * <p>{@code -Dsluice.test.random.seconds} says how long, {@code -Dsluice.test.seed} replays batches and faults; their exact moments are
 * the machine's.
 */
class RandomFaultsIT {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("sluice.test.random.seconds", 60));

    @Test
    void everyWordHoldsUnderEveryFaultOfOneServer() throws IOException {
        try (Arena arena = new StandaloneArena()) {
            new RandomRun("one server", arena).run(TIME.dividedBy(2));
        }
    }

    @Test
    void everyWordHoldsWhileSlotsMove() {
        try (Arena arena = new ClusterArena()) {
            new RandomRun("cluster", arena).run(TIME.dividedBy(4));
        }
    }

    @Test
    void everyWordHoldsWhileThePrimaryChanges() {
        try (Arena arena = new SentinelArena()) {
            new RandomRun("sentinel", arena).run(TIME.dividedBy(4));
        }
    }
}
