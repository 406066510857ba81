package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A row may be in Redis, and nobody has said so: it is never guessed what became of it. */
class LostAnswersIT extends FaultCase {
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
    @Fault(value = Kind.ANSWER_LOST, code = "KEY_EXISTS_AFTER_RETRY", fate = Fate.SKIPPED)
    void aConditionalWriteWithoutAnAnswerIsNotGuessed() throws IOException {
        assertThat(insertWithoutAnAnswer(own(RedisProcess.startEmbedded())))
                .isEqualTo(Outcome.skipped("KEY_EXISTS_AFTER_RETRY"));
    }

    @Test
    @Fault(value = Kind.ANSWER_LOST, fate = Fate.RETRIED)
    void aServerThatCanTellIsAskedForTheTruth() throws IOException {
        Optional<RedisProcess> installed = RedisProcess.startInstalled();
        org.junit.jupiter.api.Assumptions.assumeTrue(installed.isPresent(), "no redis-server on the PATH");
        assertThat(insertWithoutAnAnswer(own(installed.get()))).isEqualTo(Outcome.WRITTEN);
    }

    private Outcome insertWithoutAnAnswer(RedisProcess server) throws IOException {
        FaultProxy proxy = proxy(server);
        DestinationWriter writer =
                open(config(server.url(proxy.port())).with("insert_existing", "skip"), SyncMode.INSERT);
        proxy.now(Harm.cutDown(1, Ending.RST));
        BatchResult result = write(writer, List.of(row(0, "a0")));
        try (Jedis jedis = server.client()) {
            assertAllStored(jedis, 1, "a");
        }
        return result.outcome(0);
    }

    @Test
    @Fault(value = Kind.ANSWER_LOST, code = "KEY_EXISTS", fate = Fate.SKIPPED)
    void aValueOfAnotherLongerThanAnyOfOursIsNotItsOwn() throws IOException {
        Optional<RedisProcess> installed = RedisProcess.startInstalled();
        org.junit.jupiter.api.Assumptions.assumeTrue(installed.isPresent(), "no redis-server on the PATH");
        RedisProcess server = own(installed.get());
        FaultProxy proxy = proxy(server);
        String another = "x".repeat(3 << 20);
        try (Jedis jedis = server.client()) {
            jedis.set(PREFIX + 0, another);
            DestinationConfig config = config(server.url(proxy.port()))
                    .with("insert_existing", "skip")
                    .with("max_value_bytes", 1_000L);
            DestinationWriter writer = open(config, SyncMode.INSERT);
            proxy.now(Harm.cutDown(1, Ending.RST));
            BatchResult result = write(writer, List.of(row(0, "a0"), row(1, "a1")));
            assertThat(result.outcome(0)).isEqualTo(Outcome.skipped("KEY_EXISTS"));
            assertThat(result.outcome(1)).isEqualTo(Outcome.WRITTEN);
            assertThat(jedis.get(PREFIX + 0)).isEqualTo(another);
            assertStored(jedis, 1, "a1");
        }
    }

    @Test
    @Fault(value = Kind.PROXY_WITHOUT_SERVER, code = "KEY_EXISTS_AFTER_RETRY", fate = Fate.SKIPPED)
    void aConditionalWriteThatAProxyHasNoAnswerToIsNotGuessed() throws IOException {
        ScriptedRedis proxy = own(new ScriptedRedis());
        DestinationWriter writer = open(config(proxy.url()).with("insert_existing", "skip"), SyncMode.INSERT);
        proxy.on(
                "SET",
                command -> proxy.received().stream().filter("SET"::equals).count() == 2
                        ? "-upstream failure\r\n"
                        : command.contains("GET") ? "-ERR syntax error\r\n" : "$-1\r\n");
        assertThat(write(writer, List.of(row(0, "a"))).outcome(0)).isEqualTo(Outcome.skipped("KEY_EXISTS_AFTER_RETRY"));
    }
}
