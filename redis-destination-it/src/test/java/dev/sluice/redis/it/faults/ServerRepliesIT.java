package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** The server refuses: for good, for a while, or one row. */
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

    // The log-in.

    @Test
    @Fault(value = Kind.NOAUTH, code = "PASSWORD_MISSING", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.NOAUTH, code = "PASSWORD_MISSING", fate = Fate.CHECK_TELLS)
    void aMissingPasswordIsTold() throws IOException {
        RedisProcess server = server();
        for (String protocol : List.of("auto", "resp2")) {
            DestinationConfig config =
                    config("redis://127.0.0.1:" + server.port()).with("protocol", protocol);
            assertThat(refused(config).code()).isEqualTo("PASSWORD_MISSING");
            assertThat(checkFails(config).result().code()).isEqualTo("PASSWORD_MISSING");
        }
    }

    @Test
    @Fault(value = Kind.WRONGPASS, code = "WRONG_PASSWORD", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.WRONGPASS, code = "WRONG_PASSWORD", fate = Fate.CHECK_TELLS)
    void aWrongPasswordOrUserIsToldAtOnce() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "off", ">" + Witness.PASSWORD, "~*", "+@all");
        }
        String disabled = server.url(Witness.USER, proxy.port());
        String unknown = server.url(Witness.USER + "-unknown", proxy.port());
        String wrong = "redis://:wrong-" + Witness.PASSWORD + "@127.0.0.1:" + proxy.port();
        for (String url : List.of(disabled, unknown, wrong)) {
            long before = proxy.accepted();
            assertThat(refused(config(url)).code()).isEqualTo("WRONG_PASSWORD");
            assertThat(proxy.accepted() - before)
                    .as("never tried again: accounts are locked for that")
                    .isEqualTo(1);
            assertThat(checkFails(config(url)).result().code()).isEqualTo("WRONG_PASSWORD");
        }
    }

    @Test
    @Fault(value = Kind.PASSWORD_CHANGED, code = "WRONG_PASSWORD", fate = Fate.RUN_ENDS)
    void aUserThatIsDisabledMeanwhileEndsTheRun() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "on", ">" + Witness.PASSWORD, "~*", "+@all");
            DestinationWriter writer = open(config(server.url(Witness.USER, proxy.port())), SyncMode.UPSERT);
            assertThat(write(writer, rows(5, "a")).isAllWritten()).isTrue();
            jedis.aclDelUser(Witness.USER);
            endsWith("WRONG_PASSWORD", writer);
            assertAllStored(jedis, 5, "a");
        }
    }

    @Test
    @Fault(value = Kind.DATABASE_RANGE, code = "DATABASE_OUT_OF_RANGE", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.DATABASE_RANGE, code = "DATABASE_OUT_OF_RANGE", fate = Fate.CHECK_TELLS)
    void aDatabaseThatTheServerLacksIsTold() throws IOException {
        RedisProcess server = server("--databases", "2");
        assertThat(refused(config(server.url() + "/7")).code()).isEqualTo("DATABASE_OUT_OF_RANGE");
        assertThat(checkFails(config(server.url() + "/7")).result().code()).isEqualTo("DATABASE_OUT_OF_RANGE");
    }

    // Rights.

    @ParameterizedTest
    @CsvSource({"set, string", "hset, hash", "expire, hash"})
    @Fault(value = Kind.NOPERM_COMMAND, code = "COMMAND_NOT_PERMITTED", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.NOPERM_COMMAND, code = "COMMAND_NOT_PERMITTED", fate = Fate.CHECK_TELLS)
    void aMissingRightIsToldOnceNotForEveryRow(String command, String format) throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "on", ">" + Witness.PASSWORD, "~*", "+@all", "-" + command);
        }
        DestinationConfig config =
                config(server.url(Witness.USER, server.port())).with("data_format", format);
        assertThat(refused(config).remedy()).contains("+" + command);
        assertThat(checkFails(config).result().code()).isEqualTo("COMMAND_NOT_PERMITTED");
    }

    @Test
    @Fault(value = Kind.NOPERM_COMMAND, code = "COMMAND_NOT_PERMITTED", fate = Fate.RUN_ENDS)
    void aRightThatIsTakenAwayMeanwhileEndsTheRun() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "on", ">" + Witness.PASSWORD, "~*", "+@all");
            DestinationWriter writer = open(config(server.url(Witness.USER, server.port())), SyncMode.UPSERT);
            jedis.aclSetUser(Witness.USER, "-set");
            assertEnds(write(writer, rows(3, "a")), "COMMAND_NOT_PERMITTED");
            assertThat(jedis.dbSize()).isZero();
        }
    }

    @Test
    @Fault(value = Kind.NOPERM_COMMAND, code = "COMMAND_NOT_PERMITTED", fate = Fate.RUN_ENDS)
    void aRowThatLandedIsNotRejectedForARightThatIsTakenAwayThen() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "on", ">" + Witness.PASSWORD, "~*", "+@all");
            DestinationWriter writer = open(config(server.url(Witness.USER, proxy.port())), SyncMode.UPSERT);
            proxy.now(Harm.stallDown(0));
            CompletableFuture<BatchResult> writing = writing(writer, rows(3, "a"));
            await().atMost(Duration.ofMinutes(1)).until(() -> jedis.exists(PREFIX + 2));
            jedis.aclSetUser(Witness.USER, "-set");
            proxy.cut(Harm.Ending.RST);
            BatchResult result = writing.join();
            assertEnds(result, "COMMAND_NOT_PERMITTED");
            assertThat(IntStream.range(0, 3).mapToObj(result::outcome))
                    .allMatch(Outcome.Indeterminate.class::isInstance);
            assertAllStored(jedis, 3, "a");
        }
    }

    @Test
    @Fault(value = Kind.NOPERM_KEY, code = "KEY_NOT_PERMITTED", fate = Fate.ROW_REJECTED)
    void aKeyThatMayNotBeWrittenIsItsOwnRowsError() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            jedis.aclSetUser(Witness.USER, "on", ">" + Witness.PASSWORD, "~*", "+@all");
            for (String format : List.of("string", "hash")) {
                jedis.aclSetUser(Witness.USER, "~*");
                DestinationWriter writer = open(
                        config(server.url(Witness.USER, server.port())).with("data_format", format), SyncMode.UPSERT);
                jedis.aclSetUser(Witness.USER, "resetkeys", "~" + PREFIX + "[02-9]");
                BatchResult result = write(writer, rows(3, "a"));
                assertThat(rejected(result, 1).code()).isEqualTo("KEY_NOT_PERMITTED");
                assertThat(result.stop()).isEmpty();
                assertStored(jedis, 0, "a0");
                assertStored(jedis, 2, "a2");
                assertOnly(jedis, 2);
                jedis.del(PREFIX + 0, PREFIX + 2);
            }
        }
    }

    // What the row or its key is.

    @Test
    @Fault(value = Kind.WRONGTYPE, code = "WRONGTYPE", fate = Fate.ROW_REJECTED)
    void aKeyOfAnotherTypeIsLeftAsItIs() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            for (String write : List.of("merge", "replace")) {
                jedis.rpush(PREFIX + 1, "another's");
                DestinationConfig config =
                        config(server.url()).with("data_format", "hash").with("hash_write", write);
                BatchResult result = write(config, rows(3, "a"));
                assertThat(rejected(result, 1).code()).isEqualTo("WRONGTYPE");
                assertStored(jedis, 0, "a0");
                assertStored(jedis, 2, "a2");
                assertThat(jedis.lrange(PREFIX + 1, 0, -1)).containsExactly("another's");
                assertThat(jedis.ttl(PREFIX + 1)).as("no expiry either").isEqualTo(-1);
                assertOnly(jedis, 3);
                jedis.del(PREFIX + 0, PREFIX + 1, PREFIX + 2);
            }
        }
    }

    @Test
    @Fault(value = Kind.EMPTY_KEY, code = "KEY_EMPTY", fate = Fate.ROW_REJECTED)
    @Fault(value = Kind.LONE_SURROGATE, code = "VALUE_MALFORMED", fate = Fate.ROW_REJECTED)
    @Fault(value = Kind.DUPLICATE_KEY, fate = Fate.NO_HARM)
    void whatIsWrongWithARowIsFoundBeforeAnythingIsSent() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            List<Change> batch = List.of(
                    row(0, "first"),
                    new Change.Write(dev.sluice.spi.Row.of(SCHEMA, null, Witness.VALUE)),
                    row(1, "half \ud800 of a pair"),
                    row(0, "last"));
            BatchResult result = write(config(server.url()), batch);
            assertThat(rejected(result, 1).code()).isEqualTo("KEY_EMPTY");
            assertThat(rejected(result, 2).code()).isEqualTo("VALUE_MALFORMED");
            assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
            assertStored(jedis, 0, "last");
            assertOnly(jedis, 1);
        }
    }

    @Test
    @Fault(value = Kind.VALUE_TOO_LARGE, code = "VALUE_TOO_LARGE", fate = Fate.ROW_REJECTED)
    void aValueOverTheLimitOfTheSettingsIsNotSent() throws IOException {
        RedisProcess server = server();
        BatchResult result = write(
                config(server.url()).with("max_value_bytes", 1_000L),
                List.of(row(0, "a0"), row(1, "x".repeat(2_000)), row(2, "a2")));
        assertThat(rejected(result, 1).code()).isEqualTo("VALUE_TOO_LARGE");
        try (Jedis jedis = server.client()) {
            assertStored(jedis, 0, "a0");
            assertStored(jedis, 2, "a2");
            assertThat(jedis.exists(PREFIX + 1)).isFalse();
        }
    }

    @Test
    @Fault(value = Kind.VALUE_TOO_LARGE, code = "VALUE_TOO_LARGE", fate = Fate.ROW_REJECTED)
    void aValueOverTheLimitOfTheServerIsFoundAndTheOthersAreWritten() throws IOException {
        assertThat(amongOthers("proto-max-bulk-len")).isIn("VALUE_TOO_LARGE", "ROW_BREAKS_CONNECTION");
    }

    @Test
    @Fault(value = Kind.QUERY_BUFFER, code = "ROW_BREAKS_CONNECTION", fate = Fate.ROW_REJECTED)
    void theRowThatBreaksTheConnectionIsFoundAndTheOthersAreWritten() throws IOException {
        assertThat(amongOthers("client-query-buffer-limit")).isEqualTo("ROW_BREAKS_CONNECTION");
    }

    /** One row of forty is too much for the server; its code. */
    private String amongOthers(String limit) throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            jedis.configSet(limit, "1mb");
        }
        List<Change> batch = new ArrayList<>(rows(40, "a"));
        batch.set(17, row(17, "x".repeat(3 << 20)));
        DestinationWriter writer = open(config(server.url()).with("pipeline_bytes", 16L << 20), SyncMode.UPSERT);
        BatchResult result = writing(writer, batch).join();
        assertThat(result.stop()).isEmpty();
        try (Jedis jedis = server.client()) {
            for (int id = 0; id < 40; id++) {
                if (id != 17) {
                    assertThat(result.outcome(id)).isEqualTo(Outcome.WRITTEN);
                    assertStored(jedis, id, "a" + id);
                }
            }
            assertThat(jedis.exists(PREFIX + 17)).isFalse();
            assertOnly(jedis, 39);
        }
        return rejected(result, 17).code();
    }

    @Test
    @Fault(value = Kind.EXPIRE_REFUSED, code = "HASH_INCOMPLETE", fate = Fate.ROW_REJECTED)
    void anExpiryThatIsRefusedAfterTheHashIsTold() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "on", ">" + Witness.PASSWORD, "~*", "+@all");
            DestinationWriter writer =
                    open(config(server.url(Witness.USER, server.port())).with("data_format", "hash"), SyncMode.UPSERT);
            jedis.aclSetUser(Witness.USER, "-expire");
            BatchResult result = write(writer, rows(2, "a"));
            assertThat(IntStream.range(0, 2).mapToObj(result::outcome)).noneMatch(o -> o == Outcome.WRITTEN);
            assertThat(rejected(result, 0).code()).isEqualTo("HASH_INCOMPLETE");
            assertThat(jedis.hgetAll(PREFIX + 0)).containsKey("value");
        }
    }

    @Test
    @Fault(value = Kind.KEY_VANISHES, code = "KEY_VANISHED", fate = Fate.ROW_REJECTED)
    void aHashThatIsGoneBeforeItsExpiryIsWrittenOnceMoreThenRejected() throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        DestinationWriter writer = open(config(server.url()).with("data_format", "hash"), SyncMode.UPSERT);
        server.on("EXPIRE", command -> ":0\r\n");
        BatchResult result = write(writer, List.of(row(0, "a")));
        assertThat(rejected(result, 0).code()).isEqualTo("KEY_VANISHED");
        assertThat(server.received()).endsWith("HSET", "EXPIRE", "HSET", "EXPIRE");
    }

    @Test
    @Fault(value = Kind.EXPIRY_INVALID, code = "SETTINGS_INVALID", fate = Fate.NOT_BEGUN)
    void anExpiryThatNoServerTakesIsRefusedBeforeItIsSent() throws IOException {
        RedisProcess server = server();
        for (Object seconds : List.of(-1L, 2_000_000_000L, new java.math.BigDecimal("1.5"))) {
            assertThat(refused(config(server.url()).with("ttl_seconds", seconds))
                            .code())
                    .isEqualTo("SETTINGS_INVALID");
        }
    }

    @Test
    @Fault(value = Kind.UNKNOWN_REPLY, code = "REFUSED_BY_SERVER", fate = Fate.ROW_REJECTED)
    void anErrorThatIsNotKnownIsNeverASuccess() throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        server.on(
                "SET",
                command -> command.get(1).endsWith(":1")
                        ? "-NEWERR with " + String.join(" ", command) + "\r\n"
                        : "+OK\r\n");
        BatchResult result = write(writer, rows(3, "a"));
        assertThat(rejected(result, 1).code()).isEqualTo("REFUSED_BY_SERVER");
        assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
        assertThat(result.outcome(2)).isEqualTo(Outcome.WRITTEN);
    }

    @ParameterizedTest
    @CsvSource({"SET, string", "HSET, hash"})
    @Fault(value = Kind.UNKNOWN_COMMAND, code = "UNKNOWN_COMMAND", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.UNKNOWN_COMMAND, code = "UNKNOWN_COMMAND", fate = Fate.CHECK_TELLS)
    void aDisabledCommandIsTold(String command, String format) throws IOException {
        RedisProcess server = server("--rename-command", command, "");
        DestinationConfig config = config(server.url()).with("data_format", format);
        assertThat(refused(config).code()).isEqualTo("UNKNOWN_COMMAND");
        assertThat(checkFails(config).result().code()).isEqualTo("UNKNOWN_COMMAND");
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

    // The state of the server.

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
            assertThat(IntStream.range(0, 3).mapToObj(result::outcome)).noneMatch(Outcome.Rejected.class::isInstance);
            assertThat(result.outcome(1)).as("removals make room").isEqualTo(Outcome.WRITTEN);
            assertThat(jedis.exists(PREFIX + 1)).isFalse();
            assertOnly(jedis, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"SET, string", "HSET, hash"})
    @Fault(value = Kind.OOM, fate = Fate.RETRIED)
    void aServerThatIsFullForAMomentIsTriedAgain(String command, String format) throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        DestinationWriter writer = open(config(server.url()).with("data_format", format), SyncMode.UPSERT);
        AtomicInteger times = new AtomicInteger();
        server.on(
                command,
                any -> times.getAndIncrement() < 2
                        ? "-OOM command not allowed when used memory > 'maxmemory'.\r\n"
                        : command.equals("SET") ? "+OK\r\n" : ":1\r\n");
        assertThat(write(writer, List.of(row(0, "a"))).isAllWritten()).isTrue();
        assertThat(times).hasValue(3);
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
        assertThat(refused(impatient(replica.url())).code()).isEqualTo("READ_ONLY_REPLICA");
        assertThat(checkFails(config(replica.url())).result().code()).isEqualTo("READ_ONLY_REPLICA");
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
            assertThat(refused(impatient(replica.url())).code()).isEqualTo("MASTER_DOWN");
            assertThat(checkFails(config(replica.url())).result().code()).isEqualTo("MASTER_DOWN");
        }
    }

    @Test
    @Fault(value = Kind.LOADING, code = "LOADING", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.LOADING, code = "LOADING", fate = Fate.CHECK_TELLS)
    void aServerThatStartsIsTold() throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        for (String command : List.of("PING", "SELECT", "SET", "DEL")) {
            server.on(command, any -> "-LOADING Redis is loading the dataset in memory\r\n");
        }
        assertThat(refused(impatient(server.url())).code()).isEqualTo("LOADING");
        assertThat(checkFails(config(server.url())).result().code()).isEqualTo("LOADING");
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

    @Test
    @Fault(value = Kind.MOVED_STANDALONE, code = "IS_CLUSTER", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.MOVED_STANDALONE, code = "IS_CLUSTER", fate = Fate.CHECK_TELLS)
    void aClusterNodeBehindStandaloneIsTold() throws IOException {
        ScriptedRedis node = own(new ScriptedRedis());
        for (String command : List.of("SET", "HSET", "DEL", "EXPIRE")) {
            node.on(command, any -> "-MOVED 13293 127.0.0.1:" + node.port() + "\r\n");
        }
        assertThat(refused(config(node.url())).code()).isEqualTo("IS_CLUSTER");
        assertThat(checkFails(config(node.url())).result().code()).isEqualTo("IS_CLUSTER");
    }

    /** What can only be said by script; the cluster itself has tests of its own. */
    @ParameterizedTest
    @CsvSource({"CLUSTERDOWN The cluster is down, CLUSTER_DOWN", "TRYAGAIN Multiple keys request, CLUSTER_DOWN"})
    @Fault(value = Kind.CLUSTERDOWN, code = "CLUSTER_DOWN", fate = Fate.RUN_ENDS)
    void aClusterThatIsDownEndsTheRun(String reply, String code) throws IOException {
        ScriptedRedis node = own(new ScriptedRedis());
        DestinationWriter writer = open(impatient(node.url()), SyncMode.UPSERT);
        node.on("SET", any -> "-" + reply + "\r\n");
        endsWith(code, writer);
    }

    @Test
    @Fault(value = Kind.CLUSTER_DATABASE, code = "SETTINGS_INVALID", fate = Fate.NOT_BEGUN)
    void aDatabaseOfAClusterIsRefused() {
        DestinationConfig config = DestinationConfig.of(
                Map.of("connection_url", "redis://:" + Witness.PASSWORD + "@127.0.0.1:6379/2", "topology", "cluster"));
        assertThat(refused(config).code()).isEqualTo("SETTINGS_INVALID");
    }
}
