package dev.sluice.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.ScriptedServer;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StandaloneCommandExecutorTest {
    private static final String PASSWORD = "canary-s3cret-wire";
    private static final String GREETING = "*2\r\n$5\r\nproto\r\n:2\r\n";
    private static final String HELLO = "HELLO\r\n$1\r\n2\r\n";

    private static final Reply PONG = new Reply.Value("PONG");

    private final ScriptedServer server;

    StandaloneCommandExecutorTest() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void repliesReadBeforeALossAreKept() {
        server.connection(HELLO, GREETING, "five", "+OK\r\n-WRONGTYPE x\r\n:7\r\n");
        try (StandaloneCommandExecutor executor = executor(settings())) {
            Reply lost = lost(TransportFailure.LOST, true, false);
            assertThat(executor.execute(commands("one", "two", "three", "four", "five")))
                    .containsExactly(
                            new Reply.Value("OK"), new Reply.Refused("WRONGTYPE x"), new Reply.Value(7L), lost, lost);
        }
    }

    @Test
    void aNewConnectionLogsInAndSelectsAgain() {
        String select = "SELECT\r\n$1\r\n3\r\n";
        server.connection("PING", "-NOAUTH x\r\n", PASSWORD, GREETING, select, "+OK\r\n", "PING", "+PONG\r\n");
        server.connection("PING", "-NOAUTH x\r\n", PASSWORD, GREETING, select, "+OK\r\n", "PING", "+PONG\r\n");
        try (StandaloneCommandExecutor executor =
                executor(settings().database(3).logIn("me", PASSWORD))) {
            assertThat(executor.execute(commands("PING"))).containsExactly(PONG);
            assertThat(executor.execute(commands("PING", "PING")))
                    .as("the server has closed the connection")
                    .allSatisfy(reply -> assertThat(reply).isInstanceOf(Reply.Lost.class));
            assertThat(executor.execute(commands("PING"))).containsExactly(PONG);
        }
        assertThat(server.received).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void anOldServerGetsAuthInsteadOfHello() {
        server.connection(
                "PING",
                "+PONG\r\n",
                PASSWORD,
                "-ERR unknown command 'HELLO', with args beginning with: '2' 'AUTH' 'me' '" + PASSWORD + "'\r\n",
                "AUTH\r\n$2\r\nme\r\n$18\r\n" + PASSWORD,
                "+OK\r\n",
                "PING",
                "+PONG\r\n");
        try (StandaloneCommandExecutor executor = executor(settings().logIn("me", PASSWORD))) {
            assertThat(executor.execute(commands("PING"))).containsExactly(PONG);
        }
    }

    @Test
    void resp2SendsNoHello() {
        server.connection("PING", "+PONG\r\n");
        try (StandaloneCommandExecutor executor = executor(settings().protocol(Protocol.RESP2))) {
            assertThat(executor.execute(commands("PING"))).containsExactly(PONG);
        }
        assertThat(server.received.get(0)).doesNotContain("HELLO");
    }

    @Test
    void aRefusedLoginIsTheReplyToEveryCommand() {
        server.connection(HELLO, "-NOAUTH HELLO must be called authenticated\r\n");
        try (StandaloneCommandExecutor executor = executor(settings())) {
            assertThat(executor.execute(commands("PING", "PING")))
                    .hasSize(2)
                    .containsOnly(Reply.Lost.handshake(new Reply.Refused("NOAUTH HELLO must be called authenticated"))
                            .at(endpoint()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "$2147483000\r\n",
                "*2147483000\r\n",
                "$-7\r\n",
                ":x\r\n",
                "$2\r\nabcd"
            })
    void malformedRepliesAreProtocolFailures(String answer) {
        server.connectionThatFallsSilent(HELLO, answer);
        try (StandaloneCommandExecutor executor = executor(settings())) {
            assertThat(executor.execute(commands("PING")))
                    .containsExactly(lost(TransportFailure.PROTOCOL, false, false));
        }
    }

    @Test
    void repliesOfEveryTypeAreRead() {
        server.connection(HELLO, GREETING, "f", "$-1\r\n*-1\r\n$0\r\n\r\n$3\r\na\r\n\r\n*2\r\n:-5\r\n*0\r\n+\r\n");
        try (StandaloneCommandExecutor executor = executor(settings())) {
            List<Reply> replies = executor.execute(commands("a", "b", "c", "d", "e", "f"));

            assertThat(replies.subList(0, 2)).containsExactly(Reply.NIL, Reply.NIL);
            assertThat(((Reply.Value) replies.get(3)).value()).isEqualTo(new byte[] {'a', '\r', '\n'});
            assertThat(replies.get(4)).isEqualTo(new Reply.Value(List.of(-5L, List.of())));
            assertThat(replies.get(5)).isEqualTo(new Reply.Value(""));
        }
    }

    @Test
    void aServerThatStopsReadingDoesNotBlockTheWriter() {
        server.connectionThatFallsSilent(HELLO, GREETING);
        try (StandaloneCommandExecutor executor = executor(settings().commandTimeout(Duration.ofMillis(300)))) {
            Command large = Command.withoutKey(List.of(new byte[64 << 20]));
            assertThat(executor.execute(List.of(large)))
                    .containsExactly(lost(TransportFailure.COMMAND_TIMEOUT, true, false));
        }
    }

    @Test
    void aServerThatNeverRepliesToTheGreetingIsACommandTimeout() {
        server.connectionThatFallsSilent();
        try (StandaloneCommandExecutor executor = executor(settings().connectTimeout(Duration.ofMillis(200)))) {
            assertThat(executor.execute(commands("PING")))
                    .containsExactly(lost(TransportFailure.COMMAND_TIMEOUT, false, false));
        }
    }

    @Test
    void aServerThatIgnoresTheTlsHandshakeIsATlsFailure() {
        server.connectionThatFallsSilent();
        server.connectionThatFallsSilent();
        TestSettings settings = settings().tls().connectTimeout(Duration.ofMillis(200));
        try (StandaloneCommandExecutor executor = executor(settings);
                RoutedProbeConnection probe = new RoutedProbeConnection(settings.build(), Duration.ofMillis(200))) {
            assertThat(executor.execute(commands("PING")))
                    .containsExactly(lost(TransportFailure.TLS_HANDSHAKE, false, false));
            assertThatExceptionOfType(ProbeFailure.class)
                    .isThrownBy(() -> {
                        probe.resolve();
                        probe.connect();
                        probe.startTls();
                    })
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(TransportFailure.TLS_HANDSHAKE));
        }
    }

    @Test
    void afterAnExceptionUnreadRepliesAreNotReturnedByTheNextCall() {
        server.connection("FIRST", "+LATE\r\n", "never", "");
        server.connection("SECOND", "+SECOND\r\n");
        try (StandaloneCommandExecutor executor = executor(settings().protocol(Protocol.RESP2))) {
            List<Command> broken = new ArrayList<>(commands("FIRST"));
            broken.add(Command.withoutKey(Arrays.asList("x".repeat(20_000).getBytes(StandardCharsets.US_ASCII), null)));

            assertThatNullPointerException().isThrownBy(() -> executor.execute(broken));
            assertThat(executor.execute(commands("SECOND"))).containsExactly(new Reply.Value("SECOND"));
        }
    }

    @Test
    void aServerWithoutTlsIsRecognized() {
        server.connection("", "-ERR what is this\r\n");
        server.connection("PING", "-NOAUTH Authentication required.\r\n");
        try (StandaloneCommandExecutor executor = executor(settings().tls())) {
            assertThat(executor.execute(commands("PING")))
                    .containsExactly(lost(TransportFailure.TLS_NOT_SPOKEN, false, false));
        }
    }

    @Test
    void anUnreachableHostIsRecognized() {
        // The operating system refuses to connect to this address, without sending anything.
        try (StandaloneCommandExecutor executor = executor(settings().host("255.255.255.255"))) {
            assertThat(executor.execute(commands("PING")))
                    .containsExactly(new Reply.Lost(TransportFailure.UNREACHABLE, false, false)
                            .at(new Endpoint("255.255.255.255", server.port())));
        }
    }

    @Test
    void toStringOfARefusalShowsOnlyItsFirstWord() {
        assertThat(new Reply.Refused("ERR unknown command 'X' with args '" + PASSWORD + "'"))
                .hasToString("Refused[ERR]");
    }

    @Test
    void aSmallValueLimitDoesNotLimitOtherReplies() throws ProbeFailure {
        server.connection(HELLO, GREETING, "INFO", "$26\r\nused_memory:1\r\nmaxmemory:0\r\n");
        try (RoutedProbeConnection probe =
                new RoutedProbeConnection(settings().maxValueBytes(1).build(), Duration.ofSeconds(5))) {
            probe.resolve();
            probe.connect();
            probe.startTls();
            assertThat(probe.authenticate()).isInstanceOf(Reply.Value.class);
            assertThat(probe.commands(commands("INFO")).get(0)).isInstanceOf(Reply.Value.class);
        }
    }

    @Test
    void anInterruptedThreadSendsNothing() {
        try (StandaloneCommandExecutor executor = executor(settings())) {
            Thread.currentThread().interrupt();
            List<Reply> replies = executor.execute(commands("PING"));

            assertThat(Thread.interrupted()).as("the interrupt flag is kept").isTrue();
            assertThat(replies).containsExactly(lost(TransportFailure.LOST, false, true));
        }
        assertThat(server.received).isEmpty();
    }

    @Test
    void aClosedExecutorThrows() {
        StandaloneCommandExecutor executor = executor(settings());
        executor.close();
        executor.close();
        assertThatIllegalStateException().isThrownBy(() -> executor.execute(commands("PING")));
    }

    @Test
    void waitIsSentOnTheConnectionThatWrote() {
        server.connection(HELLO, GREETING, "SET", "+OK\r\n", "WAIT\r\n$1\r\n2\r\n$3\r\n250", ":1\r\n");
        try (StandaloneCommandExecutor executor = executor(settings())) {
            executor.execute(commands("SET"));
            assertThat(executor.awaitReplicas(2, Duration.ofMillis(250))).isEqualTo(new Reply.Value(1L));
        }
    }

    @Test
    void withoutTheConnectionThatWroteTheReplicasAreUnknown() {
        try (StandaloneCommandExecutor executor = executor(settings())) {
            assertThat(executor.awaitReplicas(1, Duration.ofMillis(250)))
                    .isEqualTo(lost(TransportFailure.LOST, false, false));
        }
        assertThat(server.received).isEmpty();
    }

    @Test
    void pingUsesASeparateConnection() {
        server.connectionThatFallsSilent(HELLO, GREETING, "ONE", "+OK\r\n");
        server.connection(HELLO, GREETING, "PING", "+PONG\r\n");
        try (StandaloneCommandExecutor executor = executor(settings())) {
            executor.execute(commands("ONE"));
            assertThat(executor.ping(new byte[] {'k'})).isEqualTo(PONG);
            assertThat(server.received.get(3)).isEqualTo("*1\r\n$4\r\nPING");
        }
    }

    @Test
    void afterAResetTheNextCallReconnects() {
        server.connection(HELLO, GREETING, "PING", "+PONG\r\n", "never", "");
        server.connection(HELLO, GREETING, "PING", "+PONG\r\n");
        try (StandaloneCommandExecutor executor = executor(settings())) {
            assertThat(executor.execute(commands("PING"))).containsExactly(PONG);
            executor.reset();
            assertThat(executor.execute(commands("PING"))).containsExactly(PONG);
        }
    }

    private Reply.Lost lost(TransportFailure kind, boolean sent, boolean interrupted) {
        return new Reply.Lost(kind, sent, interrupted).at(endpoint());
    }

    private Endpoint endpoint() {
        return settings().build().url().endpoint();
    }

    private TestSettings settings() {
        return new TestSettings().port(server.port());
    }

    private static StandaloneCommandExecutor executor(TestSettings settings) {
        RedisSettings built = settings.build();
        return new StandaloneCommandExecutor(
                built, new ConnectionFactory(built, TlsLayer.of(built, System.getLogger("test"))));
    }

    private static List<Command> commands(String... names) {
        List<Command> commands = new ArrayList<>();
        for (String name : names) {
            commands.add(Command.withoutKey(List.of(name.getBytes(StandardCharsets.US_ASCII))));
        }
        return commands;
    }
}
