package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** The state of the server lets it take no writes, or not now. */
class ServerRepliesIT extends FaultCase {
    private static void soon(Runnable task) {
        CompletableFuture.delayedExecutor(400, TimeUnit.MILLISECONDS).execute(task);
    }

    /** Every row is written once the trouble is over, which a thread sees to. */
    private void writtenOnceOver(RedisProcess server, DestinationWriter writer, Runnable over) {
        soon(over);
        assertThat(writing(writer, rows(20, "late")).join().isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 20, "late");
            assertOnly(jedis, 20);
        }
    }

    /** The run ends with this code, and no row is rejected for it. */
    private void endsWith(String code, DestinationWriter writer) {
        BatchResult result = writing(writer, rows(20, "never")).join();
        assertEnds(result, code);
        assertThat(IntStream.range(0, 20).mapToObj(result::outcome)).noneMatch(Outcome.Rejected.class::isInstance);
    }

    @Test
    @Fault(value = Kind.SCRIPT_FLUSH, fate = Fate.RETRIED)
    void aForgottenScriptIsSentAgain() throws IOException {
        RedisProcess server = server();
        DestinationWriter writer =
                open(config(server.url()).with("data_format", "hash").with("hash_write", "replace"), SyncMode.UPSERT);
        try (Jedis jedis = server.client()) {
            plant(jedis);
            for (int i = 0; i < 3; i++) {
                assertThat(write(writer, rows(30, "a" + i)).isAllWritten()).isTrue();
                assertAllStored(jedis, 30, "a" + i);
                jedis.scriptFlush();
            }
            assertOnly(jedis, 30);
        }
    }

    @Test
    @Fault(value = Kind.OOM, code = "OUT_OF_MEMORY", fate = Fate.RUN_ENDS)
    void aFullServerEndsTheRunAfterTheRemovals() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            DestinationWriter writer = open(config(server.url()), SyncMode.MIRROR);
            assertThat(write(writer, rows(3, "a")).isAllWritten()).isTrue();
            jedis.configSet("maxmemory", "1");
            BatchResult result = writing(writer, List.of(row(5, "b"), removal(1), row(6, "b")))
                    .join();
            assertEnds(result, "OUT_OF_MEMORY");
            assertThat(rejected(result, 0).code()).as("it is not written").isEqualTo("OUT_OF_MEMORY");
            assertThat(rejected(result, 2).code()).isEqualTo("OUT_OF_MEMORY");
            assertThat(result.outcome(1)).as("removals make room").isEqualTo(Outcome.WRITTEN);
            assertThat(jedis.exists(PREFIX + 1)).isFalse();
            assertOnly(jedis, 2);
        }
    }

    @Test
    @Fault(value = Kind.MISCONF, code = "CANNOT_PERSIST", fate = Fate.RUN_ENDS)
    void aServerThatCannotSaveEndsTheRun() throws IOException {
        RedisProcess server = server("--save", "3600", "1");
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        try (Jedis jedis = server.client()) {
            plant(jedis);
            Files.createDirectory(server.directory().resolve("dump.rdb"));
            Files.createFile(server.directory().resolve("dump.rdb").resolve("in the way"));
            jedis.bgsave();
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                try {
                    jedis.set("probe", "x");
                    jedis.del("probe");
                    return false;
                } catch (JedisException e) {
                    return String.valueOf(e.getMessage()).startsWith("MISCONF");
                }
            });
            endsWith("CANNOT_PERSIST", writer);
            jedis.configSet("stop-writes-on-bgsave-error", "no");
            assertThat(write(writer, rows(20, "a")).isAllWritten()).isTrue();
            assertOnly(jedis, 20);
        }
    }

    @Test
    @Fault(value = Kind.NOREPLICAS, fate = Fate.RETRIED)
    @Fault(value = Kind.NOREPLICAS, code = "NOT_ENOUGH_REPLICAS", fate = Fate.RUN_ENDS)
    void missingReplicasAreWaitedFor() throws IOException {
        RedisProcess server = server();
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        DestinationWriter impatient = open(impatient(server.url()), SyncMode.UPSERT);
        try (Jedis jedis = server.client()) {
            plant(jedis);
            jedis.configSet("min-replicas-to-write", "1");
            endsWith("NOT_ENOUGH_REPLICAS", impatient);
            writtenOnceOver(server, writer, () -> jedis.configSet("min-replicas-to-write", "0"));
        }
    }

    @Test
    @Fault(value = Kind.READONLY, code = "READ_ONLY_REPLICA", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.READONLY, code = "READ_ONLY_REPLICA", fate = Fate.CHECK_TELLS)
    void aReplicaIsTold() throws IOException {
        RedisProcess primary = server();
        RedisProcess replica = server("--replicaof", "127.0.0.1", "" + primary.port());
        assertThat(refused(impatient(replica.url())).detail().code()).isEqualTo("READ_ONLY_REPLICA");
        assertThat(checkFails(config(replica.url()))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("READ_ONLY_REPLICA");
    }

    @Test
    @Fault(value = Kind.READONLY, code = "READ_ONLY_REPLICA", fate = Fate.RUN_ENDS)
    @Fault(value = Kind.READONLY, fate = Fate.RETRIED)
    void aPrimaryThatIsDemotedIsLeftForTheNewOne() throws IOException {
        RedisProcess old = server();
        RedisProcess promoted = server();
        FaultProxy proxy = proxy(old);
        DestinationWriter writer = open(config(old.url(proxy.port())), SyncMode.UPSERT);
        DestinationWriter impatient = open(impatient(old.url()), SyncMode.UPSERT);
        try (Jedis jedis = old.client();
                Jedis other = promoted.client()) {
            plant(other);
            jedis.replicaof("127.0.0.1", promoted.port());
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> jedis.info("replication").contains("master_link_status:up"));
            endsWith("READ_ONLY_REPLICA", impatient);
            // The name leads to another server now; a connection that stays open would go on failing.
            writtenOnceOver(promoted, writer, () -> proxy.target(promoted.port()));
        }
    }

    @Test
    @Fault(value = Kind.MASTERDOWN, code = "MASTER_DOWN", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.MASTERDOWN, code = "MASTER_DOWN", fate = Fate.CHECK_TELLS)
    void aReplicaWithoutItsPrimaryIsTold() throws IOException {
        RedisProcess replica = server("--replica-serve-stale-data", "no", "--replica-read-only", "no");
        try (Jedis jedis = replica.client()) {
            jedis.replicaof("127.0.0.1", 1);
            assertThat(refused(impatient(replica.url())).detail().code()).isEqualTo("MASTER_DOWN");
            assertThat(checkFails(config(replica.url()))
                            .result()
                            .error()
                            .orElseThrow()
                            .code())
                    .isEqualTo("MASTER_DOWN");
        }
    }

    @Test
    @Fault(value = Kind.LOADING, fate = Fate.RETRIED)
    void aServerThatStartsIsWaitedFor() throws IOException {
        // A thousand keys at three milliseconds each; it answers in between, after every two megabytes.
        RedisProcess server = server("--key-load-delay", "3000", "--rdbcompression", "no");
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        try (Jedis jedis = server.client()) {
            plant(jedis);
            for (int i = 0; i < 1_000; i++) {
                jedis.set("filler" + i, "x".repeat(16_000));
            }
            jedis.save();
        }
        server.kill();
        server.launch();
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    try (Jedis jedis = server.client()) {
                        jedis.ping();
                        return false;
                    } catch (JedisException e) {
                        return String.valueOf(e.getMessage()).startsWith("LOADING");
                    }
                });
        assertThat(writing(writer, rows(20, "a")).join().isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 20, "a");
            assertOnly(jedis, 1_020);
        }
    }

    @Test
    @Fault(value = Kind.BUSY, code = "BUSY", fate = Fate.RUN_ENDS)
    @Fault(value = Kind.BUSY, fate = Fate.RETRIED)
    void aServerThatRunsAScriptIsWaitedFor() throws IOException {
        RedisProcess server = server("--lua-time-limit", "50");
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        DestinationWriter impatient = open(impatient(server.url()), SyncMode.UPSERT);
        try (Jedis jedis = server.client();
                Jedis looping = server.client()) {
            plant(jedis);
            CompletableFuture<Object> loop = CompletableFuture.supplyAsync(() -> {
                try {
                    return looping.eval("while true do end");
                } catch (JedisException e) {
                    return "killed";
                }
            });
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                try {
                    jedis.ping();
                    return false;
                } catch (JedisException e) {
                    return String.valueOf(e.getMessage()).startsWith("BUSY");
                }
            });
            endsWith("BUSY", impatient);
            writtenOnceOver(server, writer, jedis::scriptKill);
            loop.join();
        }
    }

    @Test
    @Fault(value = Kind.EVICTION, code = "EVICTION_POSSIBLE", fate = Fate.CHECK_TELLS)
    void aServerThatMayEvictIsToldByACheck() throws IOException {
        RedisProcess server = server("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        assertThat(check(config(server.url())).passed()).isTrue();
    }
}
