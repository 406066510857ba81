package dev.sluice.redis.connection.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that Redis would not give. */
class ExchangeTest {
    private static final String PASSWORD = "geheim";
    private static final String HELLO = "HELLO\r\n$1\r\n2\r\n";
    private static final String GREETING = "*2\r\n$5\r\nproto\r\n:2\r\n";

    private final ScriptedServer server;

    ExchangeTest() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+QUEUED\r\n", ":0\r\n", "$-1\r\n", "+\r\n", "*1\r\n+OK\r\n", "$2\r\nOK\r\n"})
    void aReplyThatIsNotThatOfItsCommandLeavesTheFateOfTheBatchOpen(String answer) {
        server.connectionThatFallsSilent(HELLO, GREETING, "second", "+OK\r\n" + answer + "+OK\r\n");
        assertThat(send("first", "second")).allSatisfy(ExchangeTest::isProtocolFailure);
    }

    @Test
    void aReplyTooManyLeavesTheFateOfTheBatchOpen() {
        server.connectionThatFallsSilent(HELLO, GREETING, "second", "+OK\r\n+OK\r\n+OK\r\n");
        assertThat(send("first", "second")).allSatisfy(ExchangeTest::isProtocolFailure);
    }

    @Test
    void afterSuchAReplyTheConnectionIsNotUsedAgain() {
        server.connectionThatFallsSilent(HELLO, GREETING, "first", ":1\r\n");
        server.connectionThatFallsSilent(HELLO, GREETING, "second", "+OK\r\n");
        try (ConnectionFactory connections = connections(new TestSettings());
                NodeConnection connection = connection(connections)) {
            assertThat(send(connection, "first")).allSatisfy(ExchangeTest::isProtocolFailure);
            assertThat(connection.isOpen()).isFalse();
            assertThat(send(connection, "second")).containsExactly(Reply.OK);
        }
    }

    @Test
    void aReplyTooManyLeavesAQueryWithoutAReply() {
        server.connectionThatFallsSilent(HELLO, GREETING, "PING", "+PONG\r\n+OK\r\n");
        try (ConnectionFactory connections = connections(new TestSettings());
                NodeConnection connection = connection(connections)) {
            isProtocolFailure(connection.query(Duration.ofSeconds(30), "PING"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*1\r\n$4\r\nPING\r\n",
                "+OK POP3 ready\r\n",
                "-ERR unknown\r\n",
                "* OK IMAP4rev1 ready\r\n",
                "220 mail ESMTP\r\n",
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "ERROR\r\n"
            })
    void noPasswordGoesToWhatDoesNotAnswerAPingAsRedisDoes(String answer) {
        for (RedisSettings.Protocol protocol : RedisSettings.Protocol.values()) {
            server.connectionThatFallsSilent("PING", answer, PASSWORD, "+OK\r\n");
            server.connection();
            try (ConnectionFactory connections =
                            connections(new TestSettings().logIn("me", PASSWORD).protocol(protocol));
                    NodeConnection connection = connection(connections)) {
                assertThat(send(connection, "first")).allSatisfy(ExchangeTest::isProtocolFailure);
            }
        }
        assertThat(String.join("", server.received)).contains("PING").doesNotContain(PASSWORD);
    }

    private static void isProtocolFailure(Reply reply) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Lost.class, lost -> assertThat(lost.kind()).isEqualTo(TransportFailure.PROTOCOL));
    }

    private List<Reply> send(String... values) {
        try (ConnectionFactory connections = connections(new TestSettings());
                NodeConnection connection = connection(connections)) {
            return send(connection, values);
        }
    }

    private static List<Reply> send(NodeConnection connection, String... values) {
        return connection.execute(Stream.of(values).map(ExchangeTest::set).toList(), Duration.ofSeconds(30));
    }

    private ConnectionFactory connections(TestSettings settings) {
        return new ConnectionFactory(settings.port(server.port()).build(), Optional.empty());
    }

    private NodeConnection connection(ConnectionFactory connections) {
        return connections.toServer(new Endpoint("127.0.0.1", server.port()));
    }

    private static Command set(String value) {
        return new Command(
                "k".getBytes(UTF_8), List.of("SET".getBytes(UTF_8), "k".getBytes(UTF_8), value.getBytes(UTF_8)));
    }
}
