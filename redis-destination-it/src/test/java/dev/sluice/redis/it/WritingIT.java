package dev.sluice.redis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.RedisServers;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
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
import dev.sluice.spi.WriteRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** What is written, read back with a plain client: modes × formats × expiry, batch sizes, poisoned rows, rights. */
class WritingIT {
    private static final RowSchema SCHEMA = RowSchema.of(
            new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT), new Field("note", FieldType.TEXT));
    private static final RowSchema IDENTITY = RowSchema.of(new Field("id", FieldType.TEXT));

    private final RedisDestination destination = new RedisDestination();
    private final String prefix = Spaces.next();

    static Stream<RedisServer> servers() {
        return RedisServers.all().stream();
    }

    static Stream<Arguments> serversAndFormats() {
        return servers()
                .flatMap(server -> Stream.of("string", "merge", "replace").map(format -> Arguments.of(server, format)));
    }

    static Stream<Arguments> serversFormatsAndExpiries() {
        return serversAndFormats()
                .flatMap(
                        pair -> Stream.of("", "0", "3600").map(ttl -> Arguments.of(pair.get()[0], pair.get()[1], ttl)));
    }

    static Stream<Arguments> serversFormatsAndSizes() {
        return serversAndFormats()
                .flatMap(pair -> Stream.of(0, 1, 499, 500, 501, 5_000)
                        .map(size -> Arguments.of(pair.get()[0], pair.get()[1], size)));
    }

    private DestinationConfig config(String url, String format) {
        DestinationConfig config = DestinationConfig.of(Map.of("connection_url", url, "key_prefix", prefix));
        return format.equals("string")
                ? config
                : config.with("data_format", "hash").with("hash_write", format);
    }

    private static WriteRequest request(DestinationConfig config, SyncMode mode) {
        return new WriteRequest(config, DestinationConfig.EMPTY, mode, SCHEMA, List.of("id"));
    }

    private BatchResult write(DestinationConfig config, SyncMode mode, Change... changes) {
        try (DestinationWriter writer =
                destination.write(request(config, mode), RunHandle.of("test"), RunContext.of("test"))) {
            return writer.write(List.of(changes));
        }
    }

    private static Change row(long id, String name, @Nullable String note) {
        return new Change.Write(Row.of(SCHEMA, id, name, note));
    }

    private static Change removal(String id) {
        return new Change.Remove(Row.of(IDENTITY, id));
    }

    /** The record as a test likes to compare it: JSON, or the fields in order of their names. */
    private @Nullable String stored(Jedis jedis, String id) {
        String key = prefix + id;
        return switch (jedis.type(key)) {
            case "none" -> null;
            case "string" -> jedis.get(key);
            default -> new java.util.TreeMap<>(jedis.hgetAll(key)).toString();
        };
    }

    private static String expected(String format, long id, String name, @Nullable String note) {
        if (format.equals("string")) {
            return "{\"id\":" + id + ",\"name\":\"" + name + "\",\"note\":"
                    + (note == null ? "null" : "\"" + note + "\"") + "}";
        }
        return "{id=" + id + ", name=" + name + (note == null ? "" : ", note=" + note) + "}";
    }

    @ParameterizedTest(name = "{0} {1} ttl {2}")
    @MethodSource("serversFormatsAndExpiries")
    void everyModeDoesToRecordsWhatItSays(RedisServer server, String format, String ttl) {
        DestinationConfig config = config(server.url(), format);
        if (!ttl.isEmpty()) {
            config = config.with("ttl_seconds", Long.valueOf(ttl));
        }
        try (Jedis jedis = server.client()) {
            for (SyncMode mode : List.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.MIRROR)) {
                jedis.del(prefix + 1, prefix + 2);
                assertThat(write(config, mode, row(1, "Ana", "x"), row(2, "Bo", null))
                                .isAllWritten())
                        .isTrue();
                assertThat(stored(jedis, "1")).isEqualTo(expected(format, 1, "Ana", "x"));
                assertThat(stored(jedis, "2")).isEqualTo(expected(format, 2, "Bo", null));
                write(config, mode, row(1, "Eve", null));
                assertThat(stored(jedis, "1")).isEqualTo(expected(format, 1, "Eve", null));
                expiry(jedis, ttl);
            }
            assertThat(write(config, SyncMode.MIRROR, removal("2"), removal("absent"))
                            .isAllWritten())
                    .isTrue();
            assertThat(stored(jedis, "2")).isNull();
            BatchResult update = write(config, SyncMode.UPDATE, row(1, "Upd", null), row(9, "No", null));
            assertThat(update.outcome(0)).isEqualTo(Outcome.WRITTEN);
            assertThat(update.outcome(1)).isEqualTo(Outcome.skipped("KEY_ABSENT"));
            assertThat(stored(jedis, "1")).isEqualTo(expected(format, 1, "Upd", null));
            assertThat(stored(jedis, "9")).isNull();
            expiry(jedis, ttl);
            BatchResult insert = write(
                    config.with("insert_existing", "skip"), SyncMode.INSERT, row(1, "Ins", null), row(9, "New", null));
            assertThat(insert.outcome(0)).isEqualTo(Outcome.skipped("KEY_EXISTS"));
            assertThat(insert.outcome(1)).isEqualTo(Outcome.WRITTEN);
            assertThat(stored(jedis, "1")).isEqualTo(expected(format, 1, "Upd", null));
            assertThat(stored(jedis, "9")).isEqualTo(expected(format, 9, "New", null));
        }
    }

    private void expiry(Jedis jedis, String ttl) {
        if (ttl.equals("3600")) {
            assertThat(jedis.ttl(prefix + 1)).isBetween(3_500L, 3_600L);
        } else {
            assertThat(jedis.ttl(prefix + 1)).isEqualTo(-1);
        }
    }

    @ParameterizedTest(name = "{0} {1} batch of {2}")
    @MethodSource("serversFormatsAndSizes")
    void aBatchOfAnySizeArrivesWhole(RedisServer server, String format, int size) {
        Change[] changes =
                IntStream.range(0, size).mapToObj(i -> row(i, "n" + i, "x")).toArray(Change[]::new);
        BatchResult result = write(config(server.url(), format), SyncMode.UPSERT, changes);
        assertThat(result.size()).isEqualTo(size);
        assertThat(result.isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            for (int i = 0; i < size; i += 1 + size / 700) {
                assertThat(stored(jedis, "" + i)).isEqualTo(expected(format, i, "n" + i, "x"));
            }
            assertThat(jedis.keys(prefix + "*")).hasSize(size);
            jedis.flushDB();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("serversAndFormats")
    void theLastOfSeveralChangesOfOneRecordStands(RedisServer server, String format) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            changes.add(i % 10 == 9 ? removal("7") : row(7, "v" + i, "x"));
        }
        changes.add(row(7, "last", null));
        BatchResult result = write(config(server.url(), format), SyncMode.MIRROR, changes.toArray(new Change[0]));
        assertThat(result.isAllWritten()).isTrue();
        try (Jedis jedis = server.client()) {
            assertThat(stored(jedis, "7")).isEqualTo(expected(format, 7, "last", null));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void everyTypeIsStoredExactly(RedisServer server) {
        Map<String, Object> values = new HashMap<>();
        List<Field> fields = new ArrayList<>(List.of(new Field("id", FieldType.INTEGER)));
        List<Object> row = new ArrayList<>(List.of(Long.MIN_VALUE));
        Map<FieldType, Object> samples = new java.util.EnumMap<>(FieldType.class);
        samples.put(FieldType.BOOLEAN, true);
        samples.put(FieldType.INTEGER, Long.MAX_VALUE);
        samples.put(FieldType.BIG_INTEGER, new BigInteger("340282366920938463463374607431768211455"));
        samples.put(FieldType.DECIMAL, new BigDecimal("-0.10"));
        samples.put(FieldType.FLOAT, 0.1f);
        samples.put(FieldType.DOUBLE, 0.1 + 0.2);
        samples.put(FieldType.TEXT, "Zoë \"quoted\" \u0001 \uD83D\uDE00");
        samples.put(FieldType.DATE, LocalDate.of(2026, 11, 24));
        samples.put(FieldType.TIME, LocalTime.of(8, 5));
        samples.put(FieldType.TIMESTAMP, LocalDateTime.of(2026, 11, 24, 8, 5, 0, 250_000_000));
        samples.put(FieldType.INSTANT, Instant.parse("2026-11-24T08:05:00Z"));
        samples.put(FieldType.UUID, UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
        samples.put(FieldType.BYTES, new byte[] {0, -1, 10});
        samples.put(FieldType.JSON, "{\"a\":[1,2.50]}");
        samples.forEach((type, value) -> {
            fields.add(new Field(type.name().toLowerCase(java.util.Locale.ROOT), type));
            row.add(value);
            values.put(type.name().toLowerCase(java.util.Locale.ROOT), value);
        });
        RowSchema schema = RowSchema.of(fields);
        Change change = new Change.Write(Row.of(schema, row.toArray()));
        try (Jedis jedis = server.client()) {
            write(config(server.url(), "string"), SyncMode.UPSERT, change);
            assertThat(jedis.get(prefix + Long.MIN_VALUE))
                    .isEqualTo("{\"id\":-9223372036854775808,\"boolean\":true,\"integer\":9223372036854775807,"
                            + "\"big_integer\":340282366920938463463374607431768211455,\"decimal\":-0.10,\"float\":0.1,"
                            + "\"double\":0.30000000000000004,\"text\":\"Zoë \\\"quoted\\\" \\u0001 \uD83D\uDE00\","
                            + "\"date\":\"2026-11-24\",\"time\":\"08:05:00\",\"timestamp\":\"2026-11-24T08:05:00.25\","
                            + "\"instant\":\"2026-11-24T08:05:00Z\",\"uuid\":\"123e4567-e89b-12d3-a456-426614174000\","
                            + "\"bytes\":\"AP8K\",\"json\":{\"a\":[1,2.50]}}");
            jedis.del(prefix + Long.MIN_VALUE);
            write(config(server.url(), "merge"), SyncMode.UPSERT, change);
            Map<String, String> hash = jedis.hgetAll(prefix + Long.MIN_VALUE);
            assertThat(hash).hasSize(values.size() + 1);
            samples.forEach((type, value) ->
                    assertThat(hash).containsEntry(type.name().toLowerCase(java.util.Locale.ROOT), type.format(value)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void aHashOntoAnotherTypeIsAnErrorOfItsRow(RedisServer server) {
        try (Jedis jedis = server.client()) {
            for (String format : List.of("merge", "replace")) {
                jedis.set(prefix + 2, "a text");
                BatchResult result = write(
                        config(server.url(), format).with("ttl_seconds", 60L),
                        SyncMode.UPSERT,
                        row(1, "Ana", "x"),
                        row(2, "Bo", "x"),
                        row(3, "Cy", "x"));
                assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
                assertThat(rejected(result, 1).code()).isEqualTo("WRONGTYPE");
                assertThat(result.outcome(2)).isEqualTo(Outcome.WRITTEN);
                assertThat(jedis.get(prefix + 2)).isEqualTo("a text");
                assertThat(jedis.ttl(prefix + 2))
                        .as("no expiry on another's key")
                        .isEqualTo(-1);
                assertThat(jedis.ttl(prefix + 3)).isPositive();
                jedis.del(prefix + 1, prefix + 3);
            }
        }
    }

    private static ErrorDetail rejected(BatchResult result, int position) {
        assertThat(result.outcome(position)).isInstanceOf(Outcome.Rejected.class);
        ErrorDetail error = ((Outcome.Rejected) result.outcome(position)).error();
        assertThat(error.remedy()).isNotBlank();
        assertThat(error.toString()).doesNotContain("canary");
        return error;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("serversAndFormats")
    void aKeyThatTheUserMayNotWriteIsAnErrorOfItsRow(RedisServer server, String format) {
        String user = "limited" + prefix.replace(":", "");
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(user, "on", ">" + RedisServer.PASSWORD, "~" + prefix + "*", "~ok:*", "+@all");
            RowSchema schema = RowSchema.of(new Field("id", FieldType.TEXT), new Field("v", FieldType.TEXT));
            DestinationConfig config = config(server.urlOf(user), format).with("key_prefix", "ok:");
            BatchResult result;
            try (DestinationWriter writer = destination.write(
                    new WriteRequest(config, DestinationConfig.EMPTY, SyncMode.UPSERT, schema, List.of("id")),
                    RunHandle.of("test"),
                    RunContext.of("test"))) {
                result = writer.write(List.of(new Change.Write(Row.of(schema, prefix + "fine", "x"))));
            }
            assertThat(result.isAllWritten()).isTrue();
            jedis.aclSetUser(user, "resetkeys", "~ok:" + prefix + "*");
            try (DestinationWriter writer = destination.write(
                    new WriteRequest(
                            config.with("key_prefix", "ok:" + prefix),
                            DestinationConfig.EMPTY,
                            SyncMode.UPSERT,
                            schema,
                            List.of("id")),
                    RunHandle.of("test"),
                    RunContext.of("test"))) {
                jedis.aclSetUser(user, "resetkeys", "~ok:" + prefix + "a*");
                result = writer.write(List.of(
                        new Change.Write(Row.of(schema, "a1", "x")),
                        new Change.Write(Row.of(schema, "b1", "x")),
                        new Change.Write(Row.of(schema, "a2", "x"))));
            }
            assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
            assertThat(rejected(result, 1).code()).isEqualTo("KEY_NOT_PERMITTED");
            assertThat(result.outcome(2)).isEqualTo(Outcome.WRITTEN);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void theFiveRightsAreEnoughForEveryPlainSync(RedisServer server) {
        String user = "five" + prefix.replace(":", "");
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(
                    user,
                    "on",
                    ">" + RedisServer.PASSWORD,
                    "~" + prefix + "*",
                    "+set",
                    "+hset",
                    "+del",
                    "+expire",
                    "+ping");
            for (SyncMode mode : List.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.MIRROR)) {
                DestinationConfig strings = config(server.urlOf(user), "string").with("ttl_seconds", 60L);
                assertThat(write(strings, mode, row(1, "Ana", null)).isAllWritten())
                        .isTrue();
                jedis.del(prefix + 1);
                DestinationConfig hashes = config(server.urlOf(user), "merge").with("ttl_seconds", 60L);
                assertThat(write(hashes.with("null_fields", "omit"), mode, row(1, "Ana", null))
                                .isAllWritten())
                        .isTrue();
                BatchResult nulls = write(hashes, mode, row(1, "Eve", null), row(2, "Bo", "x"));
                ErrorDetail error = rejected(nulls, 0);
                assertThat(error.remedy()).containsIgnoringCase("hdel").contains("omit");
                assertThat(nulls.outcome(1)).isEqualTo(Outcome.WRITTEN);
                assertThat(jedis.hget(prefix + 1, "name"))
                        .as("a rejected row changed nothing")
                        .isEqualTo("Ana");
                jedis.del(prefix + 1, prefix + 2);
            }
            assertThat(write(config(server.urlOf(user), "string"), SyncMode.MIRROR, removal("1"))
                            .isAllWritten())
                    .isTrue();
            assertThatThrownBy(() -> write(config(server.urlOf(user), "replace"), SyncMode.UPSERT, row(1, "Ana", "x")))
                    .isInstanceOfSatisfying(DestinationException.class, e -> {
                        assertThat(e.detail().category()).isEqualTo(ErrorCategory.PERMISSION);
                        assertThat(e.detail().remedy()).isNotBlank();
                    });
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("serversAndFormats")
    void recordsAreReadBack(RedisServer server, String format) {
        DestinationConfig config = config(server.url(), format).with("ttl_seconds", 3_600L);
        write(config, SyncMode.UPSERT, row(1, "Ana", "x"), row(2, "Bo", null), row(3, "Cy", "x"));
        try (Jedis jedis = server.client();
                RecordReader reader = destination
                        .reader(request(config, SyncMode.UPSERT), RunContext.of("test"))
                        .orElseThrow()) {
            jedis.del(prefix + 3);
            jedis.rpush(prefix + 4, "a list");
            List<ReadBack> read = reader.read(List.of(
                    row(1, "Ana", "x").row(),
                    row(2, "Other", null).row(),
                    row(3, "Cy", "x").row(),
                    row(4, "Dee", "x").row()));
            assertThat(read)
                    .extracting(ReadBack::status)
                    .containsExactly(
                            ReadBack.Status.MATCHES,
                            ReadBack.Status.DIFFERS,
                            ReadBack.Status.ABSENT,
                            ReadBack.Status.FOREIGN);
            assertThat(read.get(1).differences()).containsExactly("name");
            assertThat(read.get(0).expiresIn()).isPresent();
        }
    }
}
