package dev.sluice.redis.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.faults.Fate;
import dev.sluice.redis.it.faults.Fault;
import dev.sluice.redis.it.faults.Kind;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.tls.Issuer;
import dev.sluice.redis.it.tls.Issuer.Issued;
import dev.sluice.redis.it.tls.TlsServer;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.CheckStep.Status;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** TLS with real servers: what is trusted, what is shown, and every failure of a handshake by its own code, in a check and in a run. */
class TlsIT {
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT));
    private static final Issuer ISSUER = new Issuer("issuer of servers");
    private static final Issuer OTHER = new Issuer("another issuer");
    private static final Issued SERVER = ISSUER.issue("server", "127.0.0.1", "localhost");
    private static final Issued CLIENT = ISSUER.issue("client");

    private final RedisDestination destination = new RedisDestination();
    private final String prefix = Spaces.next();

    @TempDir
    Path files;

    private @Nullable TlsServer running;

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    /** A server that wants certificates of its clients says that in another way under either version. */
    static Stream<Arguments> programsAndVersions() {
        return programs().flatMap(program -> Stream.of("TLSv1.2", "TLSv1.3").map(tls -> Arguments.of(program, tls)));
    }

    @AfterEach
    void stop() {
        TlsServer started = running;
        if (started != null) {
            started.close();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void rowsTravelOverTlsToAServerOfAPrivateIssuer(Program program) throws IOException {
        TlsServer server = start(program, SERVER, ISSUER);
        Path ca = Files.writeString(files.resolve("private.pem"), ISSUER.certificate());

        assertThat(written(Map.of("tls_ca_certificate", ca.toString()))).isEqualTo("written");
        assertThat(written(Map.of("tls_ca_certificate", OTHER.certificate() + ISSUER.certificate())))
                .isEqualTo("written");
        try (Jedis jedis = server.plain().client()) {
            assertThat(jedis.get(prefix + "1")).isEqualTo("{\"id\":\"1\"}");
        }
        CheckReport report = check(server.url(), Map.of("tls_ca_certificate", ca.toString()));
        assertThat(report.steps())
                .as("%s", report)
                .extracting(CheckStep::status)
                .containsOnly(Status.PASS);
        assertThat(step(report).result().message()).contains("TLSv1.3");
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.UNTRUSTED_CA, code = "TLS_UNTRUSTED", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.UNTRUSTED_CA, code = "TLS_UNTRUSTED", fate = Fate.CHECK_TELLS)
    void whoeverNobodyVouchesForIsNotTrusted(Program program) {
        start(program, SERVER, ISSUER);
        fails("TLS_UNTRUSTED", Map.of());
        fails("TLS_UNTRUSTED", Map.of("tls_ca_certificate", OTHER.certificate()));
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.WRONG_HOST_NAME, code = "TLS_HOST_NAME", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.WRONG_HOST_NAME, code = "TLS_HOST_NAME", fate = Fate.CHECK_TELLS)
    void anotherHostsCertificateIsRefusedUnlessToldOtherwise(Program program) {
        start(program, ISSUER.issue("server", "redis.example.com"), ISSUER);
        fails("TLS_HOST_NAME", Map.of("tls_ca_certificate", ISSUER.certificate()));
        warns("TLS_HOST_NOT_VERIFIED", Map.of("tls_ca_certificate", ISSUER.certificate(), "tls_verify", "ca"));
        warns("TLS_NOT_VERIFIED", Map.of("tls_verify", "none"));
        fails("TLS_UNTRUSTED", Map.of("tls_verify", "ca"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.EXPIRED_CERTIFICATE, code = "TLS_EXPIRED", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.EXPIRED_CERTIFICATE, code = "TLS_EXPIRED", fate = Fate.CHECK_TELLS)
    void anExpiredCertificateIsNamed(Program program) {
        start(program, ISSUER.issueExpired("server", "127.0.0.1"), ISSUER);
        fails("TLS_EXPIRED", Map.of("tls_ca_certificate", ISSUER.certificate()));
    }

    @ParameterizedTest
    @MethodSource("programsAndVersions")
    @Fault(value = Kind.CLIENT_CERTIFICATE, code = "TLS_CLIENT_CERTIFICATE", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.CLIENT_CERTIFICATE, code = "TLS_CLIENT_CERTIFICATE", fate = Fate.CHECK_TELLS)
    void aServerThatWantsACertificateOfItsClientsGetsItOrIsNamed(Program program, String version) {
        start(program, SERVER, ISSUER, "--tls-auth-clients", "yes", "--tls-protocols", version);
        Map<String, Object> trusting = Map.of("tls_ca_certificate", ISSUER.certificate());
        fails("TLS_CLIENT_CERTIFICATE", trusting);
        Issued stranger = OTHER.issue("client");
        Map<String, Object> strange = new HashMap<>(trusting);
        strange.putAll(Map.of("tls_client_certificate", stranger.certificate(), "tls_client_key", stranger.key()));
        fails("TLS_CLIENT_CERTIFICATE", strange);
        Map<String, Object> known = new HashMap<>(trusting);
        known.putAll(Map.of("tls_client_certificate", CLIENT.certificate(), "tls_client_key", CLIENT.key()));
        assertThat(written(known)).isEqualTo("written");
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.TLS_TO_PLAIN, code = "TLS_NOT_SPOKEN", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.TLS_TO_PLAIN, code = "TLS_NOT_SPOKEN", fate = Fate.CHECK_TELLS)
    @Fault(value = Kind.PLAIN_TO_TLS, code = "TLS_REQUIRED", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.PLAIN_TO_TLS, code = "TLS_REQUIRED", fate = Fate.CHECK_TELLS)
    void aPortOfTheOtherKindIsNamed(Program program) {
        TlsServer server = start(program, SERVER, ISSUER);
        Map<String, Object> trusting = Map.of("tls_ca_certificate", ISSUER.certificate(), "connect_timeout_ms", 1000L);
        fails("TLS_NOT_SPOKEN", server.url("rediss", false), trusting);
        fails("TLS_REQUIRED", server.url("redis", true), Map.of());
        fails("TLS_REQUIRED", server.url("redis", true).replaceFirst("//.*@", "//"), Map.of());
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.TLS_VERSION, code = "TLS_VERSION", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.TLS_VERSION, code = "TLS_VERSION", fate = Fate.CHECK_TELLS)
    void aServerWithOldVersionsOfTlsAloneIsNamed(Program program) {
        start(program, SERVER, ISSUER, "--tls-protocols", "TLSv1.1", "--tls-ciphers", "DEFAULT:@SECLEVEL=0");
        fails("TLS_VERSION", Map.of("tls_ca_certificate", ISSUER.certificate()));
        assertThat(check(server().url(), Map.of("tls_ca_certificate", ISSUER.certificate()))
                        .firstFailure()
                        .orElseThrow()
                        .result()
                        .error()
                        .orElseThrow()
                        .remedy())
                .contains("TLS 1.2 or 1.3 (tls-protocols)");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void renewedCertificatesAreUsedWithoutARestart(Program program) throws IOException {
        TlsServer server = start(program, SERVER, ISSUER);
        Path ca = Files.writeString(files.resolve("private.pem"), ISSUER.certificate());
        try (DestinationWriter writer = destination.write(
                request(server.url(), Map.of("tls_ca_certificate", ca.toString())),
                RunHandle.of("test"),
                RunContext.of("test"))) {
            assertThat(writer.write(rows("1")).isAllWritten()).isTrue();

            Files.writeString(ca, OTHER.certificate());
            server.restart(OTHER.issue("server", "127.0.0.1"), OTHER);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(DestinationException.class)
                    .until(() -> writer.write(rows("2")).isAllWritten());
            Files.writeString(ca, "half a certifi");
            server.restart(OTHER.issue("server", "127.0.0.1"), OTHER);
            Awaitility.await("the one read before is used")
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(DestinationException.class)
                    .until(() -> writer.write(rows("3")).isAllWritten());
        }
    }

    @Test
    @Fault(value = Kind.HANDSHAKE_STALLED, code = "TLS_HANDSHAKE", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.HANDSHAKE_STALLED, code = "TLS_HANDSHAKE", fate = Fate.CHECK_TELLS)
    void aHandshakeThatNeverEndsDoesNotHoldACheckOrARun() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "rediss://127.0.0.1:" + silent.getLocalPort();
            fails("TLS_HANDSHAKE", url, Map.of("connect_timeout_ms", 200L));
        }
        Awaitility.await("no thread is left")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("sluice-redis-")));
    }

    @Test
    @Fault(value = Kind.UNREADABLE_PEM, code = "SETTINGS_INVALID", fate = Fate.NOT_BEGUN)
    void whatCannotBeReadIsAProblemOfTheSettings() {
        Map<String, Object> settings = Map.of("tls_ca_certificate", "/no/such/canary-s3cret.pem");
        fails("SETTINGS_INVALID", "rediss://127.0.0.1:1", settings);
    }

    private TlsServer start(Program program, Issued identity, Issuer clients, String... flags) {
        TlsServer started = TlsServer.start(program, files, identity, clients, flags);
        running = started;
        return started;
    }

    private void fails(String code, Map<String, Object> settings) {
        fails(code, server().url(), settings);
    }

    private TlsServer server() {
        return requireNonNull(running);
    }

    private void fails(String code, String url, Map<String, Object> settings) {
        CheckReport report = check(url, settings);
        assertThat(firstFailure(report)).as("%s", report).isEqualTo(code);
        assertThat(report.firstFailure()
                        .orElseThrow()
                        .result()
                        .error()
                        .orElseThrow()
                        .remedy())
                .isNotBlank();
        assertThat(report.toString()).doesNotContain("canary");
        assertThat(written(url, settings)).isEqualTo(code);
    }

    private void warns(String code, Map<String, Object> settings) {
        assertThat(step(check(server().url(), settings))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo(code);
        assertThat(written(settings)).isEqualTo("written");
    }

    private static String firstFailure(CheckReport report) {
        return report.firstFailure()
                .map(step -> step.result().error().orElseThrow().code())
                .orElse("none");
    }

    private static CheckStep step(CheckReport report) {
        return report.steps().stream()
                .filter(step -> step.name().equals("TLS handshake"))
                .findFirst()
                .orElseThrow();
    }

    private CheckReport check(String url, Map<String, Object> settings) {
        CheckRequest request =
                new CheckRequest(config(url, settings), Optional.empty(), Set.of(), Duration.ofSeconds(20));
        return destination.check(request, CheckObserver.NONE);
    }

    private String written(Map<String, Object> settings) {
        return written(server().url(), settings);
    }

    /** The code of what goes wrong, or "written". */
    private String written(String url, Map<String, Object> settings) {
        try (DestinationWriter writer =
                destination.write(request(url, settings), RunHandle.of("test"), RunContext.of("test"))) {
            BatchResult result = writer.write(rows("1"));
            return result.stop().map(e -> e.detail().code()).orElse("written");
        } catch (DestinationException e) {
            assertThat(e.toString() + e.detail().remedy()).doesNotContain(RedisServer.PASSWORD);
            return e.detail().code();
        }
    }

    private WriteRequest request(String url, Map<String, Object> settings) {
        return new WriteRequest(config(url, settings), DestinationConfig.EMPTY, SyncMode.UPSERT, SCHEMA, List.of("id"));
    }

    private DestinationConfig config(String url, Map<String, Object> settings) {
        Map<String, Object> config = new HashMap<>(settings);
        config.put("connection_url", url);
        config.put("key_prefix", prefix);
        config.put("retry_budget_seconds", 0L);
        return DestinationConfig.of(config);
    }

    private static List<Change> rows(String id) {
        return List.of(new Change.Write(Row.of(SCHEMA, id)));
    }
}
