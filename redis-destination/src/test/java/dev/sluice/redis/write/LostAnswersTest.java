package dev.sluice.redis.write;

import static dev.sluice.redis.write.Lane.outcomes;
import static dev.sluice.redis.write.Lane.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.connection.ConnectionModule;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.Change;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** What a real server of version 6.2 answers when a conditional write is repeated whose first answer was lost. */
final class LostAnswersTest {
    private final int port;
    private final RedisServer server;
    private final CommandExecutor redis;

    LostAnswersTest() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        RedisSettings settings = new TestSettings().port(port).build();
        redis = Guice.createInjector(
                        new ConnectionModule(settings, () -> settings, System.getLogger("test")),
                        binder -> binder.bind(RedisSettings.class).toInstance(settings))
                .getInstance(CommandExecutor.class);
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        redis.close();
        server.stop();
    }

    @Test
    void theScriptTellsAnEarlierAttemptFromAnotherWriter() {
        send("HSET", "other", "k", "other", "v", "2");
        send("SET", "text", "x");

        assertThat(insert(new TestSettings().hash().skipExisting().expires(60), "own", "other", "text"))
                .containsExactly("WRITTEN", "SKIPPED KEY_EXISTS", "SKIPPED KEY_EXISTS");
        assertThat(number(send("TTL", "own"))).isPositive();
        assertThat(number(send("TTL", "other"))).isNegative();
    }

    @Test
    void aServerThatCannotBeAskedLeavesItUntold() {
        send("SET", "other", "2");

        assertThat(insert(new TestSettings().skipExisting(), "own", "other"))
                .containsExactly("SKIPPED KEY_EXISTS_AFTER_RETRY", "SKIPPED KEY_EXISTS_AFTER_RETRY");
    }

    private List<String> insert(TestSettings settings, String... keys) {
        Lane lane = new Lane(new FirstAnswersLost(redis), new FakeTimer());
        return outcomes(lane.write(
                settings,
                SyncMode.INSERT,
                List.of(keys).stream().map(key -> put(key, "1")).toArray(Change[]::new)));
    }

    private Reply send(String... words) {
        return redis.execute(List.of(Command.withoutKey(List.of(words).stream()
                        .map(word -> word.getBytes(StandardCharsets.UTF_8))
                        .toList())))
                .get(0);
    }

    private static long number(Reply reply) {
        return (Long) ((Reply.Value) reply).value();
    }

    /** Carries everything out, and loses what was answered the first time that anything but a missing script was. */
    private static final class FirstAnswersLost implements CommandExecutor {
        private final CommandExecutor redis;
        private boolean lost;

        private FirstAnswersLost(CommandExecutor redis) {
            this.redis = redis;
        }

        @Override
        public List<Reply> execute(List<Command> commands) {
            List<Reply> replies = redis.execute(commands);
            boolean missing = replies.get(0) instanceof Reply.Refused refused
                    && refused.text().startsWith("NOSCRIPT");
            if (lost || missing) {
                return replies;
            }
            lost = true;
            return replies.stream()
                    .map(reply -> (Reply) new Reply.Lost(TransportFailure.LOST, true, false))
                    .toList();
        }

        @Override
        public Reply awaitReplicas(int replicas, Duration timeout) {
            return redis.awaitReplicas(replicas, timeout);
        }

        @Override
        public Reply ping(byte[] key) {
            return redis.ping(key);
        }

        @Override
        public KeySpread spread(byte[] key) {
            return KeySpread.Suffixes.ONE_KEY;
        }

        @Override
        public void reset() {
            redis.reset();
        }

        @Override
        public void close() {
            redis.close();
        }
    }
}
