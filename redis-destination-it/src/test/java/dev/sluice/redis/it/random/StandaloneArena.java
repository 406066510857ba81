package dev.sluice.redis.it.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.DestinationConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;

/** One server that has on disk what it acknowledges, behind a proxy; ours is one of its databases. */
final class StandaloneArena implements Arena {
    private static final int DATABASE = 3;

    private final ServerProcess server = ServerProcess.start(Program.embedded());
    private final FaultProxy proxy;
    private final Blows blows = new Blows();

    StandaloneArena() throws IOException {
        proxy = new FaultProxy(server.server().port());
        try (Jedis jedis = server.server().client()) {
            jedis.set("theirs", "untouched");
            jedis.set(Campaign.PREFIX + "1", "of another database");
            jedis.select(DATABASE);
            jedis.set("theirs", "untouched");
            jedis.hset("our", Map.of("is", "another's"));
        }
    }

    @Override
    public DestinationConfig settings() {
        return DestinationConfig.of(Map.of(
                "connection_url", "redis://:" + RedisServer.PASSWORD + "@127.0.0.1:" + proxy.port() + "/" + DATABASE,
                "connect_timeout_ms", 1_000L,
                "command_timeout_ms", 400L));
    }

    @Override
    public CompletableFuture<Void> blow(Random random) {
        Ending ending = random.nextBoolean() ? Ending.RST : Ending.FIN;
        int millis = 50 + random.nextInt(500);
        int bytes = random.nextInt(random.nextBoolean() ? 200 : 20_000);
        int dice = random.nextInt(1_000);
        if (dice < 40) {
            return now("cut commands", Harm.cutUp(bytes, ending));
        } else if (dice < 80) {
            return now("cut replies", Harm.cutDown(bytes / 8, ending));
        } else if (dice < 90) {
            return now("half open", Harm.stallUp(bytes), Harm.stallDown(bytes / 8));
        } else if (dice < 110) {
            return blows.soon("cut", random, () -> proxy.cut(ending));
        } else if (dice < 130) {
            return blows.soon("CLIENT KILL", random, () -> Blows.killClients(server));
        } else if (dice < 140) {
            return blows.soon("SIGSTOP", random, () -> Blows.freeze(server, millis));
        } else if (dice < 146) {
            return blows.soon("SIGKILL", random, () -> {
                server.kill();
                server.restart();
            });
        } else if (dice < 160) {
            return blows.soon("SCRIPT FLUSH", random, () -> {
                try (Jedis jedis = server.server().client()) {
                    jedis.scriptFlush();
                }
            });
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> now(String kind, Harm... harms) {
        blows.count(kind);
        proxy.now(harms);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Map<String, Entry> settle(String where) {
        Map<String, Entry> there = new TreeMap<>();
        try (Jedis jedis = server.server().client()) {
            Keys.awaitAlone(jedis);
            assertThat(jedis.dbSize()).as("%s: other databases", where).isEqualTo(2);
            assertThat(jedis.get("theirs")).as(where).isEqualTo("untouched");
            assertThat(jedis.get(Campaign.PREFIX + "1")).as(where).isEqualTo("of another database");
            jedis.select(DATABASE);
            assertThat(jedis.get("theirs")).as(where).isEqualTo("untouched");
            assertThat(jedis.ttl("theirs")).as(where).isEqualTo(-1);
            assertThat(jedis.hgetAll("our")).as(where).isEqualTo(Map.of("is", "another's"));
            assertThat(jedis.ttl("our")).as(where).isEqualTo(-1);
            Keys.read(jedis, there);
            assertThat(jedis.dbSize()).as(where).isEqualTo(there.size() + 2);
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
        proxy.close();
        server.close();
    }
}
