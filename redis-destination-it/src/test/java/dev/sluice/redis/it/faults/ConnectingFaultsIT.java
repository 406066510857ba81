package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/** Nothing that is Redis answers there, or it takes nobody in. */
class ConnectingFaultsIT extends FaultCase {
    /** Some time from now, while the test waits for something else. */
    private static void soon(Runnable task) {
        CompletableFuture.delayedExecutor(400, TimeUnit.MILLISECONDS).execute(task);
    }

    @Test
    @Fault(value = Kind.PORT_CLOSED, code = "CONNECTION_REFUSED", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.PORT_CLOSED, code = "CONNECTION_REFUSED", fate = Fate.CHECK_TELLS)
    void aClosedPortIsTold() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        proxy.refuse();
        assertThat(refused(impatient(server.url(proxy.port()))).detail().code()).isEqualTo("CONNECTION_REFUSED");
        assertThat(checkFails(config(server.url(proxy.port())))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("CONNECTION_REFUSED");
    }

    @Test
    @Fault(value = Kind.PORT_CLOSED, fate = Fate.RETRIED)
    void aServerThatComesBackIsWrittenTo() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        DestinationWriter writer = open(config(server.url(proxy.port())), SyncMode.UPSERT);
        proxy.refuse();
        proxy.cut(Ending.RST);
        soon(proxy::accept);
        assertThat(write(writer, rows(20, "a")).isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 20, "a");
        }
    }

    @Test
    @Fault(value = Kind.PORT_CLOSED, code = "CONNECTION_REFUSED", fate = Fate.RUN_ENDS)
    void aServerThatStaysAwayEndsTheRunAndRejectsNobody() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        DestinationWriter writer =
                open(config(server.url(proxy.port())).with("retry_budget_seconds", 1L), SyncMode.UPSERT);
        proxy.refuse();
        proxy.cut(Ending.RST);
        BatchResult result = write(writer, rows(20, "a"));
        assertEnds(result, "CONNECTION_REFUSED");
        assertThat(IntStream.range(0, 20).mapToObj(result::outcome)).allMatch(Outcome.Indeterminate.class::isInstance);
    }

    @Test
    @Fault(value = Kind.HOST_UNKNOWN, code = "UNKNOWN_HOST", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.HOST_UNKNOWN, code = "UNKNOWN_HOST", fate = Fate.CHECK_TELLS)
    void aHostThatDoesNotResolveIsTold() {
        String url = "redis://:" + Witness.PASSWORD + "@nothing.invalid:6379";
        assertThat(refused(impatient(url)).detail().code()).isEqualTo("UNKNOWN_HOST");
        assertThat(checkFails(config(url)).result().error().orElseThrow().code())
                .isEqualTo("UNKNOWN_HOST");
    }

    @Test
    @Fault(value = Kind.CONNECT_TIMEOUT, code = "CONNECT_TIMEOUT", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.CONNECT_TIMEOUT, code = "CONNECT_TIMEOUT", fate = Fate.CHECK_TELLS)
    void aHostThatDoesNotAnswerIsTold() throws IOException {
        FullPort port = own(new FullPort());
        DestinationConfig config = impatient("redis://:" + Witness.PASSWORD + "@127.0.0.1:" + port.port())
                .with("connect_timeout_ms", 300L);
        assertThat(refused(config).detail().code()).isEqualTo("CONNECT_TIMEOUT");
        assertThat(checkFails(config).result().error().orElseThrow().code()).isEqualTo("CONNECT_TIMEOUT");
    }

    @Test
    @Fault(value = Kind.SILENT_SERVER, code = "NO_ANSWER", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.SILENT_SERVER, code = "NO_ANSWER", fate = Fate.CHECK_TELLS)
    void aPortThatSaysNothingIsTold() throws IOException {
        ScriptedRedis silent =
                own(new ScriptedRedis()).on("HELLO", command -> "").on("PING", command -> "");
        DestinationConfig config = impatient(silent.url()).with("connect_timeout_ms", 300L);
        assertThat(refused(config).detail().code()).isEqualTo("NO_ANSWER");
        assertThat(checkFails(config).result().error().orElseThrow().code()).isEqualTo("NO_ANSWER");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 400 Bad Request", "SSH-2.0-OpenSSH_9.2"})
    @Fault(value = Kind.NOT_REDIS, code = "NOT_REDIS", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.NOT_REDIS, code = "NOT_REDIS", fate = Fate.CHECK_TELLS)
    void anotherServiceIsTold(String banner) throws IOException {
        ScriptedRedis other = own(new ScriptedRedis()).saying(banner + "\r\n\r\n");
        assertThat(refused(config(other.url())).detail().code()).isEqualTo("NOT_REDIS");
        assertThat(checkFails(config(other.url()))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("NOT_REDIS");
    }

    @ParameterizedTest
    @CsvSource({"$2147483647", "*2147483647", "$-2", "*99999999999999999999"})
    @Fault(value = Kind.HOSTILE_LENGTH, code = "NOT_REDIS", fate = Fate.RUN_ENDS)
    void anAbsurdLengthEndsTheRunNotTheProcess(String length) throws IOException {
        ScriptedRedis hostile = own(new ScriptedRedis());
        DestinationWriter writer = open(config(hostile.url()), SyncMode.UPSERT);
        hostile.on("SET", command -> length + "\r\n");
        BatchResult result = write(writer, rows(3, "a"));
        assertEnds(result, "NOT_REDIS");
        assertThat(result.outcome(0)).isInstanceOf(Outcome.Indeterminate.class);
    }

    @Test
    @Fault(value = Kind.MAX_CLIENTS, code = "MAX_CLIENTS", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.MAX_CLIENTS, code = "MAX_CLIENTS", fate = Fate.CHECK_TELLS)
    @Fault(value = Kind.MAX_CLIENTS, fate = Fate.RETRIED)
    void aFullServerIsToldAndWaitedFor() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        DestinationWriter writer = open(config(server.url(proxy.port())), SyncMode.UPSERT);
        try (Jedis jedis = server.client()) {
            jedis.configSet("maxclients", "1");
            proxy.cut(Ending.RST);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> jedis.clientList().lines().count() == 1);
            assertThat(refused(impatient(server.url())).detail().code()).isEqualTo("MAX_CLIENTS");
            assertThat(checkFails(config(server.url()))
                            .result()
                            .error()
                            .orElseThrow()
                            .code())
                    .isEqualTo("MAX_CLIENTS");
            soon(() -> jedis.configSet("maxclients", "100"));
            assertThat(write(writer, rows(5, "a")).isAllWritten()).isTrue();
            assertAllStored(jedis, 5, "a");
        }
    }

    @Test
    @Fault(value = Kind.PROTECTED_MODE, code = "PROTECTED_MODE", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.PROTECTED_MODE, code = "PROTECTED_MODE", fate = Fate.CHECK_TELLS)
    void protectedModeIsTold() throws IOException {
        Optional<RedisProcess> server =
                RedisProcess.startInstalled("--requirepass", "", "--bind", "127.0.0.1", "--protected-mode", "yes");
        String url;
        if (server.isPresent()) {
            FaultProxy proxy = proxy(own(server.get()));
            // Redis takes every address but 127.0.0.1 for another machine.
            proxy.source("127.0.0.2");
            url = server.get().url(proxy.port());
        } else {
            String denied = "-DENIED Redis is running in protected mode because protected mode is enabled\r\n";
            url = own(new ScriptedRedis()).on("HELLO", command -> denied).url();
        }
        assertThat(refused(config(url)).detail().code()).isEqualTo("PROTECTED_MODE");
        assertThat(checkFails(config(url)).result().error().orElseThrow().code())
                .isEqualTo("PROTECTED_MODE");
    }
}
