package dev.sluice.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.node.ScriptedServer;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redirections in a check, from two scripted nodes. */
final class RoutedProbeConnectionTest {
    private static final String PASSWORD = "canary-s3cret";
    private static final String HELLO = PASSWORD + "\r\n";
    private static final String GREETING = "*2\r\n$5\r\nproto\r\n:2\r\n";
    private static final String PING = "PING\r\n";
    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";
    private static final Reply OK = new Reply.Value("OK");

    private final ScriptedServer first = new ScriptedServer();
    private final ScriptedServer second = new ScriptedServer();

    RoutedProbeConnectionTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    private List<Reply> probe(Command... commands) throws ProbeFailure {
        RedisSettings settings = new TestSettings()
                .port(first.port())
                .logIn("app", PASSWORD)
                .topology(new Topology.Cluster(List.of(new Endpoint("127.0.0.1", first.port()))))
                .build();
        try (RoutedProbeConnection connection = new RoutedProbeConnection(settings, Duration.ofSeconds(20))) {
            connection.resolve();
            connection.connect();
            connection.startTls();
            connection.pingBeforeLogin();
            connection.authenticate();
            return connection.commands(List.of(commands));
        }
    }

    private static Command command(String... words) {
        return new Command(
                "k".getBytes(UTF_8),
                Stream.of(words).map(word -> word.getBytes(UTF_8)).toList());
    }

    private String to(String kind) {
        return "-" + kind + " 7629 127.0.0.1:" + second.port() + "\r\n";
    }

    @Test
    void anAskRedirectionIsFollowedWithAskingBeforeEachCommand() throws Exception {
        first.connection(PING, NOAUTH, HELLO, GREETING, "DEL", to("ASK") + to("ASK"));
        second.connection(PING, NOAUTH, HELLO, GREETING, "DEL", "+OK\r\n+OK\r\n+OK\r\n:0\r\n");

        assertThat(probe(command("SET", "k", ""), command("DEL", "k"))).containsExactly(OK, new Reply.Value(0L));
        assertThat(second.received.get(2).split("ASKING", -1)).hasSize(3);
    }

    @Test
    void aRedirectionTargetIsPingedBeforeItGetsThePassword() throws Exception {
        first.connection(PING, NOAUTH, HELLO, GREETING, "SET", to("MOVED"));
        second.connection(PING, NOAUTH, HELLO, GREETING, "SET", "+OK\r\n");

        assertThat(probe(command("SET", "k"))).containsExactly(OK);
        assertThat(second.received.get(0).contains(PASSWORD)).isFalse();
    }
}
