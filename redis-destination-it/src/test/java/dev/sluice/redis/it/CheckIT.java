package dev.sluice.redis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.Ports;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ReplicaSet;
import dev.sluice.redis.it.servers.SentinelGroup;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.CheckStep.Status;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** "Test connection" against real servers: each failure that users meet is told apart by its code, and nothing is left behind. */
class CheckIT {
    private static final String PLACE = "127.0.0.1:";

    private final String prefix = Spaces.next();

    static List<Program> programs() {
        return Program.all();
    }

    @AfterEach
    void noThreadIsLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("sluice-redis-check")
                                || thread.getName().startsWith("sluice-redis-deadline")));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aGoodConnectionPassesEveryStepAndLeavesNothingBehind(Program program) {
        try (ServerProcess server = ServerProcess.start(program)) {
            CheckReport report = check(server.server().url(), Map.of());

            assertThat(report.steps())
                    .as("%s", report)
                    .extracting(CheckStep::name)
                    .containsExactly(
                            "settings",
                            "name resolution",
                            "connect",
                            "TLS handshake",
                            "authentication",
                            "database",
                            "ping",
                            "permissions",
                            "memory",
                            "topology");
            assertThat(report.steps()).extracting(CheckStep::status).containsOnly(Status.PASS);
            assertThat(report.steps())
                    .allSatisfy(step -> assertThat(step.duration()).isGreaterThanOrEqualTo(Duration.ZERO));
            try (Jedis jedis = server.server().client()) {
                assertThat(jedis.keys("*")).isEmpty();
                Awaitility.await("the check's connection is closed")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> jedis.clientList().lines().count() == 1);
            }
        }
    }

    @Test
    void whereNothingListensOrNobodyIsNamedIsToldApart() {
        fails("CONNECTION_REFUSED", "connect", "redis://" + PLACE + Ports.free(), Map.of());
        fails("UNKNOWN_HOST", "name resolution", "redis://no-such-host.invalid", Map.of());
    }

    @ParameterizedTest
    @MethodSource("programs")
    void failuresOfTheLogInAreToldApart(Program program) {
        try (ServerProcess server = ServerProcess.start(program, "--databases", "2")) {
            String place = PLACE + server.server().port();
            fails("PASSWORD_MISSING", "authentication", "redis://" + place, Map.of());
            fails("WRONG_PASSWORD", "authentication", "redis://:canary-s3cret-no@" + place, Map.of());
            fails("WRONG_PASSWORD", "authentication", server.server().urlOf("nobody"), Map.of());
            fails("DATABASE_OUT_OF_RANGE", "database", server.server().url() + "/9", Map.of());
        }
        try (ServerProcess server = ServerProcess.start(program, "--maxclients", "1", "--requirepass", "")) {
            try (Jedis only = new Jedis("127.0.0.1", server.server().port())) {
                Awaitility.await("every other client is gone")
                        .atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> only.ping() != null);
                fails(
                        "MAX_CLIENTS",
                        "authentication",
                        "redis://" + PLACE + server.server().port(),
                        Map.of());
                fails("MAX_CLIENTS", "authentication", server.server().url(), Map.of());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET", "HSET", "DEL", "EXPIRE", "PING"})
    void everyMissingRightIsNamed(String command) {
        Map<String, Object> settings = command.equals("HSET") || command.equals("EXPIRE")
                ? Map.of("data_format", "hash", "ttl_seconds", 60L)
                : Map.of();
        for (Program program : Program.all()) {
            try (ServerProcess server = ServerProcess.start(program)) {
                try (Jedis jedis = server.server().client()) {
                    jedis.aclSetUser(
                            "app",
                            "on",
                            ">" + RedisServer.PASSWORD,
                            "~" + prefix + "*",
                            "+@all",
                            "-" + command.toLowerCase(java.util.Locale.ROOT));
                }
                String url = server.server().urlOf("app");
                CheckStep told = command.equals("PING")
                        ? warns("COMMAND_NOT_PERMITTED", "ping", url, settings)
                        : fails("COMMAND_NOT_PERMITTED", "permissions", url, settings);
                assertThat(told.result().message()).contains(command);
                try (Jedis jedis = server.server().client()) {
                    assertThat(jedis.keys(prefix + "*"))
                            .as("what could not be deleted expires")
                            .allSatisfy(key -> assertThat(jedis.ttl(key)).isPositive());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aGrantForTheKeysOfATemplateIsEnough(Program program) {
        try (ServerProcess server = ServerProcess.start(program)) {
            try (Jedis jedis = server.server().client()) {
                jedis.aclSetUser("app", "on", ">" + RedisServer.PASSWORD, "~" + prefix + "*:profile", "+@all");
            }
            for (String format : List.of("string", "hash")) {
                Map<String, Object> config = Map.of(
                        "connection_url", server.server().urlOf("app"), "key_prefix", prefix, "data_format", format);
                CheckReport report = new RedisDestination()
                        .check(
                                new CheckRequest(
                                        DestinationConfig.of(config),
                                        Optional.of(DestinationConfig.of(
                                                Map.of("key_template", "{id}:profile", "ttl_field", "until"))),
                                        Set.of(SyncMode.UPSERT),
                                        Duration.ofSeconds(30)),
                                CheckObserver.NONE);
                assertThat(step(report, "permissions").status())
                        .as("%s", report)
                        .isEqualTo(Status.PASS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aHashThatNothingCouldTakeAwayIsNotWritten(Program program) {
        try (ServerProcess server = ServerProcess.start(program)) {
            try (Jedis jedis = server.server().client()) {
                jedis.aclSetUser(
                        "app", "on", ">" + RedisServer.PASSWORD, "~" + prefix + "*", "+@all", "-del", "-expire");
            }
            CheckReport report =
                    check(server.server().urlOf("app"), Map.of("data_format", "hash"), Set.of(SyncMode.UPSERT));
            assertThat(step(report, "permissions").status()).as("%s", report).isEqualTo(Status.WARN);
            assertThat(step(report, "permissions").result().message()).contains("HSET was not tried");
            try (Jedis jedis = server.server().client()) {
                assertThat(jedis.keys("*")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aServerThatTakesNoWritesIsNamed(Program program) {
        try (ServerProcess server = ServerProcess.start(program)) {
            try (Jedis jedis = server.server().client()) {
                jedis.configSet("maxmemory", "1");
                fails("OUT_OF_MEMORY", "permissions", server.server().url(), Map.of());
            }
        }
        try (ReplicaSet servers = ReplicaSet.start(program, 1)) {
            fails(
                    "READ_ONLY_REPLICA",
                    "permissions",
                    servers.replicas().get(0).server().url(),
                    Map.of());
            CheckReport waiting = check(servers.primary().server().url(), Map.of("wait_replicas", 2L));
            assertThat(waiting.steps())
                    .as("%s", waiting)
                    .filteredOn(step -> step.status() == Status.WARN)
                    .extracting(step -> step.result().error().orElseThrow().code())
                    .containsExactly("TOO_FEW_REPLICAS");
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aClusterIsCheckedOnTheNodeThatHasTheKeyAndNamedBehindStandalone(Program program) {
        try (ClusterGroup cluster = ClusterGroup.start(program, 0)) {
            for (int i = 0; i < 3; i++) {
                CheckReport report = check(cluster.nodes().get(i).server().url(), Map.of("topology", "cluster"));
                assertThat(report.passed()).as("%s", report).isTrue();
                assertThat(step(report, "topology").result().message()).contains("16384 of 16384 slots on 3 primaries");
            }
            CheckReport standalone = check(cluster.nodes().get(0).server().url(), Map.of());
            assertThat(standalone.steps())
                    .as("by a refused write, if the key belongs to another node, else by what the node says of itself")
                    .extracting(
                            step -> step.result().error().map(ErrorDetail::code).orElse(""))
                    .contains("IS_CLUSTER");
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void sentinelsAreAskedForThePrimaryAndTheirFailuresAreToldApart(Program program) {
        try (SentinelGroup group = SentinelGroup.start(program, 1)) {
            Map<String, Object> settings = new HashMap<>(Map.of(
                    "topology",
                    "sentinel",
                    "nodes",
                    group.nodes(),
                    "sentinel_master",
                    SentinelGroup.MASTER,
                    "sentinel_password",
                    SentinelGroup.PASSWORD));
            CheckReport report = check(group.url(), settings);
            assertThat(report.passed()).as("%s", report).isTrue();
            assertThat(step(report, "sentinels").result().message())
                    .endsWith("port " + group.primary().server().port());

            settings.put("sentinel_master", "nobody");
            fails("MASTER_UNKNOWN", "sentinels", group.url(), settings);
            settings.put("sentinel_master", SentinelGroup.MASTER);
            settings.put("sentinel_password", "canary-s3cret-no");
            fails("SENTINEL_LOGIN", "sentinels", group.url(), settings);
            settings.remove("nodes");
            settings.put("sentinel_password", RedisServer.PASSWORD);
            fails("NOT_A_SENTINEL", "sentinels", group.primary().server().url(), settings);
            fails("NO_SENTINEL", "sentinels", "redis://" + PLACE + Ports.free(), settings);
        }
    }

    @Test
    void whatIsNoRedisIsNamed() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> answer(web, "HTTP/1.1 400 Bad Request\r\n\r\n"), "web-server");
            serving.setDaemon(true);
            serving.start();
            fails("NOT_REDIS", "authentication", "redis://" + PLACE + web.getLocalPort(), Map.of());
            fails(
                    "NOT_REDIS",
                    "authentication",
                    "redis://:" + RedisServer.PASSWORD + "@" + PLACE + web.getLocalPort(),
                    Map.of());
        }
    }

    @Test
    void whoeverAcceptsAndNeverAnswersDoesNotHoldTheCheck() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String place = PLACE + silent.getLocalPort();
            fails("NO_ANSWER", "authentication", "redis://" + place, Map.of("connect_timeout_ms", 200L));
            for (String scheme : List.of("redis://", "rediss://")) {
                CheckReport report = check(scheme + place, Map.of(), Duration.ofSeconds(1));
                assertThat(report.firstFailure()
                                .orElseThrow()
                                .result()
                                .error()
                                .orElseThrow()
                                .code())
                        .isEqualTo("CHECK_TIMEOUT");
            }
        }
        try (ServerProcess server = ServerProcess.start(Program.newest())) {
            server.freeze();
            fails("NO_ANSWER", "authentication", server.server().url(), Map.of("connect_timeout_ms", 500L));
            server.thaw();
        }
    }

    private static void answer(ServerSocket server, String banner) {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    client.getInputStream().read();
                    client.getOutputStream().write(banner.getBytes(StandardCharsets.US_ASCII));
                    client.getOutputStream().flush();
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                }
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private CheckStep fails(String code, String stepName, String url, Map<String, Object> settings) {
        CheckReport report = check(url, settings);
        CheckStep failed = report.firstFailure().orElseThrow(() -> new AssertionError(report.toString()));
        assertThat(failed.result().error().orElseThrow().code())
                .as("%s", report)
                .isEqualTo(code);
        assertThat(failed.name()).as("%s", report).isEqualTo(stepName);
        assertThat(failed.result().error().orElseThrow().remedy()).isNotBlank();
        assertThat(report.toString()).doesNotContain("canary");
        return failed;
    }

    /** A warning that the steps after it do not stop at. */
    private CheckStep warns(String code, String stepName, String url, Map<String, Object> settings) {
        CheckReport report = check(url, settings);
        assertThat(report.passed()).as("%s", report).isTrue();
        CheckStep warned = step(report, stepName);
        assertThat(warned.status()).as("%s", report).isEqualTo(Status.WARN);
        assertThat(warned.result().error().orElseThrow().code())
                .as("%s", report)
                .isEqualTo(code);
        return warned;
    }

    private static CheckStep step(CheckReport report, String name) {
        return report.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private CheckReport check(String url, Map<String, Object> settings) {
        return check(url, settings, Duration.ofSeconds(30));
    }

    private CheckReport check(String url, Map<String, Object> settings, Set<SyncMode> modes) {
        return check(url, settings, modes, Duration.ofSeconds(30));
    }

    private CheckReport check(String url, Map<String, Object> settings, Duration timeout) {
        return check(url, settings, Set.of(SyncMode.UPSERT, SyncMode.MIRROR), timeout);
    }

    private CheckReport check(String url, Map<String, Object> settings, Set<SyncMode> modes, Duration timeout) {
        Map<String, Object> config = new HashMap<>(settings);
        config.put("connection_url", url);
        config.put("key_prefix", prefix);
        CheckRequest request = new CheckRequest(DestinationConfig.of(config), Optional.empty(), modes, timeout);
        return new RedisDestination().check(request, CheckObserver.NONE);
    }
}
