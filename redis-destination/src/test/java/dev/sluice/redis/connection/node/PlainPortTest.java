package dev.sluice.redis.connection.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlainPortTest {
    /** It would otherwise wait in silence as long as the connect timeout lasts. */
    @Test
    void aPortWithoutTlsIsToldLongBeforeTheConnectTimeout() throws IOException {
        try (ScriptedServer server = new ScriptedServer()) {
            server.connectionThatFallsSilent();
            server.connection("PING", "+PONG\r\n");
            RedisSettings settings = settings(server);
            try (ConnectionFactory connections =
                            new ConnectionFactory(settings, TlsLayer.of(settings, System.getLogger("test")));
                    NodeConnection connection =
                            connections.toServer(settings.url().endpoint())) {
                assertThat(connection.query(Duration.ofMinutes(5), "PING"))
                        .isInstanceOfSatisfying(
                                Reply.Lost.class,
                                lost -> assertThat(lost.kind()).isEqualTo(TransportFailure.TLS_NOT_SPOKEN));
            }
            assertThat(String.join("", server.received)).doesNotContain("geheim");
        }
    }

    @Test
    void aCheckTellsItAsSoon() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            server.connectionThatFallsSilent();
            server.connection("PING", "+PONG\r\n");
            RedisSettings settings = settings(server);
            try (StepwiseConnection connection = new StepwiseConnection(
                    settings,
                    settings.url().endpoint(),
                    TlsLayer.of(settings, System.getLogger("test")),
                    Duration.ofMinutes(5))) {
                connection.resolve();
                connection.connect();
                assertThatExceptionOfType(ProbeFailure.class)
                        .isThrownBy(connection::startTls)
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(TransportFailure.TLS_NOT_SPOKEN));
            }
        }
    }

    private static RedisSettings settings(ScriptedServer server) {
        return new TestSettings()
                .port(server.port())
                .tls()
                .logIn("me", "geheim")
                .connectTimeout(Duration.ofMinutes(5))
                .build();
    }
}
