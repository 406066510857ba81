package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.proxy.Harm.Direction;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** The connection is lost while a batch is written, or between two. */
class TransportFaultsIT extends FaultCase {
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
}
