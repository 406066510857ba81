package dev.sluice.redis.it.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.RedisDestination;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Writes campaign after campaign into an arena, and holds every outcome and every key against the model. */
final class RandomRun {
    private final RedisDestination destination = new RedisDestination();
    private final Model model = new Model();
    private final Arena arena;
    private final String name;
    private final long seed = Long.getLong("sluice.test.seed", new Random().nextLong());
    private long batches;
    private long rows;
    private long unknown;

    RandomRun(String name, Arena arena) {
        this.name = name;
        this.arena = arena;
    }

    void run(Duration time) {
        System.out.println("Random faults, " + name + ": -Dsluice.test.seed=" + seed);
        Random random = new Random(seed);
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            campaign(random, name + ", seed " + seed + ", campaign " + i);
        }
        System.out.println("Random faults, " + name + ": " + batches + " batches of " + rows + " rows, " + arena.blows()
                + " faults " + arena + ", " + unknown + " batches of unknown fate without a budget");
        assertThat(arena.blows()).isPositive();
    }

    private void campaign(Random random, String where) {
        Campaign campaign = Campaign.random(random);
        DestinationConfig settings = arena.settings().with("pipeline_commands", (long) (1 + random.nextInt(500)));
        int size = 5 + random.nextInt(40);
        DestinationWriter writer = null;
        try {
            for (int i = 0; i < size; i++) {
                List<Change> batch = campaign.batch(random, batches);
                if (writer == null) {
                    writer = open(campaign, settings);
                }
                CompletableFuture<Void> blow = arena.blow(random);
                BatchResult result = writer.write(batch);
                blow.orTimeout(2, TimeUnit.MINUTES).join();
                batches++;
                rows += batch.size();
                model.apply(campaign, batch, result, where + ", batch " + i);
                if (result.stop().isPresent()) {
                    unknown++;
                    writer.close();
                    writer = null;
                    settle(where);
                }
            }
        } finally {
            if (writer != null) {
                writer.close();
            }
        }
        settle(where);
    }

    /**
     * The blow before may still sting: without a budget, opening fails as a batch would. A server that takes a connection and does not answer is
     * waited for by no opening, whatever the budget.
     */
    private DestinationWriter open(Campaign campaign, DestinationConfig settings) {
        return await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsMatching(e -> e instanceof DestinationException failure
                        && (failure.detail().code().equals("COMMAND_TIMEOUT")
                                || (failure.detail().retryable() && !campaign.patient())))
                .until(
                        () -> destination.write(
                                campaign.request(settings), RunHandle.of("test"), RunContext.of("test")),
                        open -> true);
    }

    private void settle(String where) {
        Map<String, Entry> there = arena.settle(where);
        assertThat(model.keys()).as("%s: keys of ours alone", where).containsAll(there.keySet());
        for (String key : List.copyOf(model.keys())) {
            Entry found = there.getOrDefault(key, Entry.NONE);
            assertThat(model.at(key).contains(found))
                    .as("%s: %s is %s, and may be %s after %s", where, key, found, model.at(key), model.history(key))
                    .isTrue();
            model.settle(key, found);
        }
    }
}
