package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** What the tests of faults share: rows, settings that lose patience soon, and a look at what is there afterwards. */
abstract class FaultCase {
    static final String PREFIX = "ours:";
    static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.INTEGER), new Field("value", FieldType.TEXT));
    private static final RowSchema IDENTITY = RowSchema.of(new Field("id", FieldType.INTEGER));

    @RegisterExtension
    final Witness witness = new Witness();

    private final RedisDestination destination = new RedisDestination();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    /** Closed after the test, last first. */
    <T extends AutoCloseable> T own(T thing) {
        owned.push(thing);
        return thing;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable thing : owned) {
            thing.close();
        }
    }

    RedisProcess server(String... flags) {
        return own(RedisProcess.start(flags));
    }

    FaultProxy proxy(RedisProcess server) throws IOException {
        return own(new FaultProxy(server.port()));
    }

    /** Retries for a minute. */
    static DestinationConfig config(String url) {
        return DestinationConfig.of(Map.of(
                "connection_url", url,
                "key_prefix", PREFIX,
                "ttl_seconds", 3_600L,
                "connect_timeout_ms", 2_000L,
                "command_timeout_ms", 10_000L,
                "retry_budget_seconds", 60L));
    }

    /** Does not retry. */
    static DestinationConfig impatient(String url) {
        return config(url).with("retry_budget_seconds", 0L);
    }

    static Change row(long id, @Nullable String value) {
        return new Change.Write(Row.of(SCHEMA, id, value == null ? null : Witness.VALUE + value));
    }

    static List<Change> rows(int count, String value) {
        return LongStream.range(0, count).mapToObj(id -> row(id, value + id)).toList();
    }

    static Change removal(long id) {
        return new Change.Remove(Row.of(IDENTITY, id));
    }

    DestinationWriter open(DestinationConfig config, SyncMode mode) {
        return own(destination.write(request(config, mode), RunHandle.of("test"), RunContext.of("test")));
    }

    static WriteRequest request(DestinationConfig config, SyncMode mode) {
        DestinationConfig target = DestinationConfig.EMPTY;
        return new WriteRequest(config, target, mode, SCHEMA, List.of("id"));
    }

    BatchResult write(DestinationWriter writer, List<Change> batch) {
        return witness.saw(writer.write(batch));
    }

    BatchResult write(DestinationConfig config, List<Change> batch) {
        return write(open(config, SyncMode.UPSERT), batch);
    }

    /** In a thread of its own, while the test does harm. */
    CompletableFuture<BatchResult> writing(DestinationWriter writer, List<Change> batch) {
        return CompletableFuture.supplyAsync(() -> write(writer, batch)).orTimeout(3, TimeUnit.MINUTES);
    }

    /** The run that does not begin. */
    DestinationException refused(DestinationConfig config) {
        return refused(config, SyncMode.UPSERT);
    }

    DestinationException refused(DestinationConfig config, SyncMode mode) {
        DestinationException e = catchThrowableOfType(DestinationException.class, () -> open(config, mode));
        assertThat(e).as("the run does not begin").isNotNull();
        return witness.saw(e);
    }

    /** The first failure of a check. */
    CheckStep checkFails(DestinationConfig config) {
        CheckReport report = check(config);
        Optional<CheckStep> failure = report.firstFailure();
        assertThat(failure).as("%s", report).isPresent();
        return failure.orElseThrow();
    }

    CheckReport check(DestinationConfig config) {
        return witness.saw(destination.check(
                new CheckRequest(config, Optional.empty(), Set.of(SyncMode.UPSERT), Duration.ofSeconds(20)),
                step -> {}));
    }

    static ErrorDetail rejected(BatchResult result, int position) {
        assertThat(result.outcome(position)).isInstanceOf(Outcome.Rejected.class);
        return ((Outcome.Rejected) result.outcome(position)).error();
    }

    /** Nothing is called written behind the first row whose fate is unknown, and the run ends with this code. */
    static void assertEnds(BatchResult result, String code) {
        assertThat(result.stop()).isPresent();
        assertThat(result.stop().orElseThrow().detail().code()).isEqualTo(code);
    }

    /** Puts down what is not ours. */
    static void plant(Jedis jedis) {
        jedis.set("theirs", "untouched");
        jedis.expire("theirs", 100_000);
        jedis.hset("our", Map.of("is", "another's"));
        jedis.select(1);
        jedis.set(PREFIX + "0", "of another database");
        jedis.select(0);
    }

    /** What is not ours is as it was, and there is no more of ours than these. */
    static void assertOnly(Jedis jedis, long ours) {
        assertThat(jedis.get("theirs")).isEqualTo("untouched");
        assertThat(jedis.ttl("theirs")).isGreaterThan(50_000);
        assertThat(jedis.hgetAll("our")).isEqualTo(Map.of("is", "another's"));
        assertThat(jedis.ttl("our")).isEqualTo(-1);
        assertThat(jedis.dbSize()).isEqualTo(ours + 2);
        jedis.select(1);
        assertThat(jedis.get(PREFIX + "0")).isEqualTo("of another database");
        assertThat(jedis.ttl(PREFIX + "0")).isEqualTo(-1);
        assertThat(jedis.dbSize()).isEqualTo(1);
        jedis.select(0);
    }

    /** Every row is there with its value, in either format, and expires. */
    static void assertAllStored(Jedis jedis, int count, String value) {
        for (long id = 0; id < count; id++) {
            assertStored(jedis, id, value + id);
        }
    }

    static void assertStored(Jedis jedis, long id, String value) {
        String key = PREFIX + id;
        if (jedis.type(key).equals("hash")) {
            assertThat(jedis.hgetAll(key)).isEqualTo(Map.of("id", "" + id, "value", Witness.VALUE + value));
        } else {
            assertThat(jedis.get(key)).isEqualTo("{\"id\":" + id + ",\"value\":\"" + Witness.VALUE + value + "\"}");
        }
        assertThat(jedis.ttl(key)).isBetween(3_400L, 3_600L);
    }
}
