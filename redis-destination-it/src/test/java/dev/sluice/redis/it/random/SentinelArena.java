package dev.sluice.redis.it.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.SentinelGroup;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.DestinationConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A primary and a replica that change places. What a primary alone has is lost with it, whatever it answered; so a batch waits until the
 * replica has it.
 */
final class SentinelArena implements Arena {
    private final SentinelGroup group = SentinelGroup.start(Program.embedded(), 1);
    private final Blows blows = new Blows();

    SentinelArena() {
        try (Jedis jedis = group.primary().server().client()) {
            jedis.set("theirs", "untouched");
        }
    }

    @Override
    public DestinationConfig settings() {
        return DestinationConfig.of(Map.of(
                "connection_url",
                group.url(),
                "nodes",
                group.nodes(),
                "topology",
                "sentinel",
                "sentinel_master",
                SentinelGroup.MASTER,
                "sentinel_password",
                SentinelGroup.PASSWORD,
                "wait_replicas",
                1L,
                "connect_timeout_ms",
                2_000L,
                "command_timeout_ms",
                2_000L));
    }

    @Override
    public CompletableFuture<Void> blow(Random random) {
        int dice = random.nextInt(100);
        if (dice < 4) {
            return blows.soon("failover", random, () -> {
                group.changePrimary();
            });
        } else if (dice < 10) {
            return blows.soon("CLIENT KILL", random, () -> Blows.killClients(group.primary()));
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Map<String, Entry> settle(String where) {
        Map<String, Entry> there = new TreeMap<>();
        try (Jedis jedis = settled().server().client()) {
            Keys.awaitAlone(jedis);
            Keys.read(jedis, there);
            assertThat(jedis.get("theirs")).as(where).isEqualTo("untouched");
            assertThat(jedis.ttl("theirs")).as(where).isEqualTo(-1);
            assertThat(jedis.dbSize()).as(where).isEqualTo(there.size() + 1);
        }
        return there;
    }

    /** The primary, once the other follows it: until then one that does not know yet that it is none may be taken for it. */
    private ServerProcess settled() {
        return await().atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(group::primary, primary -> {
                    try (Jedis jedis = primary.server().client()) {
                        String replication = jedis.info("replication");
                        return replication.contains("role:master") && replication.contains("state=online");
                    }
                });
    }

    @Override
    public int blows() {
        return blows.sum();
    }

    @Override
    public String toString() {
        return blows.toString();
    }

    @Override
    public void close() {
        group.close();
    }
}
