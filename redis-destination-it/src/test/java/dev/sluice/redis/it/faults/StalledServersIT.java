package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.proxy.Harm.Direction;
import dev.sluice.redis.it.proxy.Harm.Drip;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientPauseMode;

/** Nothing breaks, and nothing goes on: a deadline, an interrupt or the system ends it. */
class StalledServersIT extends FaultCase {
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
}
