package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.CheckStep.Status;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The check against a real server with users of few rights. */
final class CheckSmokeTest {
    private static final String PASSWORD = "canary-s3cret-check";

    private static int port;
    private static RedisServer server = newServer();

    private static RedisServer newServer() {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
            return RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .setting("user small on >" + PASSWORD + " ~p:* -@all +set +hset +del +expire +ping")
                    .setting("user large on >" + PASSWORD + " ~p:* +@all")
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.stop();
    }

    @Test
    void theSmallestUserMayWriteTextsAndMergeHashes() {
        CheckReport texts = check("small", Map.of(), Set.of(SyncMode.UPSERT, SyncMode.MIRROR));
        assertThat(texts.passed()).as("%s", texts).isTrue();
        CheckReport hashes = check(
                "small",
                Map.of("data_format", "hash", "null_fields", "omit", "ttl_seconds", 60L),
                Set.of(SyncMode.UPSERT));
        assertThat(rights(hashes).status()).as("%s", hashes).isEqualTo(Status.PASS);
    }

    @Test
    void whatTheSmallestUserMayNotIsNamed() {
        CheckReport report = check(
                "small",
                Map.of("data_format", "hash", "hash_write", "replace", "ttl_seconds", 0L),
                Set.of(SyncMode.UPDATE));
        assertThat(rights(report).result().message()).contains("PERSIST, HKEYS, HDEL, EXISTS, EVAL, EVALSHA");
        assertThat(rights(report).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void aMissingHdelIsAWarning() {
        CheckReport report = check("small", Map.of("data_format", "hash"), Set.of(SyncMode.UPSERT));
        assertThat(rights(report).status()).as("%s", report).isEqualTo(Status.WARN);
    }

    @Test
    void aLargeUserMayDoEverything() {
        CheckReport report = check(
                "large",
                Map.of("data_format", "hash", "hash_write", "replace", "ttl_seconds", 0L),
                Set.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR));
        assertThat(report.steps())
                .as("%s", report)
                .extracting(CheckStep::status)
                .containsOnly(Status.PASS);
    }

    @Test
    void aPrefixThatTheUserMayNotTouchIsNamed() {
        CheckReport report = check("large", Map.of("key_prefix", "other:"), Set.of(SyncMode.UPSERT));
        assertThat(rights(report).result().error().orElseThrow().code()).isEqualTo("KEY_NOT_PERMITTED");
    }

    @Test
    void anUnknownUserFailsAtAuthenticationWithoutTheSecret() {
        CheckReport report = check("nobody", Map.of(), Set.of(SyncMode.UPSERT));
        CheckStep failed = report.firstFailure().orElseThrow();
        assertThat(failed.name()).isEqualTo("authentication");
        assertThat(failed.result().error().orElseThrow().code()).isEqualTo("WRONG_PASSWORD");
        assertThat(report.toString().contains(PASSWORD)).isFalse();
    }

    @Test
    void aPortThatListensAndNeverAnswersEndsInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            DestinationConfig config =
                    DestinationConfig.of(Map.of("connection_url", "redis://127.0.0.1:" + silent.getLocalPort()));
            CheckReport report = new RedisDestination()
                    .check(
                            new CheckRequest(config, Optional.empty(), Set.of(), Duration.ofMillis(500)),
                            CheckObserver.NONE);
            assertThat(report.firstFailure()
                            .orElseThrow()
                            .result()
                            .error()
                            .orElseThrow()
                            .code())
                    .isEqualTo("CHECK_TIMEOUT");
        }
    }

    private static CheckStep rights(CheckReport report) {
        return report.steps().stream()
                .filter(step -> step.name().equals("permissions"))
                .findFirst()
                .orElseThrow();
    }

    private static CheckReport check(String user, Map<String, Object> settings, Set<SyncMode> modes) {
        Map<String, Object> config = new HashMap<>(settings);
        config.put("connection_url", "redis://" + user + ":" + PASSWORD + "@127.0.0.1:" + port);
        config.putIfAbsent("key_prefix", "p:");
        return new RedisDestination()
                .check(
                        new CheckRequest(DestinationConfig.of(config), Optional.empty(), modes, Duration.ofSeconds(10)),
                        CheckObserver.NONE);
    }
}
