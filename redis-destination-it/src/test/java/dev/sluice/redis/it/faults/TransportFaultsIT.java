package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.proxy.Harm.Direction;
import dev.sluice.redis.it.proxy.Harm.Drip;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientPauseMode;

/** The way to the server fails while a batch is written. */
class TransportFaultsIT extends FaultCase {
    /** Some time from now, while the test waits for something else. */
    private static void soon(Runnable task) {
        CompletableFuture.delayedExecutor(400, TimeUnit.MILLISECONDS).execute(task);
    }

    @ParameterizedTest
    @CsvSource({"RST, UP", "RST, DOWN", "FIN, UP", "FIN, DOWN"})
    @Fault(value = Kind.RESET, fate = Fate.RETRIED)
    @Fault(value = Kind.FIN, fate = Fate.RETRIED)
    void aBatchThatIsCutAtAnyByteIsWrittenWhole(Ending ending, Direction direction) throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            for (String format : List.of("string", "hash")) {
                DestinationWriter writer =
                        open(config(server.url(proxy.port())).with("data_format", format), SyncMode.MIRROR);
                int[] bytes =
                        direction == Direction.UP ? new int[] {0, 1, 77, 4_000, 30_000} : new int[] {0, 1, 7, 333};
                for (int after : bytes) {
                    jedis.flushAll();
                    plant(jedis);
                    proxy.now(direction == Direction.UP ? Harm.cutUp(after, ending) : Harm.cutDown(after, ending));
                    assertThat(write(writer, rows(400, "a")).isAllWritten()).isTrue();
                    assertAllStored(jedis, 400, "a");
                    assertOnly(jedis, 400);
                }
                writer.close();
            }
        }
        assertThat(proxy.cuts()).isEqualTo(direction == Direction.UP ? 10 : 8);
    }

    @ParameterizedTest
    @EnumSource
    @Fault(value = Kind.RESET, code = "CONNECTION_LOST", fate = Fate.RUN_ENDS)
    @Fault(value = Kind.FIN, code = "CONNECTION_LOST", fate = Fate.RUN_ENDS)
    void withoutABudgetWhatWasAnsweredStandsAndTheRestIsUnknown(Ending ending) throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            plant(jedis);
            DestinationWriter writer = open(impatient(server.url(proxy.port())), SyncMode.UPSERT);
            // +OK and the end of its line are five bytes.
            proxy.now(Harm.cutDown(5 * 100 + 2, ending));
            BatchResult result = write(writer, rows(300, "a"));
            assertEnds(result, "CONNECTION_LOST");
            long written = IntStream.range(0, 300)
                    .filter(i -> result.outcome(i) == Outcome.WRITTEN)
                    .count();
            assertThat(written).isLessThanOrEqualTo(100);
            assertThat(IntStream.range(0, 300).mapToObj(result::outcome))
                    .as("an unbroken prefix, and nothing is rejected for an outage")
                    .allMatch(o -> o == Outcome.WRITTEN || o instanceof Outcome.Indeterminate);
            assertAllStored(jedis, (int) written, "a");
            assertThat(jedis.keys(PREFIX + "*").size()).isGreaterThanOrEqualTo((int) written);
            assertOnly(jedis, jedis.dbSize() - 2);
        }
    }

    @Test
    @Fault(value = Kind.OTHER_DATABASE, fate = Fate.RETRIED)
    void aLostConnectionComesBackOnItsOwnDatabase() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            plant(jedis);
            DestinationWriter writer = open(config(server.url(proxy.port()) + "/3"), SyncMode.UPSERT);
            for (int after : List.of(0, 50, 5_000)) {
                proxy.now(Harm.cutUp(after, Ending.RST));
                assertThat(write(writer, rows(300, "a")).isAllWritten()).isTrue();
            }
            assertOnly(jedis, 0);
            jedis.select(3);
            assertAllStored(jedis, 300, "a");
            assertThat(jedis.dbSize()).isEqualTo(300);
        }
    }

    @Test
    @Fault(value = Kind.PORT_CLOSED, code = "CONNECTION_REFUSED", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.PORT_CLOSED, code = "CONNECTION_REFUSED", fate = Fate.CHECK_TELLS)
    void aClosedPortIsTold() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        proxy.refuse();
        assertThat(refused(impatient(server.url(proxy.port()))).code()).isEqualTo("CONNECTION_REFUSED");
        assertThat(checkFails(config(server.url(proxy.port()))).result().code()).isEqualTo("CONNECTION_REFUSED");
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
        assertThat(refused(impatient(url)).code()).isEqualTo("UNKNOWN_HOST");
        assertThat(checkFails(config(url)).result().code()).isEqualTo("UNKNOWN_HOST");
    }

    @Test
    @Fault(value = Kind.CONNECT_TIMEOUT, code = "CONNECT_TIMEOUT", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.CONNECT_TIMEOUT, code = "CONNECT_TIMEOUT", fate = Fate.CHECK_TELLS)
    void aHostThatDoesNotAnswerIsTold() throws IOException {
        FullPort port = own(new FullPort());
        DestinationConfig config = impatient("redis://:" + Witness.PASSWORD + "@127.0.0.1:" + port.port())
                .with("connect_timeout_ms", 300L);
        assertThat(refused(config).code()).isEqualTo("CONNECT_TIMEOUT");
        assertThat(checkFails(config).result().code()).isEqualTo("CONNECT_TIMEOUT");
    }

    @Test
    @Fault(value = Kind.SILENT_SERVER, code = "NO_ANSWER", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.SILENT_SERVER, code = "NO_ANSWER", fate = Fate.CHECK_TELLS)
    void aPortThatSaysNothingIsTold() throws IOException {
        ScriptedRedis silent =
                own(new ScriptedRedis()).on("HELLO", command -> "").on("PING", command -> "");
        DestinationConfig config = impatient(silent.url()).with("connect_timeout_ms", 300L);
        assertThat(refused(config).code()).isEqualTo("NO_ANSWER");
        assertThat(checkFails(config).result().code()).isEqualTo("NO_ANSWER");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 400 Bad Request", "SSH-2.0-OpenSSH_9.2"})
    @Fault(value = Kind.NOT_REDIS, code = "NOT_REDIS", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.NOT_REDIS, code = "NOT_REDIS", fate = Fate.CHECK_TELLS)
    void anotherServiceIsTold(String banner) throws IOException {
        ScriptedRedis other = own(new ScriptedRedis()).saying(banner + "\r\n\r\n");
        assertThat(refused(config(other.url())).code()).isEqualTo("NOT_REDIS");
        assertThat(checkFails(config(other.url())).result().code()).isEqualTo("NOT_REDIS");
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
    @Fault(value = Kind.SERVER_STALLED, fate = Fate.RETRIED)
    void aServerThatStopsForAWhileIsWrittenTo() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        DestinationConfig config = config(server.url(proxy.port()))
                .with("command_timeout_ms", 300L)
                .with("connect_timeout_ms", 300L);
        DestinationWriter writer = open(config, SyncMode.UPSERT);
        long connections = proxy.accepted();
        server.freeze();
        CompletableFuture<BatchResult> writing = writing(writer, rows(500, "a"));
        await().atMost(Duration.ofMinutes(1)).until(() -> proxy.accepted() >= connections + 2);
        server.thaw();
        assertThat(writing.join().isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 500, "a");
            assertThat(jedis.dbSize()).isEqualTo(500);
        }
    }

    @Test
    @Fault(value = Kind.SERVER_STALLED, code = "COMMAND_TIMEOUT", fate = Fate.RUN_ENDS)
    void aServerThatStopsForGoodEndsTheRun() throws IOException {
        RedisProcess server = server();
        DestinationWriter writer = open(impatient(server.url()).with("command_timeout_ms", 300L), SyncMode.UPSERT);
        server.freeze();
        assertEnds(write(writer, rows(10, "a")), "COMMAND_TIMEOUT");
    }

    @Test
    @Fault(value = Kind.WRITES_PAUSED, fate = Fate.RETRIED)
    void pausedWritesAreWaitedFor() throws IOException {
        RedisProcess server = server();
        DestinationWriter writer = open(config(server.url()).with("command_timeout_ms", 300L), SyncMode.UPSERT);
        try (Jedis jedis = server.client()) {
            jedis.clientPause(1_200, ClientPauseMode.WRITE);
            assertThat(write(writer, rows(50, "a")).isAllWritten()).isTrue();
            assertAllStored(jedis, 50, "a");
        }
    }

    @Test
    @Fault(value = Kind.WRITE_STALL, code = "COMMAND_TIMEOUT", fate = Fate.RUN_ENDS)
    void aServerThatDoesNotReadCannotHoldTheWriter() throws IOException {
        RedisProcess server = server();
        DestinationConfig config =
                impatient(server.url()).with("command_timeout_ms", 500L).with("pipeline_bytes", 64L << 20);
        DestinationWriter writer = open(config, SyncMode.UPSERT);
        server.freeze();
        String large = "x".repeat(100_000);
        List<Change> batch =
                IntStream.range(0, 300).mapToObj(id -> row(id, large)).toList();
        assertEnds(writing(writer, batch).join(), "COMMAND_TIMEOUT");
    }

    @Test
    @Fault(value = Kind.SLOW_DRIP, code = "COMMAND_TIMEOUT", fate = Fate.RUN_ENDS)
    void repliesThatComeOneByOneMeetTheDeadlineOfTheBatch() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        DestinationWriter writer =
                open(impatient(server.url(proxy.port())).with("command_timeout_ms", 1_500L), SyncMode.UPSERT);
        proxy.now(new Drip(Direction.DOWN, 5, Duration.ofMillis(100)));
        BatchResult result = writing(writer, rows(400, "a")).join();
        assertEnds(result, "COMMAND_TIMEOUT");
        assertThat(result.outcome(0)).as("what was answered stands").isEqualTo(Outcome.WRITTEN);
        assertThat(result.outcome(399)).isInstanceOf(Outcome.Indeterminate.class);
    }

    @Test
    @Fault(value = Kind.HALF_OPEN, fate = Fate.RETRIED)
    void aPeerThatIsGoneWithoutAWordIsGivenUp() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        DestinationWriter writer =
                open(config(server.url(proxy.port())).with("command_timeout_ms", 400L), SyncMode.UPSERT);
        proxy.now(Harm.stallUp(0), Harm.stallDown(0));
        assertThat(writing(writer, rows(30, "a")).join().isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 30, "a");
        }
    }

    @Test
    @Fault(value = Kind.SERVER_KILLED, fate = Fate.RETRIED)
    void aServerThatIsKilledAndComesBackHasEveryRow() throws IOException {
        RedisProcess server = server("--appendonly", "yes", "--appendfsync", "always");
        try (Jedis jedis = server.client()) {
            plant(jedis);
        }
        FaultProxy proxy = proxy(server);
        DestinationWriter writer =
                open(config(server.url(proxy.port())).with("command_timeout_ms", 1_500L), SyncMode.UPSERT);
        proxy.now(Harm.stallDown(700));
        CompletableFuture<BatchResult> writing = writing(writer, rows(500, "a"));
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            try (Jedis jedis = server.client()) {
                return jedis.exists(PREFIX + 200);
            }
        });
        server.kill();
        server.restart();
        assertThat(writing.join().isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 500, "a");
            assertOnly(jedis, 500);
        }
    }

    @Test
    @Fault(value = Kind.CLIENT_KILL, fate = Fate.RETRIED)
    void aKilledClientWritesOn() throws IOException {
        RedisProcess server = server();
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        try (Jedis jedis = server.client()) {
            for (int i = 0; i < 10; i++) {
                CompletableFuture<BatchResult> writing = writing(writer, rows(2_000, "a" + i + "-"));
                killClients(jedis);
                assertThat(writing.join().isAllWritten()).isTrue();
                assertAllStored(jedis, 2_000, "a" + i + "-");
            }
        }
    }

    private static void killClients(Jedis jedis) {
        jedis.clientKill(new redis.clients.jedis.params.ClientKillParams()
                .type(redis.clients.jedis.args.ClientType.NORMAL)
                .skipMe(redis.clients.jedis.params.ClientKillParams.SkipMe.YES));
    }

    @Test
    @Fault(value = Kind.IDLE_TIMEOUT, fate = Fate.RETRIED)
    void aConnectionThatWasClosedWhileIdleIsOpenedAgain() throws IOException {
        RedisProcess server = server("--timeout", "1");
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        assertThat(write(writer, rows(5, "a")).isAllWritten()).isTrue();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            try (Jedis jedis = server.client()) {
                return jedis.clientList().lines().count() == 1;
            }
        });
        assertThat(write(writer, rows(5, "b")).isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 5, "b");
        }
    }

    @Test
    @Fault(value = Kind.WRITER_CLOSED, code = "CLOSED", fate = Fate.NOT_BEGUN)
    void aClosedWriterSaysSo() throws IOException {
        RedisProcess server = server();
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        writer.close();
        witness.saw(catchThrowableOfType(DestinationException.class, () -> writer.write(rows(1, "a"))));
    }

    @Test
    @Fault(value = Kind.INTERRUPTED, code = "INTERRUPTED", fate = Fate.RUN_ENDS)
    void anInterruptEndsTheCallAndIsKept() throws Exception {
        RedisProcess server = server();
        DestinationWriter writer = open(config(server.url()).with("command_timeout_ms", 120_000L), SyncMode.UPSERT);
        server.freeze();
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        CompletableFuture<BatchResult> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            result.complete(writer.write(rows(10, "a")));
            kept.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> java.util.Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("read")));
        thread.interrupt();
        BatchResult ended = witness.saw(result.get(30, TimeUnit.SECONDS));
        assertEnds(ended, "INTERRUPTED");
        assertThat(ended.outcome(0)).isInstanceOf(Outcome.Indeterminate.class);
        assertThat(kept.get(30, TimeUnit.SECONDS)).isTrue();
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
            assertThat(refused(impatient(server.url())).code()).isEqualTo("MAX_CLIENTS");
            assertThat(checkFails(config(server.url())).result().code()).isEqualTo("MAX_CLIENTS");
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
        assertThat(refused(config(url)).code()).isEqualTo("PROTECTED_MODE");
        assertThat(checkFails(config(url)).result().code()).isEqualTo("PROTECTED_MODE");
    }

    /** The system's own list says of each connection which timer runs: 2 is that of keep-alive. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Fault(value = Kind.HALF_OPEN, fate = Fate.NO_HARM)
    void anIdleConnectionIsKeptAliveByTheSystem() throws IOException {
        RedisProcess server = server();
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        assertThat(write(writer, rows(1, "a")).isAllWritten()).isTrue();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(timersTo(server.port()))
                        .isNotEmpty()
                        .allSatisfy(timer -> {
                            assertThat(timer).startsWith("02:");
                            assertThat(Integer.parseInt(timer.substring(3), 16))
                                    .as(
                                            "hundredths of a second until the next question; the system's own wait is two hours")
                                    .isLessThanOrEqualTo(30 * 100);
                        }));
    }

    private static List<String> timersTo(int port) throws IOException {
        List<String> timers = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                boolean established = columns[3].equals("01");
                if (established && columns[2].endsWith(String.format(":%04X", port))) {
                    timers.add(columns[5]);
                }
            }
        }
        return timers;
    }
}
