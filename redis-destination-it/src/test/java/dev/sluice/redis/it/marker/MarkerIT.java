package dev.sluice.redis.it.marker;

import static dev.sluice.redis.it.marker.SyncRun.removal;
import static dev.sluice.redis.it.marker.SyncRun.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.ReadBack.Status;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** One server that stays: what runs find of each other, and of what others do to the target. */
class MarkerIT {
    private static final Map<Program, ServerProcess> SERVERS = new HashMap<>();
    private static final String PREFIX = "p:";
    private static final String KEY = PREFIX + "~sluice:" + SyncRun.SYNC;

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(ServerProcess::close);
        SERVERS.clear();
    }

    /** An empty server. */
    private static RedisServer server(Program program) {
        RedisServer server = SERVERS.computeIfAbsent(program, key -> ServerProcess.start(key))
                .server();
        try (Jedis jedis = server.client()) {
            jedis.flushAll();
        }
        return server;
    }

    private static DestinationConfig config(String url) {
        return DestinationConfig.of(Map.of("connection_url", url, "key_prefix", PREFIX));
    }

    /** A user with these rights and no other; by its URL. */
    private static String user(RedisServer server, String... rights) {
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(
                    "u",
                    Stream.concat(Stream.of("reset", "on", ">" + RedisServer.PASSWORD), Stream.of(rights))
                            .toArray(String[]::new));
        }
        return server.urlOf("u");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void eachRunFindsTheLast(Program program) {
        RedisServer server = server(program);
        DestinationConfig config = config(server.url());
        try (Jedis jedis = server.client()) {
            try (SyncRun run = SyncRun.open("run1", config)) {
                assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
                assertThat(run.run().handle().values())
                        .containsEntry("evicted_keys@" + server.address(), "0")
                        .hasEntrySatisfying(
                                "run_id@" + server.address(),
                                id -> assertThat(id).hasSize(40));
                run.write(run.writer(), 10);
                assertThat(jedis.get(KEY)).isEqualTo("run1 open 0");
                run.run().checkpoint(1);
                assertThat(jedis.get(KEY)).isEqualTo("run1 open 1");
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
                assertThat(jedis.get(KEY)).isEqualTo("run1 complete 1");
                assertThat(run.warnings()).isEmpty();
                assertThat(run.reconnects()).isZero();
            }
            try (SyncRun run = SyncRun.open("run2", config)) {
                assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.COMPLETE, 1));
                run.run().checkpoint(1);
                run.run().checkpoint(2);
            }
            assertThat(jedis.get(KEY)).as("a run that is not committed").isEqualTo("run2 open 2");
            try (SyncRun run = new SyncRun("run3", config)) {
                assertThat(run.read()).containsExactly(RunMarker.found("run2", State.OPEN, 2));
                run.open();
                assertThat(run.markers()).containsExactly(RunMarker.found("run2", State.OPEN, 2));
            }
            assertThat(jedis.ttl(KEY)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void threeWritersAndOneCommit(Program program) {
        try (SyncRun run = SyncRun.open("run1", config(server(program).url()))) {
            for (int i = 0; i < 3; i++) {
                run.write(run.writer(), 100);
            }
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aTargetThatWasEmptiedBetweenRunsHasNoMarker(Program program) {
        RedisServer server = server(program);
        SyncRun.complete("run1", config(server.url()));
        try (Jedis jedis = server.client();
                SyncRun run = new SyncRun("run2", config(server.url()))) {
            jedis.flushAll();
            assertThat(run.read()).containsExactly(RunMarker.NOTHING);
            run.open();
            assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aTargetThatIsEmptiedDuringARunIsSeenThoughNoConnectionBreaks(Program program) {
        RedisServer server = server(program);
        try (Jedis jedis = server.client()) {
            try (SyncRun run = SyncRun.open("run1", config(server.url()))) {
                run.write(run.writer(), 10);
                jedis.flushAll();
                assertThat(run.commit()).isEqualTo(CommitResult.TARGET_REPLACED);
                assertThat(run.reconnects()).isZero();
            }
            try (SyncRun run = SyncRun.open("run2", config(server.url()))) {
                assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.CONTESTED, 0));
                jedis.flushAll();
                assertThat(replacedAt(run, 1).message()).contains("emptied");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void ofTwoRunsAtOnceNeitherIsTrusted(Program program) {
        RedisServer server = server(program);
        DestinationConfig config = config(server.url());
        SyncRun.complete("run1", config);
        try (SyncRun first = SyncRun.open("run2", config);
                SyncRun second = SyncRun.open("run3", config)) {
            assertThat(second.markers()).containsExactly(RunMarker.found("run2", State.OPEN, 0));
            first.write(first.writer(), 10);
            second.write(second.writer(), 10);
            assertThat(replacedAt(first, 1).message()).contains("run3");
            assertThat(second.commit()).isEqualTo(CommitResult.TARGET_REPLACED);
        }
        try (SyncRun run = SyncRun.open("run4", config)) {
            assertThat(run.markers()).containsExactly(RunMarker.found("run3", State.CONTESTED, 0));
        }
    }

    private static ErrorDetail replacedAt(SyncRun run, long checkpoint) {
        ErrorDetail detail = catchThrowableOfType(
                        DestinationException.class, () -> run.run().checkpoint(checkpoint))
                .detail();
        assertThat(detail.code()).isEqualTo("TARGET_REPLACED");
        return detail;
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aKeyOfAnotherTypeIsLeftAsItIs(Program program) {
        RedisServer server = server(program);
        try (Jedis jedis = server.client();
                SyncRun run = new SyncRun("run1", config(server.url()))) {
            jedis.hset(KEY, "theirs", "1");
            assertThat(unreadable(run.read()).code()).isEqualTo("MARKER_KEY_TAKEN");
            run.open();
            assertThat(unreadable(run.markers()).code()).isEqualTo("MARKER_KEY_TAKEN");
            run.write(run.writer(), 10);
            run.run().checkpoint(1);
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            assertThat(jedis.hgetAll(KEY)).isEqualTo(Map.of("theirs", "1"));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theRightToSetIsEnoughAndWithoutGetItCannotBeReadAlone(Program program) {
        RedisServer server = server(program);
        DestinationConfig config = config(user(server, "~" + PREFIX + "*", "+set", "+del", "+ping"));
        assertThat(SyncRun.complete("run1", config)).isEqualTo(CommitResult.COMPLETE);
        try (SyncRun run = new SyncRun("run2", config)) {
            assertThat(unreadable(run.read()).code()).isEqualTo("MARKER_NOT_PERMITTED");
            assertThat(unreadable(run.read()).remedy()).contains("+get");
            run.open();
            assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.COMPLETE, 1));
            assertThat(run.run().handle().values()).containsEntry("run_id@" + server.address(), "");
        }
        user(server, "~" + PREFIX + "*", "+set", "+del", "+ping", "+get");
        try (SyncRun run = new SyncRun("run3", config)) {
            assertThat(run.read()).containsExactly(RunMarker.found("run2", State.OPEN, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aUserWhoMayOnlyWriteKeysKeepsNoMarker(Program program) {
        Assumptions.assumeFalse(program.version().startsWith("6."), "%W~ needs Redis 7.0");
        RedisServer server = server(program);
        SyncRun.complete("run1", config(server.url()));
        DestinationConfig config = config(user(server, "%W~" + PREFIX + "*", "+set", "+del", "+ping"));
        try (Jedis jedis = server.client();
                SyncRun run = SyncRun.open("run2", config)) {
            assertThat(unreadable(run.markers()).remedy()).contains("~prefix*");
            run.write(run.writer(), 10);
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            assertThat(jedis.get(KEY)).isEqualTo("run1 complete 1");
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aUserOfHashesAloneIsToldTheRight(Program program) {
        RedisServer server = server(program);
        DestinationConfig config = config(
                        user(server, "~" + PREFIX + "*", "+hset", "+hdel", "+del", "+persist", "+ping"))
                .with("data_format", "hash");
        try (SyncRun run = SyncRun.open("run1", config)) {
            assertThat(unreadable(run.markers()).code()).isEqualTo("MARKER_NOT_PERMITTED");
            assertThat(unreadable(run.markers()).remedy()).contains("+set");
            run.write(run.writer(), 10);
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
        }
    }

    /** With SET … NX GET: a record of another application stays as it is, and one that is gone comes back. */
    @ParameterizedTest
    @MethodSource("programs")
    void aRunLooksAtItsRecordsWithoutTheRightToRead(Program program) {
        RedisServer server = server(program);
        DestinationConfig config = config(user(server, "~" + PREFIX + "*", "+set", "+del", "+ping"))
                .with("ttl_seconds", 600L);
        SyncRun.complete("run1", config);
        try (Jedis jedis = server.client()) {
            jedis.set(PREFIX + "r1", "another's");
            jedis.del(PREFIX + "r2", PREFIX + "r3");
            jedis.hset(PREFIX + "r3", "f", "another's");
            List<Row> rows = Stream.of("r0", "r1", "r2", "r3")
                    .map(id -> SyncRun.row(id, "v").row())
                    .toList();
            try (SyncRun run = SyncRun.open("run2", config);
                    RecordReader reader = run.reader()) {
                if (program.version().startsWith("6.")) {
                    assertThat(catchThrowableOfType(DestinationException.class, () -> reader.read(rows))
                                    .detail()
                                    .remedy())
                            .contains("+get");
                    return;
                }
                assertThat(reader.read(rows))
                        .extracting(ReadBack::status)
                        .containsExactly(Status.MATCHES, Status.FOREIGN, Status.ABSENT, Status.FOREIGN);
            }
            assertThat(jedis.get(PREFIX + "r1")).isEqualTo("another's");
            assertThat(jedis.ttl(PREFIX + "r1")).isEqualTo(-1);
            assertThat(jedis.ttl(PREFIX + "r2")).as("healed, with its expiry").isPositive();
            assertThat(jedis.hgetAll(PREFIX + "r3")).containsExactly(Map.entry("f", "another's"));

            try (RecordReader outside = new SyncRun("run3", config).reader()) {
                jedis.del(PREFIX + "r2");
                assertThat(catchThrowableOfType(DestinationException.class, () -> outside.read(rows))
                                .detail()
                                .remedy())
                        .as("whoever only reads leaves no trace")
                        .contains("+get");
                assertThat(jedis.exists(PREFIX + "r2")).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aMirrorOfHashesNeedsPersistOnlyOnceARunHasSetAnExpiry(Program program) {
        RedisServer server = server(program);
        DestinationConfig plain = config(
                        user(server, "~" + PREFIX + "*", "+set", "+hset", "+hdel", "+del", "+expire", "+ping"))
                .with("data_format", "hash");
        assertThat(SyncRun.complete("run1", plain)).isEqualTo(CommitResult.COMPLETE);
        assertThat(SyncRun.complete("run2", plain.with("ttl_seconds", 600L))).isEqualTo(CommitResult.COMPLETE);

        try (SyncRun run = SyncRun.open("run3", plain)) {
            assertThat(catchThrowableOfType(DestinationException.class, run::writer)
                            .detail())
                    .returns("COMMAND_NOT_PERMITTED", ErrorDetail::code)
                    .returns("Grant +persist to the user (ACL SETUSER).", ErrorDetail::remedy);
        }
        try (Jedis jedis = server.client()) {
            assertThat(jedis.ttl(PREFIX + "r3")).isPositive();
            jedis.aclSetUser("u", "+persist");
            assertThat(SyncRun.complete("run4", plain)).isEqualTo(CommitResult.COMPLETE);
            assertThat(jedis.ttl(PREFIX + "r3")).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aRowWithTheKeyOfTheMarkerIsRejectedAndAllOthersAreWritten(Program program) {
        RedisServer server = server(program);
        try (Jedis jedis = server.client();
                SyncRun run = SyncRun.open("run1", config(server.url()))) {
            DestinationWriter writer = run.writer();
            String id = "~sluice:" + SyncRun.SYNC;
            BatchResult result = run.write(writer, row(id, "v"), removal(id), row(id + "0", "v"));
            assertThat(Stream.of(0, 1).map(result::outcome))
                    .allSatisfy(outcome -> assertThat(
                                    ((Outcome.Rejected) outcome).error().code())
                            .isEqualTo("KEY_IS_MARKER"));
            assertThat(result.outcome(2)).isEqualTo(Outcome.WRITTEN);
            assertThat(jedis.get(KEY)).isEqualTo("run1 open 0");
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aTextOfOnesOwnReplacesThePrefixAndOffKeepsNone(Program program) {
        RedisServer server = server(program);
        try (Jedis jedis = server.client()) {
            SyncRun.complete("run1", config(server.url()).with("marker_key", "marks/"));
            assertThat(jedis.get("marks/" + SyncRun.SYNC)).isEqualTo("run1 complete 1");
            assertThat(jedis.exists(KEY)).isFalse();
            try (SyncRun run = SyncRun.open("run2", config(server.url()).with("marker_key", "off"))) {
                assertThat(run.markers()).containsExactly(RunMarker.NOT_KEPT);
                assertThat(run.read()).containsExactly(RunMarker.NOT_KEPT);
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            }
            assertThat(jedis.get("marks/" + SyncRun.SYNC)).isEqualTo("run1 complete 1");
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aCheckDisturbsNoMarker(Program program) {
        RedisServer server = server(program);
        try (Jedis jedis = server.client();
                SyncRun run = SyncRun.open("run1", config(server.url()))) {
            assertThat(new RedisDestination()
                            .check(
                                    new CheckRequest(
                                            config(server.url()),
                                            Optional.empty(),
                                            Set.of(SyncMode.MIRROR),
                                            Duration.ofSeconds(20)),
                                    CheckObserver.NONE)
                            .firstFailure())
                    .isEmpty();
            assertThat(jedis.keys("*")).isEqualTo(Set.of(KEY));
            assertThat(jedis.get(KEY)).isEqualTo("run1 open 0");
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aTextOfAnotherApplicationIsToldAndProvesNothing(Program program) {
        RedisServer server = server(program);
        try (Jedis jedis = server.client();
                SyncRun run = new SyncRun("run1", config(server.url()))) {
            jedis.set(KEY, "hello");
            run.open();
            assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
            assertThat(run.warnings()).containsExactly("MARKER_UNKNOWN");
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void keysThatRedisEvictsMeanwhileAreCounted(Program program) {
        try (ServerProcess full = ServerProcess.start(
                        program, "--appendonly", "no", "--maxmemory", "4mb", "--maxmemory-policy", "allkeys-lru");
                SyncRun run = SyncRun.open("run1", config(full.server().url()))) {
            DestinationWriter writer = run.writer();
            for (int i = 0; i < 40; i++) {
                run.write(writer, row("big" + i, "x".repeat(200_000)));
            }
            // The marker itself may be among them.
            assertThat(run.commit()).isIn(CommitResult.COMPLETE, CommitResult.TARGET_REPLACED);
            assertThat(run.warnings()).contains("KEYS_EVICTED");
        }
    }

    private static ErrorDetail unreadable(List<RunMarker> markers) {
        assertThat(markers).singleElement().isInstanceOf(RunMarker.Unreadable.class);
        return ((RunMarker.Unreadable) markers.get(0)).why();
    }
}
