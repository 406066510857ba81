package dev.sluice.redis.connection.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.config.Secret;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.ScriptedServer;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sentinels that disagree. */
final class PrimaryFinderTest {
    private static final String HELLO = "HELLO\r\n$1\r\n2\r\n";
    private static final String GREETING = "*2\r\n$5\r\nproto\r\n:2\r\n";
    private static final String QUESTION = "SENTINEL\r\n";
    private static final String UNKNOWN = "*-1\r\n";
    private static final String NAMES_ONE = "*2\r\n$7\r\nprimary\r\n$4\r\n6379\r\n";

    private final ScriptedServer first = new ScriptedServer();
    private final ScriptedServer second = new ScriptedServer();

    PrimaryFinderTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    /** The reported failure when the named primary is down. */
    private TransportFailure failure() {
        return failure(Optional.empty(), Protocol.AUTO);
    }

    private TransportFailure failure(Optional<Secret> password, Protocol protocol) {
        Topology.Sentinel sentinel = new Topology.Sentinel(
                "m",
                List.of(new Endpoint("127.0.0.1", first.port()), new Endpoint("127.0.0.1", second.port())),
                Optional.empty(),
                password);
        RedisSettings settings =
                new TestSettings().topology(sentinel).protocol(protocol).build();
        try (ConnectionFactory connections = new ConnectionFactory(settings, Optional.empty())) {
            Reply.Lost failure = new PrimaryFinder(settings, sentinel, connections)
                    .find(server -> new Reply.Lost(TransportFailure.REFUSED, false, false));
            return Objects.requireNonNull(failure).kind();
        }
    }

    @Test
    void aPrimaryThatIsDownIsReportedRatherThanASentinelThatDoesNotKnowIt() {
        first.connection(HELLO, GREETING, QUESTION, UNKNOWN);
        second.connection(HELLO, GREETING, QUESTION, NAMES_ONE);
        assertThat(failure()).isEqualTo(TransportFailure.REFUSED);

        first.connection(HELLO, GREETING, QUESTION, NAMES_ONE);
        second.connection(HELLO, GREETING, QUESTION, UNKNOWN);
        assertThat(failure()).isEqualTo(TransportFailure.REFUSED);
    }

    /** With RESP2 only: without a password, Redis accepts any password in HELLO. */
    @Test
    void aPasswordThatNoSentinelExpectsIsReported() {
        for (ScriptedServer server : List.of(first, second)) {
            server.connection(
                    "PING\r\n",
                    "+PONG\r\n",
                    "AUTH\r\n",
                    "-ERR AUTH <password> called without any password configured for the default user.\r\n");
        }
        assertThat(failure(Optional.of(Secret.of("canary-s3cret")), Protocol.RESP2))
                .isEqualTo(TransportFailure.SENTINEL_LOGIN);
    }

    @Test
    void aReplyOfASentinelIsReportedRatherThanASilentOne() {
        first.connection(HELLO, "-ERR no\r\n");
        second.connection(HELLO, GREETING, QUESTION, UNKNOWN);
        assertThat(failure()).isEqualTo(TransportFailure.MASTER_UNKNOWN);
    }
}
