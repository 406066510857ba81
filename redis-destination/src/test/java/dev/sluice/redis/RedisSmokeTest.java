package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.run.OpenRuns;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.redis.write.WriterFactory;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The ways of a row into a real server, each once. */
final class RedisSmokeTest {
    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("name", FieldType.TEXT));
    private static final RowSchema IDENTITY = RowSchema.of(new Field("id", FieldType.TEXT));
    private static final String PASSWORD = "canary-s3cret-smoke";

    private static int port;
    private static RedisServer server = newServer();

    private static RedisServer newServer() {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
            return RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
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

    @BeforeEach
    void empty() {
        redis("FLUSHALL");
        redis("ACL", "DELUSER", "plain");
    }

    @Test
    void aStringUpsertSetsEveryKey() {
        List<Change> batch = IntStream.range(0, 1201)
                .<Change>mapToObj(i -> write("k" + i, "n" + i))
                .toList();

        BatchResult result = run(settings(), SyncMode.UPSERT, batch);

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis("DBSIZE")).isEqualTo(1201L);
        assertThat(redis("GET", "t:k1200")).isEqualTo("{\"id\":\"k1200\",\"name\":\"n1200\"}");
    }

    @Test
    void anEmptyBatchIsWritten() {
        assertThat(run(settings(), SyncMode.UPSERT, List.of()).isAllWritten()).isTrue();
    }

    @Test
    void aHashMergeKeepsWhatTheRowLacksAndDeletesNulls() {
        redis("HSET", "t:a", "other", "1", "name", "old");

        BatchResult result =
                run(settings().hash().expires(100), SyncMode.UPSERT, List.of(write("a", null), write("b", "x")));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis("HGETALL", "t:a")).isEqualTo(List.of("other", "1", "id", "a"));
        assertThat((Long) redis("TTL", "t:a")).isBetween(90L, 100L);
        assertThat((Long) redis("TTL", "t:b")).isBetween(90L, 100L);
    }

    @Test
    void aHashReplaceLeavesNothingButTheRow() {
        redis("HSET", "t:a", "other", "1", "name", "old");
        redis("EXPIRE", "t:a", "1000");

        BatchResult result = run(
                settings().hash().replace().neverExpires(),
                SyncMode.UPSERT,
                List.of(write("a", "new"), write("b", null)));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis("HGETALL", "t:a")).isEqualTo(List.of("name", "new", "id", "a"));
        assertThat(redis("TTL", "t:a")).isEqualTo(-1L);
        assertThat(redis("HGETALL", "t:b")).isEqualTo(List.of("id", "b"));
    }

    @Test
    void aScriptThatTheServerForgotIsSentAgain() {
        try (DestinationWriter writer = open(settings().hash().replace(), SyncMode.UPSERT)) {
            redis("SCRIPT", "FLUSH");
            assertThat(writer.write(List.of(write("a", "1"), write("b", "2"), write("a", "3")))
                            .isAllWritten())
                    .isTrue();
        }
        assertThat(redis("HGET", "t:a", "name")).isEqualTo("3");
    }

    @Test
    void anUpdateSkipsAbsentKeysInBothFormats() {
        redis("SET", "t:s", "x");
        redis("HSET", "t:h", "id", "h");

        BatchResult strings = run(settings(), SyncMode.UPDATE, List.of(write("s", "1"), write("absent", "1")));
        BatchResult hashes = run(settings().hash(), SyncMode.UPDATE, List.of(write("h", "1"), write("absent", "1")));

        assertThat(Stream.of(strings, hashes).map(result -> result.outcome(0))).containsOnly(Outcome.WRITTEN);
        assertThat(Stream.of(strings, hashes).map(result -> result.outcome(1)))
                .containsOnly(Outcome.skipped("KEY_ABSENT"));
        assertThat(redis("EXISTS", "t:absent")).isEqualTo(0L);
    }

    @Test
    void anInsertThatSkipsLeavesExistingKeysInBothFormats() {
        redis("SET", "t:s", "x");
        redis("HSET", "t:h", "id", "h");

        BatchResult strings =
                run(settings().skipExisting(), SyncMode.INSERT, List.of(write("s", "1"), write("s2", "1")));
        BatchResult hashes = run(
                settings().skipExisting().hash().expires(100),
                SyncMode.INSERT,
                List.of(write("h", "1"), write("h2", "1")));

        assertThat(Stream.of(strings, hashes).map(result -> result.outcome(0)))
                .containsOnly(Outcome.skipped("KEY_EXISTS"));
        assertThat(Stream.of(strings, hashes).map(result -> result.outcome(1))).containsOnly(Outcome.WRITTEN);
        assertThat(redis("GET", "t:s")).isEqualTo("x");
        assertThat((Long) redis("TTL", "t:h2")).isBetween(90L, 100L);
    }

    @Test
    void aMirrorRemovesByIdentityAlone() {
        redis("SET", "t:a", "x");

        BatchResult result = run(
                settings(),
                SyncMode.MIRROR,
                List.of(
                        new Change.Remove(Row.of(IDENTITY, "a")),
                        new Change.Remove(Row.of(IDENTITY, "absent")),
                        write("b", "1"),
                        new Change.Remove(Row.of(IDENTITY, "b"))));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void changesOfOneKeyAreAppliedInOrderWithTheirSequels() {
        BatchResult result = run(
                settings().hash().expires(100),
                SyncMode.MIRROR,
                List.of(
                        write("a", null),
                        write("a", "kept"),
                        write("b", "gone"),
                        new Change.Remove(Row.of(IDENTITY, "b"))));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis("HGET", "t:a", "name")).isEqualTo("kept");
        assertThat(redis("EXISTS", "t:b")).isEqualTo(0L);
    }

    @Test
    void aKeyOfAnotherTypeIsRejectedAndGetsNoExpiry() {
        redis("SET", "t:b", "foreign");

        for (TestSettings settings : List.of(
                settings().hash().expires(100), settings().hash().replace().expires(100))) {
            BatchResult result =
                    run(settings, SyncMode.UPSERT, List.of(write("a", "1"), write("b", "2"), write("c", "3")));

            assertThat(codes(result)).containsExactly("WRITTEN", "WRONGTYPE", "WRITTEN");
            assertThat(result.stop()).isEmpty();
            assertThat(redis("TTL", "t:b")).isEqualTo(-1L);
        }
    }

    @Test
    void aUserWithThePlainRightsWritesPlainSyncs() {
        redis("ACL", "SETUSER", "plain", "on", ">" + PASSWORD, "~t:*", "-@all");
        for (String command : List.of("set", "hset", "del", "expire", "ping", "select")) {
            redis("ACL", "SETUSER", "plain", "+" + command);
        }
        for (Protocol protocol : Protocol.values()) {
            for (TestSettings settings : List.of(
                    settings(),
                    settings().expires(50),
                    settings().skipExisting(),
                    settings().hash().nullFields(NullFields.OMIT),
                    settings().hash().nullFields(NullFields.OMIT).expires(50),
                    settings().database(3))) {
                redis("FLUSHALL");
                settings.protocol(protocol).logIn("plain", PASSWORD);
                // Without a marker a mirror of hashes does not know whether one has an expiry, so it needs PERSIST.
                RedisSettings built = settings.build();
                SyncMode mode = built.ttl(SyncMode.MIRROR).kind() == RedisSettings.Ttl.Kind.LASTING
                                && built.format() == RedisSettings.Format.HASH
                        ? SyncMode.UPSERT
                        : SyncMode.MIRROR;
                assertThat(run(settings, mode, List.of(write("a", null), write("b", "1")))
                                .isAllWritten())
                        .isTrue();
            }
        }
    }

    @Test
    void withoutTheRightToHdelARowWithNullsIsRejectedBeforeAnythingOfItIsSent() {
        redis("ACL", "SETUSER", "plain", "on", ">" + PASSWORD, "~t:*", "-@all", "+hset", "+del", "+expire");

        BatchResult result = run(
                settings().hash().logIn("plain", PASSWORD),
                SyncMode.UPSERT,
                List.of(write("a", null), write("b", "1")));

        assertThat(codes(result)).containsExactly("HDEL_NOT_PERMITTED", "WRITTEN");
        assertThat(redis("EXISTS", "t:a")).isEqualTo(0L);
    }

    @Test
    void aMissingRightThatEveryRowNeedsEndsWriteAndLeavesNoTrace() {
        redis("ACL", "SETUSER", "plain", "on", ">" + PASSWORD, "~t:*", "-@all", "+hset", "+del");

        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> open(settings().hash().expires(9).logIn("plain", PASSWORD), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().category()).isEqualTo(ErrorCategory.PERMISSION))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("+expire"));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> open(settings().logIn("plain", PASSWORD), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("+set"));
        assertThat(redis("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void aReplacingSyncAsksForNoRightThatItDoesNotUse() {
        redis("ACL", "SETUSER", "plain", "on", ">" + PASSWORD, "~t:*", "-@all");
        for (String command : List.of("hset", "hdel", "hkeys", "eval", "evalsha")) {
            redis("ACL", "SETUSER", "plain", "+" + command);
        }
        redis("HSET", "t:a", "old", "1");

        redis("ACL", "SETUSER", "plain", "+del");
        BatchResult result =
                run(settings().hash().replace().logIn("plain", PASSWORD), SyncMode.UPSERT, List.of(write("a", "1")));

        assertThat(codes(result)).containsExactly("WRITTEN");
        assertThat(redis("HKEYS", "t:a")).isEqualTo(List.of("id", "name"));
    }

    @Test
    void aKeyThatTheUserMayNotWriteIsRejectedAlone() {
        redis("ACL", "SETUSER", "plain", "on", ">" + PASSWORD, "~ok:*", "+@all");

        for (TestSettings settings :
                List.of(settings(), settings().hash(), settings().hash().expires(60))) {
            redis("FLUSHALL");
            BatchResult result = run(
                    settings.prefix("").logIn("plain", PASSWORD),
                    SyncMode.UPSERT,
                    List.of(write("ok:1", "1"), write("no:1", "1"), write("ok:2", "1")));

            assertThat(codes(result)).containsExactly("WRITTEN", "KEY_NOT_PERMITTED", "WRITTEN");
        }
    }

    @Test
    void aWrongPasswordIsToldApart() {
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> open(settings().logIn("nobody", PASSWORD), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("WRONG_PASSWORD"))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("canary"));
    }

    @Test
    void anInterruptEndsTheCallAndStaysSet() throws Exception {
        List<@Nullable BatchResult> seen = new ArrayList<>();
        boolean[] flag = new boolean[1];
        try (DestinationWriter writer = open(settings(), SyncMode.UPSERT)) {
            redis("CLIENT", "PAUSE", "600000", "WRITE");
            Thread lane = new Thread(() -> {
                seen.add(writer.write(List.of(write("a", "1"))));
                flag[0] = Thread.currentThread().isInterrupted();
            });
            lane.start();
            lane.interrupt();
            lane.join(10_000);
        } finally {
            redis("CLIENT", "UNPAUSE");
        }

        assertThat(seen).hasSize(1);
        assertThat(flag[0]).isTrue();
        assertThat(codes(java.util.Objects.requireNonNull(seen.get(0)))).containsExactly("INTERRUPTED");
    }

    @Test
    void aDeadlineEndsABatchThatIsNotAnswered() {
        TestSettings impatient =
                settings().commandTimeout(Duration.ofMillis(300)).retryBudget(Duration.ZERO);
        try (DestinationWriter writer = open(impatient, SyncMode.UPSERT)) {
            redis("CLIENT", "PAUSE", "600000", "WRITE");
            BatchResult result = writer.write(List.of(write("a", "1")));
            redis("CLIENT", "UNPAUSE");

            assertThat(codes(result)).containsExactly("COMMAND_TIMEOUT");
            assertThat(result.stop()).isPresent();
            assertThat(writer.write(List.of(write("a", "2"))).isAllWritten())
                    .as("a new connection")
                    .isTrue();
        }
    }

    @Test
    void theWholeWayThroughTheDestination() {
        Destination destination = new RedisDestination();
        for (String format : List.of("string", "hash")) {
            redis("FLUSHALL");
            DestinationConfig config = DestinationConfig.of(
                    Map.of("connection_url", "redis://127.0.0.1:" + port, "key_prefix", "t:", "data_format", format));
            WriteRequest request =
                    new WriteRequest(config, DestinationConfig.EMPTY, SyncMode.UPSERT, SCHEMA, List.of("id"));
            CheckReport report = destination.check(
                    new CheckRequest(config, Optional.empty(), Set.of(), Duration.ofSeconds(10)), CheckObserver.NONE);
            assertThat(report.passed()).as("%s", report).isTrue();
            assertThat(redis("DBSIZE")).as("left by the check").isEqualTo(0L);
            try (DestinationWriter writer = destination.write(request, RunHandle.of("test"), RunContext.of("test"));
                    RecordReader reader =
                            destination.reader(request, RunContext.of("test")).orElseThrow()) {
                assertThat(writer.write(List.of(write("a", "1"))).isAllWritten())
                        .isTrue();
                assertThat(reader.read(
                                List.of(Row.of(SCHEMA, "a", "1"), Row.of(SCHEMA, "a", "2"), Row.of(SCHEMA, "b", "1"))))
                        .extracting(ReadBack::status)
                        .containsExactly(ReadBack.Status.MATCHES, ReadBack.Status.DIFFERS, ReadBack.Status.ABSENT);
            }
        }
    }

    @Test
    void aClosedPortIsRefused() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (CommandExecutor executor = executor(settings().port(free))) {
            assertThat(executor.execute(List.of(command("PING"))))
                    .containsExactly(
                            new Reply.Lost(TransportFailure.REFUSED, false, false).at(new Endpoint("127.0.0.1", free)));
        }
    }

    private static TestSettings settings() {
        return new TestSettings().port(port);
    }

    private static BatchResult run(TestSettings settings, SyncMode mode, List<Change> batch) {
        try (DestinationWriter writer = open(settings, mode)) {
            return writer.write(batch);
        }
    }

    private static DestinationWriter open(TestSettings settings, SyncMode mode) {
        return injector(settings.build(), mode).getInstance(WriterFactory.class).open();
    }

    private static CommandExecutor executor(TestSettings settings) {
        return injector(settings.build(), SyncMode.UPSERT).getInstance(CommandExecutor.class);
    }

    private static Injector injector(RedisSettings settings, SyncMode mode) {
        return Guice.createInjector(
                Stage.PRODUCTION,
                new RedisModule(
                        new RunProfile(
                                settings,
                                mode,
                                WriteProfile.builder(List.of("id"), "")
                                        .parallelism(10)
                                        .build()),
                        RunHandle.of("test"),
                        RunContext.of("test"),
                        new OpenRuns(),
                        () -> settings));
    }

    private static Change write(String id, @Nullable String name) {
        return new Change.Write(Row.of(SCHEMA, id, name));
    }

    private static List<String> codes(BatchResult result) {
        return IntStream.range(0, result.size())
                .mapToObj(result::outcome)
                .map(outcome -> {
                    if (outcome instanceof Outcome.Rejected rejected) {
                        return rejected.error().code();
                    }
                    if (outcome instanceof Outcome.Indeterminate indeterminate) {
                        return indeterminate.error().code();
                    }
                    return outcome instanceof Outcome.Skipped skipped ? skipped.reason() : "WRITTEN";
                })
                .toList();
    }

    private static Command command(String... words) {
        return Command.withoutKey(Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    private static Object redis(String... words) {
        try (CommandExecutor executor = executor(settings())) {
            Reply reply = executor.execute(List.of(command(words))).get(0);
            return text(((Reply.Value) reply).value());
        }
    }

    private static Object text(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value instanceof List<?> list
                ? list.stream().map(RedisSmokeTest::text).toList()
                : value;
    }
}
