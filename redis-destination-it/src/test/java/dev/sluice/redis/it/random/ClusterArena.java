package dev.sluice.redis.it.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.DestinationConfig;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;

/** Three nodes, between which slots move while rows of them are written. */
final class ClusterArena implements Arena {
    private static final String THEIRS = "theirs";

    private final ClusterGroup cluster = ClusterGroup.start(Program.embedded(), 0);
    private final Blows blows = new Blows();

    ClusterArena() {
        try (Jedis jedis = cluster.owner(ClusterGroup.slot(THEIRS)).server().client()) {
            jedis.set(THEIRS, "untouched");
        }
    }

    @Override
    public DestinationConfig settings() {
        return DestinationConfig.of(Map.of(
                "connection_url",
                cluster.url(),
                "nodes",
                cluster.others(),
                "topology",
                "cluster",
                "connect_timeout_ms",
                2_000L,
                "command_timeout_ms",
                2_000L));
    }

    @Override
    public CompletableFuture<Void> blow(Random random) {
        ServerProcess node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
        int slot = ClusterGroup.slot(Campaign.PREFIX + random.nextInt(Campaign.KEYS));
        int dice = random.nextInt(100);
        if (dice < 15) {
            return blows.soon("slot migration", random, () -> migrate(slot, node));
        } else if (dice < 20) {
            return blows.soon("CLIENT KILL", random, () -> Blows.killClients(node));
        } else if (dice < 22) {
            return blows.soon("SIGSTOP", random, () -> Blows.freeze(node, 300));
        }
        return CompletableFuture.completedFuture(null);
    }

    private void migrate(int slot, ServerProcess to) {
        if (cluster.claimant(slot) != to) {
            ClusterGroup.Migration migration = cluster.migrate(slot, to);
            migration.moveKeys(1);
            migration.finish();
        }
    }

    @Override
    public Map<String, Entry> settle(String where) {
        Map<String, Entry> there = new TreeMap<>();
        for (ServerProcess node : cluster.nodes()) {
            try (Jedis jedis = node.server().client()) {
                Keys.awaitAlone(jedis);
                Keys.read(jedis, there);
            }
        }
        try (Jedis jedis = cluster.owner(ClusterGroup.slot(THEIRS)).server().client()) {
            assertThat(jedis.get(THEIRS)).as(where).isEqualTo("untouched");
            assertThat(jedis.ttl(THEIRS)).as(where).isEqualTo(-1);
        }
        return there;
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
        cluster.close();
    }
}
