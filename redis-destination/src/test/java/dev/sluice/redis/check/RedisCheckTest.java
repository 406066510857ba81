package dev.sluice.redis.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.redis.check.FakeConnection.At;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Tls;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.CheckStep.Status;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisCheckTest {
    private static final String PASSWORD = "canary-s3cret";
    private static final RedisSettings STRING = logIn("p:").build();
    private static final RedisSettings MERGE = logIn("p:").hash().expires(60).build();
    private static final RedisSettings REPLACE =
            logIn("p:").hash().replace().neverExpires().build();

    private final FakeConnection target = new FakeConnection();

    @Test
    void everyStepPassesAndTheProbeIsGone() {
        List<CheckStep> seen = new ArrayList<>();
        CheckReport report = run(STRING, Set.of(SyncMode.UPSERT), seen::add);
        assertThat(report.steps())
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
        assertThat(seen).isEqualTo(report.steps());
        assertThat(target.names()).containsExactly("SET", "DEL");
        assertThat(target.commands.get(0)).startsWith("SET").contains("EX");
        assertThat(target.commands.get(0).get(1)).startsWith("p:sluice-check-");
        assertNothingIsLeft();
    }

    @Test
    void wrongSettingsAreTheFirstFailureAndNothingIsConnected() {
        RedisCheck check = new RedisCheck(
                (config, given) -> {
                    throw DestinationException.configuration(
                            List.of(ErrorDetail.setting("/config/ttl_seconds", "is negative", "Make it positive.")));
                },
                (settings, timeout) -> {
                    throw new AssertionError("connects");
                });
        CheckReport report = check.run(request(Set.of(), Duration.ofSeconds(5)), CheckObserver.NONE);
        assertFails(report, "settings", "SETTINGS_INVALID");
        assertThat(report.firstFailure().orElseThrow().result().error().flatMap(ErrorDetail::pointer))
                .contains("/config/ttl_seconds");
        assertThat(report.steps()).hasSize(10);
    }

    @Test
    void failuresOfTheTransportAreToldApart() {
        assertTransport(At.RESOLVE, TransportFailure.UNKNOWN_HOST, "name resolution", "UNKNOWN_HOST");
        assertTransport(At.CONNECT, TransportFailure.REFUSED, "connect", "CONNECTION_REFUSED");
        assertTransport(At.CONNECT, TransportFailure.UNREACHABLE, "connect", "HOST_UNREACHABLE");
        assertTransport(At.CONNECT, TransportFailure.CONNECT_TIMEOUT, "connect", "CONNECT_TIMEOUT");
        assertTransport(At.AUTHENTICATE, TransportFailure.PROTOCOL, "authentication", "NOT_REDIS");
        assertTransport(At.AUTHENTICATE, TransportFailure.COMMAND_TIMEOUT, "authentication", "NO_ANSWER");
        assertTransport(At.INTRODUCE, TransportFailure.PROTOCOL, "authentication", "NOT_REDIS");
        assertTransport(At.AUTHENTICATE, TransportFailure.LOST, "authentication", "CONNECTION_LOST");
        assertTransport(At.COMMAND, TransportFailure.LOST, "permissions", "CONNECTION_LOST");
    }

    @Test
    void failuresOfTlsAreToldApart() {
        for (TransportFailure failure : TransportFailure.values()) {
            if (failure.name().startsWith("TLS_")) {
                assertTransport(At.SECURE, failure, "TLS handshake", failure.name());
            }
        }
        assertTransport(At.INTRODUCE, TransportFailure.TLS_REQUIRED, "authentication", "TLS_REQUIRED");
        assertTransport(
                At.AUTHENTICATE, TransportFailure.TLS_CLIENT_CERTIFICATE, "authentication", "TLS_CLIENT_CERTIFICATE");
    }

    @Test
    void aClusterIsSeenToHaveANodeForEverySlot() {
        RedisSettings cluster =
                logIn("p:").topology(new Topology.Cluster(List.of())).build();
        target.slots = List.of(range(0, 8191, "a"), range(8192, 16_383, "b"));
        CheckReport whole = run(cluster, Set.of(), CheckObserver.NONE);
        assertThat(whole.passed()).as("%s", whole).isTrue();
        assertThat(step(whole, "topology").message()).isEqualTo("16384 of 16384 slots on 2 primaries, each reached");
        assertThat(whole.steps())
                .extracting(CheckStep::name)
                .as("the probe key of the rights may belong to any of them")
                .containsSubsequence("topology", "permissions");

        target.slots = List.of(range(0, 8191, "a"), range(8193, 16_383, "b"));
        assertFails(run(cluster, Set.of(), CheckObserver.NONE), "topology", "SLOTS_UNCOVERED");

        target.refuse("CLUSTER", "NOPERM this user has no permissions to run the 'cluster|slots' command");
        assertFails(run(cluster, Set.of(), CheckObserver.NONE), "topology", "COMMAND_NOT_PERMITTED");
    }

    @Test
    void anAnnouncedAddressThatCannotBeReachedIsNamed() {
        RedisSettings cluster =
                logIn("p:").topology(new Topology.Cluster(List.of())).build();
        target.slots = List.of(range(0, 8191, "a"), range(8192, 16_383, "b"));
        target.unreachable.put(new Endpoint("c", 7000), TransportFailure.CONNECT_TIMEOUT);
        CheckReport replica = run(cluster, Set.of(), CheckObserver.NONE);
        assertThat(step(replica, "topology").status()).isEqualTo(Status.WARN);
        assertThat(step(replica, "topology").error().orElseThrow().message()).contains("1 of 1", "replicas", "c:7000");

        target.unreachable.put(new Endpoint("b", 7000), TransportFailure.REFUSED);
        CheckReport report = run(cluster, Set.of(), CheckObserver.NONE);
        assertFails(report, "topology", "ANNOUNCED_UNREACHABLE");
        ErrorDetail error = step(report, "topology").error().orElseThrow();
        assertThat(error.message()).contains("1 of 2", "primaries", "b:7000 (Nothing listens on the port.)");
        assertThat(error.remedy()).contains("cluster-announce-ip");
    }

    @Test
    void aPrimaryThatTheSentinelsNameAndThatCannotBeReachedIsToldAsTheirs() {
        RedisSettings sentinel = logIn("p:")
                .topology(new Topology.Sentinel("m", List.of(), Optional.empty(), Optional.empty()))
                .build();
        target.fail(At.CONNECT, new ProbeFailure(TransportFailure.REFUSED));
        CheckReport report = run(sentinel, Set.of(), CheckObserver.NONE);
        assertFails(report, "connect", "CONNECTION_REFUSED");
        assertThat(step(report, "connect").error().orElseThrow().message()).contains("announce", "seed:7000");
        assertThat(step(report, "connect").error().orElseThrow().remedy()).contains("replica-announce-ip");
    }

    @Test
    void sentinelsAreAskedForThePrimaryFirst() {
        RedisSettings sentinel = logIn("p:")
                .topology(new Topology.Sentinel("m", List.of(), Optional.empty(), Optional.empty()))
                .build();
        CheckReport report = run(sentinel, Set.of(), CheckObserver.NONE);
        assertThat(report.passed()).as("%s", report).isTrue();
        assertThat(report.steps().get(1)).returns("sentinels", CheckStep::name);
        assertThat(report.steps().get(1).result().message()).contains("primary, port 6380");

        target.fail(At.SENTINELS, new ProbeFailure(TransportFailure.MASTER_UNKNOWN));
        CheckReport unknown = run(sentinel, Set.of(), CheckObserver.NONE);
        assertFails(unknown, "sentinels", "MASTER_UNKNOWN");
        assertThat(unknown.firstFailure().orElseThrow().result().error().flatMap(ErrorDetail::pointer))
                .hasValue("/config/sentinel_master");

        target.fail(At.SENTINELS, new ProbeFailure(TransportFailure.SENTINEL_LOGIN));
        CheckStep.Result logIn = run(sentinel, Set.of(), CheckObserver.NONE)
                .firstFailure()
                .orElseThrow()
                .result();
        assertThat(logIn.error().flatMap(ErrorDetail::pointer)).hasValue("/config/sentinel_password");
        assertThat(logIn.error().orElseThrow().remedy()).contains("Check also that these are sentinels");

        target.fail(At.SENTINELS, new ProbeFailure(TransportFailure.NOT_A_SENTINEL));
        assertThat(run(sentinel, Set.of(), CheckObserver.NONE)
                        .firstFailure()
                        .orElseThrow()
                        .result()
                        .error()
                        .flatMap(ErrorDetail::pointer))
                .hasValue("/config/connection_url");
    }

    @Test
    void aServerThatIsNoNodeOfAClusterIsNamed() {
        RedisSettings cluster =
                logIn("p:").topology(new Topology.Cluster(List.of())).build();
        target.refuse("CLUSTER", "ERR This instance has cluster support disabled");
        assertFails(run(cluster, Set.of(), CheckObserver.NONE), "topology", "NOT_A_CLUSTER");
    }

    private static List<Object> range(long first, long last, String host) {
        return List.of(
                first,
                last,
                List.of(host.getBytes(StandardCharsets.US_ASCII), 7000L),
                List.of("c".getBytes(StandardCharsets.US_ASCII), 7000L));
    }

    @Test
    void replicasToWaitForAreCountedAndTheRightToWaitIsTried() {
        RedisSettings waiting = logIn("p:").waitReplicas(2).build();
        target.info = target.info.replace("role:master", "role:master\r\nconnected_slaves:1");
        assertWarns(run(waiting, Set.of(), CheckObserver.NONE), "topology", "TOO_FEW_REPLICAS");
        assertThat(target.names()).containsExactly("SET", "WAIT", "DEL");
        target.deny("WAIT");
        assertFails(run(waiting, Set.of(), CheckObserver.NONE), "permissions", "COMMAND_NOT_PERMITTED");
    }

    @Test
    void aPasswordThatTravelsReadablyToAnotherMachineIsAWarning() throws UnknownHostException {
        target.addresses = List.of(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));
        assertWarns(run(STRING, Set.of(), CheckObserver.NONE), "TLS handshake", "PASSWORD_IN_CLEARTEXT");
        RedisSettings open = new TestSettings().prefix("p:").build();
        assertThat(run(open, Set.of(), CheckObserver.NONE).steps())
                .extracting(CheckStep::status)
                .containsOnly(Status.PASS);
    }

    @Test
    void whatIsNotVerifiedOfAServerIsAWarning() {
        target.tlsVersion = Optional.of("TLSv1.3");
        assertWarns(verifying(Tls.Verify.CA), "TLS handshake", "TLS_HOST_NOT_VERIFIED");
        assertWarns(verifying(Tls.Verify.NONE), "TLS handshake", "TLS_NOT_VERIFIED");
        assertThat(verifying(Tls.Verify.FULL).steps())
                .extracting(CheckStep::status)
                .containsOnly(Status.PASS);
    }

    private CheckReport verifying(Tls.Verify verify) {
        Tls tls = new Tls(Optional.empty(), Optional.empty(), Optional.empty(), verify);
        return run(logIn("p:").tls(tls).build(), Set.of(), CheckObserver.NONE);
    }

    private static void assertWarns(CheckReport report, String step, String code) {
        assertThat(report.steps())
                .filteredOn(candidate -> candidate.status() == Status.WARN)
                .singleElement()
                .returns(step, CheckStep::name)
                .returns(code, warned -> warned.result().error().orElseThrow().code());
    }

    @Test
    void noPasswordIsSentToWhatDoesNotSpeakPlainRedis() {
        target.fail(At.INTRODUCE, new ProbeFailure(TransportFailure.LOST));
        CheckReport report = run(STRING, Set.of(), CheckObserver.NONE);
        assertFails(report, "authentication", "CONNECTION_LOST");
        assertThat(target.credentialsSent).isFalse();
    }

    @Test
    void refusalsOfTheServerAreToldApart() {
        assertRefusal(At.AUTHENTICATE, "WRONGPASS invalid username-password pair", "authentication", "WRONG_PASSWORD");
        assertRefusal(At.AUTHENTICATE, "NOAUTH HELLO must be called", "authentication", "PASSWORD_MISSING");
        assertRefusal(At.SELECT, "ERR DB index is out of range", "database", "DATABASE_OUT_OF_RANGE");
        assertRefusal(At.PING, "LOADING Redis is loading the dataset in memory", "ping", "LOADING");
        assertRefusal(
                At.COMMAND,
                "READONLY You can't write against a read only replica.",
                "permissions",
                "READ_ONLY_REPLICA");
        assertRefusal(
                At.COMMAND, "OOM command not allowed when used memory > 'maxmemory'.", "permissions", "OUT_OF_MEMORY");
    }

    @Test
    void everyMissingRightIsNamedAtOnceAndTheRestOfTheProbeIsGone() {
        target.deny("EXPIRE", "PERSIST", "EVAL", "HKEYS");
        CheckReport report = run(REPLACE, Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        assertFails(report, "permissions", "COMMAND_NOT_PERMITTED");
        CheckStep.Result result = report.firstFailure().orElseThrow().result();
        assertThat(result.message()).contains("PERSIST, HKEYS, EVAL").doesNotContain("EXPIRE");
        assertThat(result.error().orElseThrow().remedy()).contains("+persist +hkeys +eval");
        assertNothingIsLeft();
    }

    @Test
    void aKeyPatternThatDoesNotCoverThePrefixIsNamed() {
        target.refuse("SET", "NOPERM No permissions to access a key")
                .refuse("DEL", "NOPERM No permissions to access a key");
        CheckReport report = run(STRING, Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        assertFails(report, "permissions", "KEY_NOT_PERMITTED");
        assertThat(report.firstFailure()
                        .orElseThrow()
                        .result()
                        .error()
                        .orElseThrow()
                        .remedy())
                .contains("~p:*");
    }

    @Test
    void theProbeHasTheShapeOfTheTemplateAndSoHasTheGrant() {
        RedisSettings shaped = logIn("p:")
                .keyTemplate(List.of("{", "}:", ":profile"), List.of("tenant", "id"))
                .build();
        CheckReport report = run(shaped, Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        assertThat(target.commands.get(0).get(1)).matches("p:\\{(sluice-check-[-0-9a-f]+)\\}:\\1:profile");
        assertThat(rights(report).message()).endsWith("on keys like 'p:{*}:*:profile'");
        assertNothingIsLeft();

        target.refuse("SET", "NOPERM No permissions to access a key")
                .refuse("DEL", "NOPERM No permissions to access a key");
        CheckReport refused = run(shaped, Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        assertFails(refused, "permissions", "KEY_NOT_PERMITTED");
        assertThat(rights(refused).error().orElseThrow().remedy()).contains(" ~p:{*}:*:profile");
    }

    @Test
    void aHashTagThatIsTheSameInEveryKeyOfAClusterIsAWarning() {
        target.slots = List.of(range(0, 16_383, "a"));
        assertOneSlot("{all}:", List.of("", ""), "/config/key_prefix");
        assertOneSlot("", List.of("{all}:", ""), "/target/key_template");
        assertOneSlot("", List.of("user:", ":{all}"), "/target/key_template");
        for (RedisSettings spread : List.of(
                logIn("p:")
                        .keyTemplate(List.of("{", "}:{all}"), List.of("id"))
                        .topology(new Topology.Cluster(List.of()))
                        .build(),
                logIn("p:")
                        .keyTemplate(List.of("", ":{}"), List.of("id"))
                        .topology(new Topology.Cluster(List.of()))
                        .build(),
                logIn("{all}:").build())) {
            assertThat(run(spread, Set.of(), CheckObserver.NONE).steps())
                    .extracting(CheckStep::status)
                    .containsOnly(Status.PASS);
        }
    }

    private void assertOneSlot(String prefix, List<String> literals, String pointer) {
        RedisSettings tagged = logIn(prefix)
                .keyTemplate(literals, List.of("id"))
                .topology(new Topology.Cluster(List.of()))
                .build();
        CheckReport report = run(tagged, Set.of(), CheckObserver.NONE);
        assertWarns(report, "key template", "KEYS_IN_ONE_SLOT");
        assertThat(step(report, "key template").error().flatMap(ErrorDetail::pointer))
                .hasValue(pointer);
    }

    @Test
    void mergedHashesNeedNoMoreThanTheSmallestUserWhenNoNullIsDeleted() {
        run(MERGE, Set.of(SyncMode.UPSERT, SyncMode.MIRROR), CheckObserver.NONE);
        assertThat(target.names()).containsExactly("EXPIRE", "HDEL", "DEL", "HSET", "EXPIRE", "DEL");
    }

    @Test
    void aRightThatTheExpiriesOfSomeRowsNeedIsAWarning() {
        RedisSettings byRow = logIn("p:").hash().ttlField("until").build();
        for (String command : List.of("EXPIRE", "PEXPIREAT", "PERSIST")) {
            FakeConnection one = new FakeConnection().deny(command);
            CheckStep.Result result = rights(run(one, byRow, Set.of(SyncMode.UPSERT)));
            assertThat(result.status()).as("without %s", command).isEqualTo(Status.WARN);
            assertThat(result.message()).contains("may not run " + command + " ");
            assertThat(result.error().orElseThrow().remedy()).contains("+" + command.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void aMissingHdelOfAMergeIsAWarningWithBothWaysOut() {
        target.deny("HDEL");
        CheckReport report = run(MERGE, Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        CheckStep.Result result = rights(report);
        assertThat(report.passed()).isTrue();
        assertThat(result.status()).isEqualTo(Status.WARN);
        assertThat(result.error().orElseThrow().remedy()).contains("+hdel").contains("null_fields to omit");
    }

    @Test
    void whatOptionsAddIsTried() {
        run(REPLACE, Set.of(SyncMode.UPDATE), CheckObserver.NONE);
        assertThat(target.names())
                .containsExactly(
                        "EXPIRE", "PERSIST", "HKEYS", "HDEL", "EXISTS", "EVAL", "EVALSHA", "DEL", "HSET", "EXPIRE",
                        "DEL");
    }

    @Test
    void aHashIsWrittenTogetherWithWhatTakesItAway() {
        run(MERGE, Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        assertThat(target.flights.subList(0, 2)).containsExactly(3, 3);
        assertNothingIsLeft();
    }

    @Test
    void aHashThatCouldNotGoAwayIsNotWritten() {
        RedisSettings lasting = logIn("p:").hash().build();
        target.deny("EXPIRE", "DEL");
        CheckStep.Result result = rights(run(lasting, Set.of(SyncMode.UPSERT), CheckObserver.NONE));
        assertThat(result.status()).isEqualTo(Status.WARN);
        assertThat(result.message()).contains("may not run DEL").contains("HSET was not tried");
        assertThat(target.names()).doesNotContain("HSET");
        for (String command : List.of("EXPIRE", "DEL")) {
            FakeConnection one = new FakeConnection().deny(command);
            run(one, lasting, Set.of(SyncMode.UPSERT));
            assertThat(one.names()).as("without %s", command).contains("HSET");
        }
    }

    @Test
    void aHashOnKeysOfOthersFailsWithoutBeingWritten() {
        for (String command : List.of("EXPIRE", "HDEL", "DEL", "HSET")) {
            target.refuse(command, "NOPERM No permissions to access a key");
        }
        CheckReport report = run(logIn("p:").hash().build(), Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        assertFails(report, "permissions", "KEY_NOT_PERMITTED");
        assertThat(rights(report).message()).contains("HSET");
        assertThat(target.names()).doesNotContain("HSET");
    }

    @Test
    void aUserWhoMayNotPingIsWarnedOfAndCheckedOn() {
        target.refuse(At.PING, "NOPERM this user has no permissions to run the 'ping' command");
        CheckReport report = run(STRING, Set.of(SyncMode.UPSERT), CheckObserver.NONE);
        assertThat(report.passed()).isTrue();
        CheckStep.Result ping = step(report, "ping");
        assertThat(ping.status()).isEqualTo(Status.WARN);
        assertThat(ping.error().orElseThrow().code()).isEqualTo("COMMAND_NOT_PERMITTED");
        assertThat(ping.message()).contains("PING");
        assertThat(ping.error().orElseThrow().remedy()).contains("+ping");
        assertThat(rights(report).status()).isEqualTo(Status.PASS);
    }

    @Test
    void conditionalModesOfMergedHashesNeedScripts() {
        target.deny("EVALSHA");
        assertFails(run(MERGE, Set.of(SyncMode.INSERT), CheckObserver.NONE), "permissions", "COMMAND_NOT_PERMITTED");
        FakeConnection any = new FakeConnection().deny("EVALSHA");
        assertThat(rights(run(any, MERGE, Set.of())).status()).isEqualTo(Status.WARN);
    }

    @Test
    void onlyAMirrorMustBeAllowedToDelete() {
        assertThat(rights(run(new FakeConnection().deny("DEL"), STRING, Set.of(SyncMode.UPSERT)))
                        .status())
                .isEqualTo(Status.WARN);
        assertFails(
                run(new FakeConnection().deny("DEL"), STRING, Set.of(SyncMode.MIRROR)),
                "permissions",
                "COMMAND_NOT_PERMITTED");
    }

    @Test
    void aMirrorWithoutPrefixIntoMergedHashesIsWarnedOfTwice() {
        RedisSettings bare = logIn("").hash().build();
        assertThat(run(new FakeConnection(), bare, Set.of(SyncMode.MIRROR)).steps())
                .extracting(step -> step.result().error().map(ErrorDetail::code).orElse(""))
                .contains("MIRROR_WITHOUT_PREFIX", "STALE_FIELDS");
        assertThat(run(new FakeConnection(), bare, Set.of(SyncMode.UPSERT)).steps())
                .extracting(CheckStep::status)
                .containsOnly(Status.PASS);
        assertThat(run(new FakeConnection(), REPLACE, Set.of(SyncMode.MIRROR)).steps())
                .extracting(CheckStep::status)
                .containsOnly(Status.PASS);
    }

    @Test
    void aServerThatMayDropKeysOrIsNearlyFullIsWarnedOf() {
        String limited = "used_memory:950\r\nmaxmemory:1000\r\nmaxmemory_policy:";
        assertThat(state(limited + "allkeys-lru", STRING, "memory")
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("EVICTION_POSSIBLE");
        assertThat(state(limited + "volatile-ttl", MERGE, "memory")
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("EVICTION_POSSIBLE");
        assertThat(state(limited + "volatile-ttl", STRING, "memory")
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("MEMORY_NEARLY_FULL");
        assertThat(state(limited + "noeviction", STRING, "memory")
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("MEMORY_NEARLY_FULL");
        assertThat(state("used_memory:9\nmaxmemory:1000\nmaxmemory_policy:noeviction", STRING, "memory")
                        .status())
                .isEqualTo(Status.PASS);
    }

    @Test
    void aClusterAndAReplicaAreNamed() {
        assertThat(state("role:master\r\ncluster_enabled:1", STRING, "topology")
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("IS_CLUSTER");
        assertThat(state("role:slave\r\ncluster_enabled:0", STRING, "topology")
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("IS_REPLICA");
    }

    @Test
    void aUserWhoMayNotAskForInfoPasses() {
        CheckReport report = run(new FakeConnection().deny("INFO"), STRING, Set.of(SyncMode.UPSERT));
        assertThat(report.passed()).isTrue();
        assertThat(step(report, "memory").status()).isEqualTo(Status.SKIPPED);
        assertThat(step(report, "topology").status()).isEqualTo(Status.SKIPPED);
    }

    @ParameterizedTest
    @EnumSource(names = "SENTINELS", mode = EnumSource.Mode.EXCLUDE)
    void aTargetThatNeverAnswersEndsInTime(At step) {
        target.neverAnswer(step);
        CheckReport report =
                check(target, STRING).run(request(Set.of(SyncMode.UPSERT), Duration.ofMillis(300)), CheckObserver.NONE);
        assertThat(report.firstFailure()
                        .orElseThrow()
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("CHECK_TIMEOUT");
        assertNothingIsLeft();
    }

    @Test
    void anInterruptEndsTheCheckAndIsKept() throws InterruptedException {
        target.neverAnswer(At.PING);
        List<String> codes = new ArrayList<>();
        Thread checking = new Thread(() -> {
            CheckReport report = check(target, STRING)
                    .run(request(Set.of(SyncMode.UPSERT), Duration.ofMinutes(5)), CheckObserver.NONE);
            codes.add(report.firstFailure()
                    .orElseThrow()
                    .result()
                    .error()
                    .orElseThrow()
                    .code());
            codes.add("interrupted " + Thread.currentThread().isInterrupted());
        });
        checking.start();
        target.waiting.await();
        checking.interrupt();
        checking.join();
        assertThat(codes).containsExactly("INTERRUPTED", "interrupted true");
        assertNothingIsLeft();
    }

    @Test
    void noReportHoldsThePassword() {
        for (At step : List.of(At.AUTHENTICATE, At.SELECT, At.PING, At.COMMAND)) {
            FakeConnection echo = new FakeConnection().refuse(step, "ERR no such thing: " + PASSWORD);
            // Not as AssertJ's own assertion: its message would print what must not be printed.
            assertThat(run(echo, STRING, Set.of()).toString().contains(PASSWORD))
                    .isFalse();
        }
    }

    private void assertTransport(At at, TransportFailure kind, String step, String code) {
        assertFails(run(new FakeConnection().fail(at, new ProbeFailure(kind)), STRING, Set.of()), step, code);
    }

    private void assertRefusal(At at, String text, String step, String code) {
        assertFails(run(new FakeConnection().refuse(at, text), STRING, Set.of()), step, code);
    }

    private static void assertFails(CheckReport report, String step, String code) {
        CheckStep failed = report.firstFailure().orElseThrow();
        assertThat(failed.name()).isEqualTo(step);
        assertThat(failed.result().error().orElseThrow().code()).isEqualTo(code);
        assertThat(failed.result().error().orElseThrow().remedy()).isNotBlank();
        assertThat(failed.result().error().flatMap(ErrorDetail::pointer)).isPresent();
        int position = report.steps().indexOf(failed);
        assertThat(report.steps().subList(position + 1, report.steps().size()))
                .allMatch(later -> later.status() == Status.SKIPPED);
    }

    /** The thread that was told to end may take a moment for it on a busy machine. */
    private void assertNothingIsLeft() {
        assertThat(target.closed).isTrue();
        assertThat(target.keys).isEmpty();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("sluice-redis-check")) {
                assertThatCode(() -> thread.join(Duration.ofSeconds(20).toMillis()))
                        .doesNotThrowAnyException();
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    private static CheckStep.Result state(String info, RedisSettings settings, String step) {
        FakeConnection fake = new FakeConnection();
        fake.info = info;
        return step(run(fake, settings, Set.of(SyncMode.UPSERT)), step);
    }

    private static CheckStep.Result rights(CheckReport report) {
        return step(report, "permissions");
    }

    private static CheckStep.Result step(CheckReport report, String name) {
        return report.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow()
                .result();
    }

    private CheckReport run(RedisSettings settings, Set<SyncMode> modes, CheckObserver observer) {
        return check(target, settings).run(request(modes, Duration.ofSeconds(30)), observer);
    }

    private static CheckReport run(FakeConnection fake, RedisSettings settings, Set<SyncMode> modes) {
        return check(fake, settings).run(request(modes, Duration.ofSeconds(30)), CheckObserver.NONE);
    }

    private static RedisCheck check(FakeConnection fake, RedisSettings settings) {
        return new RedisCheck((config, target) -> settings, (known, timeout) -> fake);
    }

    private static CheckRequest request(Set<SyncMode> modes, Duration timeout) {
        return new CheckRequest(DestinationConfig.EMPTY, Optional.empty(), modes, timeout);
    }

    private static TestSettings logIn(String prefix) {
        return new TestSettings().prefix(prefix).logIn("app", PASSWORD).skipExisting();
    }
}
