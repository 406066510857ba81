package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** The log-in is refused, or a command or setting that the run needs. */
class LogInAndRightsIT extends FaultCase {
    @Test
    @Fault(value = Kind.NOAUTH, code = "PASSWORD_MISSING", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.NOAUTH, code = "PASSWORD_MISSING", fate = Fate.CHECK_TELLS)
    void aMissingPasswordIsTold() throws IOException {
        RedisProcess server = server();
        for (String protocol : List.of("auto", "resp2")) {
            DestinationConfig config =
                    config("redis://127.0.0.1:" + server.port()).with("protocol", protocol);
            assertThat(refused(config).detail().code()).isEqualTo("PASSWORD_MISSING");
            assertThat(checkFails(config).result().error().orElseThrow().code()).isEqualTo("PASSWORD_MISSING");
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
            assertThat(refused(config(url)).detail().code()).isEqualTo("WRONG_PASSWORD");
            assertThat(proxy.accepted() - before)
                    .as("never tried again: accounts are locked for that")
                    .isEqualTo(1);
            assertThat(checkFails(config(url)).result().error().orElseThrow().code())
                    .isEqualTo("WRONG_PASSWORD");
        }
    }

    @Test
    void aPasswordOfItsOwnIsSentAsItIs() {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "on", ">a%20b@c:d/", "~*", "+@all");
            DestinationConfig config = config("redis://127.0.0.1:" + server.port())
                    .with("username", Witness.USER)
                    .with("password", "a%20b@c:d/");
            assertThat(write(config, rows(5, "a")).isAllWritten()).isTrue();
            assertThat(check(config).firstFailure()).isEmpty();
            assertAllStored(jedis, 5, "a");
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
        assertThat(refused(config(server.url() + "/7")).detail().code()).isEqualTo("DATABASE_OUT_OF_RANGE");
        assertThat(checkFails(config(server.url() + "/7"))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("DATABASE_OUT_OF_RANGE");
    }

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
        assertThat(refused(config).detail().remedy()).contains("+" + command);
        assertThat(checkFails(config).result().error().orElseThrow().code()).isEqualTo("COMMAND_NOT_PERMITTED");
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

    @ParameterizedTest
    @CsvSource({"SET, string", "HSET, hash"})
    @Fault(value = Kind.UNKNOWN_COMMAND, code = "UNKNOWN_COMMAND", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.UNKNOWN_COMMAND, code = "UNKNOWN_COMMAND", fate = Fate.CHECK_TELLS)
    void aDisabledCommandIsTold(String command, String format) throws IOException {
        RedisProcess server = server("--rename-command", command, "");
        DestinationConfig config = config(server.url()).with("data_format", format);
        assertThat(refused(config).detail().code()).isEqualTo("UNKNOWN_COMMAND");
        assertThat(checkFails(config).result().error().orElseThrow().code()).isEqualTo("UNKNOWN_COMMAND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+eval", "-eval"})
    @Fault(value = Kind.EXPIRE_REFUSED, code = "HASH_INCOMPLETE", fate = Fate.ROW_REJECTED)
    void anExpiryThatIsRefusedAfterTheHashIsTold(String scripts) throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(Witness.USER, "on", ">" + Witness.PASSWORD, "~*", "+@all", scripts);
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
    @Fault(value = Kind.CLUSTER_DATABASE, code = "SETTINGS_INVALID", fate = Fate.NOT_BEGUN)
    void aDatabaseOfAClusterIsRefused() {
        DestinationConfig config = DestinationConfig.of(
                Map.of("connection_url", "redis://:" + Witness.PASSWORD + "@127.0.0.1:6379/2", "topology", "cluster"));
        assertThat(refused(config).detail().code()).isEqualTo("SETTINGS_INVALID");
    }

    @Test
    @Fault(value = Kind.EXPIRY_INVALID, code = "SETTINGS_INVALID", fate = Fate.NOT_BEGUN)
    void anExpiryThatNoServerTakesIsRefusedBeforeItIsSent() throws IOException {
        RedisProcess server = server();
        for (Object seconds : List.of(-1L, 2_000_000_000L, new java.math.BigDecimal("1.5"))) {
            assertThat(refused(config(server.url()).with("ttl_seconds", seconds))
                            .detail()
                            .code())
                    .isEqualTo("SETTINGS_INVALID");
        }
    }

    /** The run ends with this code, and no row is rejected for it. */
    private void endsWith(String code, DestinationWriter writer) {
        BatchResult result = writing(writer, rows(20, "never")).join();
        assertEnds(result, code);
        assertThat(IntStream.range(0, 20).mapToObj(result::outcome)).noneMatch(Outcome.Rejected.class::isInstance);
    }
}
