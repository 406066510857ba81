package dev.sluice.redis.it.random;

import dev.sluice.redis.it.servers.ServerProcess;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Deals blows a few milliseconds from now, and counts them. */
final class Blows {
    private final Map<String, Integer> counts = new TreeMap<>();

    void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    CompletableFuture<Void> soon(String kind, Random random, Runnable blow) {
        count(kind);
        return CompletableFuture.runAsync(
                blow, CompletableFuture.delayedExecutor(random.nextInt(4_000), TimeUnit.MICROSECONDS));
    }

    int sum() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    static void killClients(ServerProcess server) {
        try (Jedis jedis = server.server().client()) {
            jedis.clientKill(new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
        }
    }

    static void freeze(ServerProcess server, int millis) {
        server.freeze();
        CompletableFuture.runAsync(server::thaw, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .join();
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
