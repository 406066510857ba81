package dev.sluice.redis.connection.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ConnectionWatch;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeConnectionTest {
    private static final String HELLO = "HELLO\r\n$1\r\n2\r\n";
    private static final String GREETING = "*2\r\n$5\r\nproto\r\n:2\r\n";
    private static final String INFO = "INFO\r\n$6\r\nserver\r\n";
    private static final String OK = "+OK\r\n";
    private static final Reply.Value DONE = new Reply.Value("OK");

    private final ScriptedServer server;
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);

    NodeConnectionTest() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void anActiveConnectionIsNotPinged() {
        server.connection(HELLO, GREETING, "first", OK, "second", OK);
        try (NodeConnection connection = connection(0)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            pass(NodeConnection.MAX_IDLE.minusSeconds(1));
            assertThat(send(connection, "second")).isEqualTo(DONE);
        }
        assertThat(String.join("", server.received)).doesNotContain("PING");
    }

    @Test
    void anIdleConnectionIsPingedFirst() {
        server.connection(HELLO, GREETING, "first", OK, "PING", "-NOPERM x\r\n", "second", OK);
        try (NodeConnection connection = connection(0)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            pass(NodeConnection.MAX_IDLE);
            assertThat(send(connection, "second")).isEqualTo(DONE);
        }
    }

    @Test
    void aConnectionThatWasDroppedWhileIdleIsReplacedWithoutALoss() {
        server.connection(HELLO, GREETING, "first", OK);
        server.connection(HELLO, GREETING, "second", OK);
        try (NodeConnection connection = connection(0)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            pass(NodeConnection.MAX_IDLE);
            assertThat(send(connection, "second")).isEqualTo(DONE);
        }
    }

    @Test
    void anOldConnectionIsReplacedBetweenBatches() {
        server.connection(HELLO, GREETING, "first", OK, "never", "");
        server.connection(HELLO, GREETING, "second", OK);
        try (NodeConnection connection = connection(0)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            pass(NodeConnection.MAX_AGE);
            assertThat(send(connection, "second")).isEqualTo(DONE);
        }
    }

    @Test
    void anOldConnectionStaysUntilItsWritesWereAwaited() {
        server.connection(HELLO, GREETING, "first", OK, "PING", "+PONG\r\n", "second", OK, "WAIT", ":1\r\n");
        server.connection(HELLO, GREETING, "third", OK);
        try (NodeConnection connection = connection(1)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            pass(NodeConnection.MAX_AGE);
            assertThat(send(connection, "second")).isEqualTo(DONE);
            assertThat(connection.followUp(command("WAIT"), Duration.ofSeconds(30)))
                    .isEqualTo(new Reply.Value(1L));
            assertThat(send(connection, "third")).isEqualTo(DONE);
        }
    }

    @Test
    void aNewConnectionIsNotAskedForTheReplicasOfAnother() {
        server.connection(HELLO, GREETING, "first", OK);
        server.connection(HELLO, GREETING, "second", OK, "WAIT", ":1\r\n");
        try (NodeConnection connection = connection(1)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            pass(NodeConnection.MAX_IDLE);
            assertThat(send(connection, "second")).isEqualTo(DONE);
            assertThat(wait(connection)).isInstanceOf(Reply.Lost.class);
        }
    }

    @Test
    void aConnectionThatIsLostInAQueryIsReportedByTheNextWait() {
        server.connection(HELLO, GREETING, "first", OK);
        server.connection(HELLO, GREETING, "second", OK, "WAIT", ":1\r\n");
        try (NodeConnection connection = connection(1)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            assertThat(connection.query(Duration.ofSeconds(30), "CLUSTER", "SLOTS"))
                    .isInstanceOf(Reply.Lost.class);
            assertThat(send(connection, "second")).isEqualTo(DONE);
            assertThat(wait(connection)).isInstanceOf(Reply.Lost.class);
        }
    }

    @Test
    void aReportedLossIsNotReportedAgain() {
        server.connection(HELLO, GREETING, "first", OK);
        server.connection(HELLO, GREETING, "second", OK, "WAIT", ":1\r\n");
        try (NodeConnection connection = connection(1)) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            assertThat(send(connection, "lost")).isInstanceOf(Reply.Lost.class);
            assertThat(send(connection, "second")).isEqualTo(DONE);
            assertThat(wait(connection)).isEqualTo(new Reply.Value(1L));
        }
    }

    @Test
    void aQuestionIsNothingForTheWatch() {
        server.connection(HELLO, GREETING, "first", OK);
        try (NodeConnection connection = connection(new Watch(true, true))) {
            assertThat(connection.query(Duration.ofSeconds(30), "first")).isEqualTo(DONE);
        }
        assertThat(opened).isEmpty();
    }

    @Test
    void theServerOfANewWireIsAskedForItsProcessOnce() {
        server.connection(HELLO, GREETING, INFO, info("a"), "first", OK, "second", OK);
        server.connection(HELLO, GREETING, INFO, "-NOPERM x\r\n", "third", OK);
        try (NodeConnection connection = connection(new Watch(true, true))) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            assertThat(send(connection, "second")).isEqualTo(DONE);
            assertThat(opened).containsExactly("a");
            pass(NodeConnection.MAX_AGE);
            assertThat(send(connection, "third")).isEqualTo(DONE);
            assertThat(opened).containsExactly("a", "-");
        }
    }

    @Test
    void aServerThatIsNotReadyToTellGetsNoCommand() {
        server.connection(HELLO, GREETING, INFO, "-BUSY x\r\n", INFO, info("a"), "first", OK);
        try (NodeConnection connection = connection(new Watch(true, true))) {
            assertThat(send(connection, "first")).isEqualTo(new Reply.Refused("BUSY x"));
            assertThat(opened).isEmpty();
            assertThat(send(connection, "first")).isEqualTo(DONE);
            assertThat(opened).containsExactly("a");
        }
    }

    /** A proxy that does not know INFO refuses it in words of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"-invalid request\r\n", "-UNSUPPORTED INFO\r\n", "-ERR unknown command\r\n"})
    void aServerThatDoesNotAnswerTheQuestionGetsTheCommands(String refusal) {
        server.connection(HELLO, GREETING, INFO, refusal, "first", OK);
        try (NodeConnection connection = connection(new Watch(true, true))) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            assertThat(opened).containsExactly("-");
        }
    }

    @Test
    void aWireThatIsLostWhileItsServerIsAskedHasSentNothing() {
        server.connection(HELLO, GREETING, INFO, "$9\r\nrun");
        try (NodeConnection connection = connection(new Watch(true, true))) {
            assertThat(send(connection, "first"))
                    .isEqualTo(new Reply.Lost(TransportFailure.LOST, false, false)
                            .at(new Endpoint("127.0.0.1", server.port())));
            assertThat(opened).isEmpty();
        }
    }

    @Test
    void anOldWireStaysIfNobodyCouldTellWhereANewOneLeads() {
        server.connection(HELLO, GREETING, "first", OK, "PING", "+PONG\r\n", "second", OK);
        try (NodeConnection connection = connection(new Watch(false, false))) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            pass(NodeConnection.MAX_AGE);
            assertThat(send(connection, "second")).isEqualTo(DONE);
            assertThat(opened).containsExactly("-");
        }
    }

    @Test
    void eachWireLogsInWithTheNewestCredentials() {
        server.connection(HELLO, GREETING, "first", OK);
        server.connection("PING", "-NOAUTH x\r\n", "later", GREETING, "second", OK);
        RedisSettings before = new TestSettings().port(server.port()).build();
        RedisSettings after =
                new TestSettings().port(server.port()).logIn("me", "later").build();
        List<RedisSettings> newest = new ArrayList<>(List.of(before));
        ConnectionFactory connections =
                new ConnectionFactory(before, Optional.empty(), now::get, () -> newest.get(0), ConnectionWatch.NONE);
        try (NodeConnection connection = connections.toServer(before.url().endpoint())) {
            assertThat(send(connection, "first")).isEqualTo(DONE);
            newest.set(0, after);
            connection.close();
            assertThat(send(connection, "second")).isEqualTo(DONE);
        }
    }

    /** What the watch was told, as run ids. */
    private final List<String> opened = new ArrayList<>();

    private final class Watch implements ConnectionWatch {
        private final boolean asks;
        private final boolean replaces;

        Watch(boolean asks, boolean replaces) {
            this.asks = asks;
            this.replaces = replaces;
        }

        @Override
        public boolean asksRunId() {
            return asks;
        }

        @Override
        public boolean mayReplace() {
            return replaces;
        }

        @Override
        public void opened(Endpoint endpoint, Optional<String> runId) {
            opened.add(runId.orElse("-"));
        }
    }

    private static String info(String runId) {
        String text = "# Server\r\nrun_id:" + runId + "\r\n";
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private NodeConnection connection(Watch watch) {
        RedisSettings settings = new TestSettings().port(server.port()).build();
        return new ConnectionFactory(settings, Optional.empty(), now::get, () -> settings, watch)
                .toServer(settings.url().endpoint());
    }

    private static Reply wait(NodeConnection connection) {
        return connection.awaitReplicas(1, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    private NodeConnection connection(int replicas) {
        RedisSettings settings =
                new TestSettings().port(server.port()).waitReplicas(replicas).build();
        ConnectionFactory connections = new ConnectionFactory(settings, Optional.empty(), now::get);
        return connections.toServer(settings.url().endpoint());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static Reply send(NodeConnection connection, String word) {
        List<Reply> replies = new ArrayList<>();
        Reply lost = connection.exchange(List.of(command(word)), replies, Duration.ofSeconds(30));
        return lost == null ? replies.get(0) : lost;
    }

    private static Command command(String word) {
        return Command.withoutKey(List.of(word.getBytes(StandardCharsets.US_ASCII)));
    }
}
