package dev.sluice.redis.connection.sentinel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.ScriptedServer;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the sentinels are asked again, and what is remembered of the previous primary. */
final class SentinelCommandExecutorTest {
    private static final String HELLO = "HELLO\r\n$1\r\n2\r\n";
    private static final String GREETING = "*2\r\n$5\r\nproto\r\n:2\r\n";
    private static final String OK = "+OK\r\n";
    private static final String MASTER = "*1\r\n$6\r\nmaster\r\n";
    private static final Reply.Value DONE = new Reply.Value("OK");

    private final ScriptedServer sentinel;
    private final ScriptedServer primary;
    private final AtomicLong now = new AtomicLong();
    private LongSupplier clock = now::get;

    SentinelCommandExecutorTest() throws IOException {
        sentinel = new ScriptedServer();
        primary = new ScriptedServer();
    }

    @AfterEach
    void stop() throws IOException {
        sentinel.close();
        primary.close();
    }

    private SentinelCommandExecutor executor() {
        Topology.Sentinel topology = new Topology.Sentinel(
                "mine", List.of(new Endpoint("127.0.0.1", sentinel.port())), Optional.empty(), Optional.empty());
        RedisSettings settings = new TestSettings()
                .port(sentinel.port())
                .topology(topology)
                .waitReplicas(1)
                .build();
        return new SentinelCommandExecutor(
                settings, topology, new ConnectionFactory(settings, Optional.empty(), () -> clock.getAsLong()));
    }

    private void sentinelNamesThePrimary() {
        String port = Integer.toString(primary.port());
        sentinel.connection(
                HELLO, GREETING, "mine\r\n", "*2\r\n$9\r\n127.0.0.1\r\n$" + port.length() + "\r\n" + port + "\r\n");
    }

    private static List<Reply> send(SentinelCommandExecutor executor, String word) {
        return executor.execute(List.of(Command.withoutKey(List.of(word.getBytes(UTF_8)))));
    }

    @Test
    void aConnectionThatExpiresDuringTheCallIsNotReplacedWithoutTheSentinels() {
        sentinelNamesThePrimary();
        primary.connection(HELLO, GREETING, "ROLE", MASTER, "first", OK, "WAIT", ":1\r\n", "second", OK);
        try (SentinelCommandExecutor executor = executor()) {
            assertThat(send(executor, "first")).containsExactly(DONE);
            assertThat(executor.awaitReplicas(1, Duration.ofSeconds(30))).isEqualTo(new Reply.Value(1L));
            // Young at the first look at the clock, old at the next.
            long young = now.get();
            clock = () -> young
                    + (now.getAndIncrement() == young ? 0 : Duration.ofHours(1).toNanos());
            assertThat(send(executor, "second")).containsExactly(DONE);
        }
    }

    @Test
    void aNewPrimaryIsNotAskedForTheReplicasOfTheOneBefore() {
        sentinelNamesThePrimary();
        sentinelNamesThePrimary();
        primary.connection(HELLO, GREETING, "ROLE", MASTER, "first", OK);
        primary.connection(HELLO, GREETING, "ROLE", MASTER, "second", OK, "WAIT", ":1\r\n");
        try (SentinelCommandExecutor executor = executor()) {
            assertThat(send(executor, "first")).containsExactly(DONE);
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(send(executor, "second")).containsExactly(DONE);
            assertThat(executor.awaitReplicas(1, Duration.ofSeconds(30))).isInstanceOf(Reply.Lost.class);
        }
    }
}
