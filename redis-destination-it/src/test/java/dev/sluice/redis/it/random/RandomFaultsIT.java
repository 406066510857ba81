package dev.sluice.redis.it.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * Random batches, in every mode and format, under random faults. A model holds the destination to its word: what is said to be written has
 * its last value, what is rejected changed nothing, nothing is rejected for an outage, nothing is unknown while the budget lasts, and
 * nothing else changed, in this database or another.
 *
 * <p>{@code -Dsluice.test.random.seconds} says how long, {@code -Dsluice.test.seed} replays batches and faults; their exact moments are
 * the machine's.
 */
class RandomFaultsIT {
    private static final int SECONDS = Integer.getInteger("sluice.test.random.seconds", 40);
    private static final int DATABASE = 3;

    private final RedisDestination destination = new RedisDestination();
    private final Model model = new Model();
    private long batches;
    private long rows;
    private long unknown;

    @Test
    void everyWordHoldsUnderEveryFault() throws IOException {
        long seed = Long.getLong("sluice.test.seed", new Random().nextLong());
        System.out.println("Random faults of -Dsluice.test.seed=" + seed);
        Random random = new Random(seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (ServerProcess server = ServerProcess.start(Program.embedded());
                FaultProxy proxy = new FaultProxy(server.server().port());
                Storm storm = new Storm(server, proxy)) {
            plant(server);
            for (int i = 0; System.nanoTime() < end; i++) {
                campaign(server, proxy, storm, random, "seed " + seed + ", campaign " + i);
            }
            System.out.println("Random faults: " + batches + " batches of " + rows + " rows, " + storm.blows()
                    + " faults " + storm + ", " + unknown + " batches of unknown fate without a budget");
            assertThat(storm.blows()).isPositive();
        }
    }

    private void campaign(ServerProcess server, FaultProxy proxy, Storm storm, Random random, String where) {
        Campaign campaign = Campaign.random(random);
        DestinationConfig base = DestinationConfig.of(Map.of(
                "connection_url",
                "redis://:" + RedisServer.PASSWORD + "@127.0.0.1:" + proxy.port() + "/" + DATABASE,
                "connect_timeout_ms",
                1_000L,
                "command_timeout_ms",
                400L,
                "pipeline_commands",
                (long) (1 + random.nextInt(500))));
        int size = 5 + random.nextInt(40);
        DestinationWriter writer = null;
        try {
            for (int i = 0; i < size; i++) {
                List<Change> batch = campaign.batch(random, batches);
                if (writer == null) {
                    writer = open(campaign, base);
                }
                CompletableFuture<Void> blow = storm.blow(random);
                BatchResult result = writer.write(batch);
                blow.join();
                batches++;
                rows += batch.size();
                model.apply(campaign, batch, result, where + ", batch " + i);
                if (result.stop().isPresent()) {
                    unknown++;
                    writer.close();
                    writer = null;
                    settle(server, where);
                }
            }
        } finally {
            if (writer != null) {
                writer.close();
            }
        }
        settle(server, where);
    }

    /** The blow before may still sting: without a budget, opening fails as a batch would. */
    private DestinationWriter open(Campaign campaign, DestinationConfig base) {
        return await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsMatching(
                        e -> e instanceof DestinationException failure && failure.retryable() && !campaign.patient())
                .until(() -> destination.write(campaign.request(base)), open -> true);
    }

    private static void plant(ServerProcess server) {
        try (Jedis jedis = server.server().client()) {
            jedis.set("theirs", "untouched");
            jedis.set(Campaign.PREFIX + "1", "of another database");
            jedis.select(DATABASE);
            jedis.set("theirs", "untouched");
            jedis.hset("our", Map.of("is", "another's"));
        }
    }

    /** Once the server has read whatever lost connections still hold, it has what the model says, and nothing else. */
    private void settle(ServerProcess server, String where) {
        try (Jedis jedis = server.server().client()) {
            await().atMost(Duration.ofMinutes(1))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> jedis.clientList().lines().count() == 1);
            assertThat(jedis.dbSize()).as("%s: other databases", where).isEqualTo(2);
            assertThat(jedis.get("theirs")).as(where).isEqualTo("untouched");
            assertThat(jedis.get(Campaign.PREFIX + "1")).as(where).isEqualTo("of another database");
            jedis.select(DATABASE);
            assertThat(jedis.get("theirs")).as(where).isEqualTo("untouched");
            assertThat(jedis.ttl("theirs")).as(where).isEqualTo(-1);
            assertThat(jedis.hgetAll("our")).as(where).isEqualTo(Map.of("is", "another's"));
            assertThat(jedis.ttl("our")).as(where).isEqualTo(-1);
            Set<String> there = jedis.keys("*");
            there.removeAll(Set.of("theirs", "our"));
            assertThat(model.keys()).as("%s: keys of ours alone", where).containsAll(there);
            for (String key : List.copyOf(model.keys())) {
                Entry found = read(jedis, key);
                assertThat(model.at(key).contains(found))
                        .as("%s: %s is %s, and may be %s", where, key, found, model.at(key))
                        .isTrue();
                model.settle(key, found);
            }
        }
    }

    private static Entry read(Jedis jedis, String key) {
        String type = jedis.type(key);
        boolean expires = jedis.ttl(key) >= 0;
        return switch (type) {
            case "none" -> Entry.NONE;
            case "string" -> Entry.text(jedis.get(key), expires);
            default -> new Entry(type, new TreeMap<>(jedis.hgetAll(key)), expires);
        };
    }
}
