package dev.sluice.redis.it.random;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.redis.it.servers.ServerProcess;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ClientKillParams;

/** Does harm to a server and to the way to it, at random, while a batch is written. */
final class Storm implements AutoCloseable {
    private enum Blow {
        CUT_COMMANDS,
        CUT_REPLIES,
        CUT_NOW,
        HALF_OPEN,
        CLIENT_KILL,
        FREEZE,
        KILL,
        SCRIPT_FLUSH
    }

    private final ServerProcess server;
    private final FaultProxy proxy;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread daemon = new Thread(task, "storm");
        daemon.setDaemon(true);
        return daemon;
    });
    private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);

    Storm(ServerProcess server, FaultProxy proxy) {
        this.server = server;
        this.proxy = proxy;
    }

    /** One blow or none, from now or in a few milliseconds; it is over when the future is. */
    CompletableFuture<Void> blow(Random random) {
        Blow blow = choose(random);
        if (blow == null) {
            return CompletableFuture.completedFuture(null);
        }
        blows.merge(blow, 1, Integer::sum);
        Ending ending = random.nextBoolean() ? Ending.RST : Ending.FIN;
        long micros = random.nextInt(4_000);
        int millis = 50 + random.nextInt(500);
        int bytes = random.nextInt(random.nextBoolean() ? 200 : 20_000);
        switch (blow) {
            case CUT_COMMANDS -> proxy.now(Harm.cutUp(bytes, ending));
            case CUT_REPLIES -> proxy.now(Harm.cutDown(bytes / 8, ending));
            case HALF_OPEN -> proxy.now(Harm.stallUp(bytes), Harm.stallDown(bytes / 8));
            case CUT_NOW, CLIENT_KILL, FREEZE, KILL, SCRIPT_FLUSH -> {
                return CompletableFuture.runAsync(
                        () -> later(blow, ending, millis),
                        CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS, thread));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private static @org.jspecify.annotations.Nullable Blow choose(Random random) {
        int dice = random.nextInt(1_000);
        if (dice < 40) {
            return Blow.CUT_COMMANDS;
        } else if (dice < 80) {
            return Blow.CUT_REPLIES;
        } else if (dice < 100) {
            return Blow.CUT_NOW;
        } else if (dice < 110) {
            return Blow.HALF_OPEN;
        } else if (dice < 130) {
            return Blow.CLIENT_KILL;
        } else if (dice < 140) {
            return Blow.FREEZE;
        } else if (dice < 146) {
            return Blow.KILL;
        } else if (dice < 160) {
            return Blow.SCRIPT_FLUSH;
        }
        return null;
    }

    private void later(Blow blow, Ending ending, int millis) {
        switch (blow) {
            case CUT_NOW -> proxy.cut(ending);
            case CLIENT_KILL -> {
                try (Jedis jedis = server.server().client()) {
                    jedis.clientKill(
                            new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
                } catch (JedisException e) {
                    throw new IllegalStateException("no CLIENT KILL", e);
                }
            }
            case SCRIPT_FLUSH -> {
                try (Jedis jedis = server.server().client()) {
                    jedis.scriptFlush();
                }
            }
            case FREEZE -> {
                server.freeze();
                CompletableFuture.runAsync(
                                server::thaw, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                        .join();
            }
            case KILL -> {
                server.kill();
                server.restart();
            }
            case CUT_COMMANDS, CUT_REPLIES, HALF_OPEN -> throw new IllegalArgumentException(blow.name());
        }
    }

    /** How many blows it has dealt. */
    int blows() {
        return blows.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return blows.toString();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
