package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** One row is at fault, or its key: it is rejected, and the others are written. */
class RowFaultsIT extends FaultCase {
    @Test
    @Fault(value = Kind.WRONGTYPE, code = "WRONGTYPE", fate = Fate.ROW_REJECTED)
    void aKeyOfAnotherTypeIsLeftAsItIs() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            for (String write : List.of("merge", "replace")) {
                jedis.rpush(PREFIX + 1, "another's");
                DestinationConfig config =
                        config(server.url()).with("data_format", "hash").with("hash_write", write);
                BatchResult result = write(config, rows(3, "a"));
                assertThat(rejected(result, 1).code()).isEqualTo("WRONGTYPE");
                assertStored(jedis, 0, "a0");
                assertStored(jedis, 2, "a2");
                assertThat(jedis.lrange(PREFIX + 1, 0, -1)).containsExactly("another's");
                assertThat(jedis.ttl(PREFIX + 1)).as("no expiry either").isEqualTo(-1);
                assertOnly(jedis, 3);
                jedis.del(PREFIX + 0, PREFIX + 1, PREFIX + 2);
            }
        }
    }

    @Test
    @Fault(value = Kind.EMPTY_KEY, code = "KEY_EMPTY", fate = Fate.ROW_REJECTED)
    @Fault(value = Kind.LONE_SURROGATE, code = "VALUE_MALFORMED", fate = Fate.ROW_REJECTED)
    @Fault(value = Kind.DUPLICATE_KEY, fate = Fate.NO_HARM)
    void whatIsWrongWithARowIsFoundBeforeAnythingIsSent() throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            List<Change> batch = List.of(
                    row(0, "first"),
                    new Change.Write(dev.sluice.spi.Row.of(SCHEMA, null, Witness.VALUE)),
                    row(1, "half \ud800 of a pair"),
                    row(0, "last"));
            BatchResult result = write(config(server.url()), batch);
            assertThat(rejected(result, 1).code()).isEqualTo("KEY_EMPTY");
            assertThat(rejected(result, 2).code()).isEqualTo("VALUE_MALFORMED");
            assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
            assertStored(jedis, 0, "last");
            assertOnly(jedis, 1);
        }
    }

    @Test
    @Fault(value = Kind.VALUE_TOO_LARGE, code = "VALUE_TOO_LARGE", fate = Fate.ROW_REJECTED)
    void aValueOverTheLimitOfTheSettingsIsNotSent() throws IOException {
        RedisProcess server = server();
        BatchResult result = write(
                config(server.url()).with("max_value_bytes", 1_000L),
                List.of(row(0, "a0"), row(1, "x".repeat(2_000)), row(2, "a2")));
        assertThat(rejected(result, 1).code()).isEqualTo("VALUE_TOO_LARGE");
        try (Jedis jedis = server.client()) {
            assertStored(jedis, 0, "a0");
            assertStored(jedis, 2, "a2");
            assertThat(jedis.exists(PREFIX + 1)).isFalse();
        }
    }

    @Test
    @Fault(value = Kind.VALUE_TOO_LARGE, code = "VALUE_TOO_LARGE", fate = Fate.ROW_REJECTED)
    void aValueOverTheLimitOfTheServerIsFoundAndTheOthersAreWritten() throws IOException {
        assertThat(amongOthers("proto-max-bulk-len")).isIn("VALUE_TOO_LARGE", "ROW_BREAKS_CONNECTION");
    }

    @Test
    @Fault(value = Kind.QUERY_BUFFER, code = "ROW_BREAKS_CONNECTION", fate = Fate.ROW_REJECTED)
    void theRowThatBreaksTheConnectionIsFoundAndTheOthersAreWritten() throws IOException {
        assertThat(amongOthers("client-query-buffer-limit")).isEqualTo("ROW_BREAKS_CONNECTION");
    }

    /** One row of forty is too much for the server; its code. */
    private String amongOthers(String limit) throws IOException {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            plant(jedis);
            jedis.configSet(limit, "1mb");
        }
        List<Change> batch = new ArrayList<>(rows(40, "a"));
        batch.set(17, row(17, "x".repeat(3 << 20)));
        DestinationWriter writer = open(config(server.url()).with("pipeline_bytes", 16L << 20), SyncMode.UPSERT);
        BatchResult result = writing(writer, batch).join();
        assertThat(result.stop()).isEmpty();
        try (Jedis jedis = server.client()) {
            for (int id = 0; id < 40; id++) {
                if (id != 17) {
                    assertThat(result.outcome(id)).isEqualTo(Outcome.WRITTEN);
                    assertStored(jedis, id, "a" + id);
                }
            }
            assertThat(jedis.exists(PREFIX + 17)).isFalse();
            assertOnly(jedis, 39);
        }
        return rejected(result, 17).code();
    }

    @Test
    void aMirrorWithoutAnExpiryMakesItsHashesLast() {
        RedisProcess server = server();
        DestinationConfig expires = config(server.url()).with("data_format", "hash");
        DestinationConfig lasts = DestinationConfig.of(
                Map.of("connection_url", server.url(), "key_prefix", PREFIX, "data_format", "hash"));
        try (Jedis jedis = server.client()) {
            write(open(expires, SyncMode.MIRROR), rows(3, "a"));
            jedis.hset(PREFIX + 3, "left", "by another");
            jedis.expire(PREFIX + 3, 1_000);
            for (String how : List.of("merge", "replace")) {
                jedis.expire(PREFIX + 0, 1_000);
                assertThat(write(open(lasts.with("hash_write", how), SyncMode.MIRROR), rows(4, "a"))
                                .isAllWritten())
                        .isTrue();
                assertThat(jedis.ttl(PREFIX + 0)).as(how).isEqualTo(-1);
                assertThat(jedis.ttl(PREFIX + 1)).isEqualTo(-1);
                assertThat(jedis.ttl(PREFIX + 3)).isEqualTo(-1);
            }
        }
    }

    @Test
    void aMirrorThatMayNotMakeItsHashesLastDoesNotBegin() {
        RedisProcess server = server();
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser(
                    Witness.USER,
                    "on",
                    ">" + Witness.PASSWORD,
                    "~*",
                    "-@all",
                    "+hset",
                    "+hdel",
                    "+del",
                    "+expire",
                    "+ping");
            DestinationConfig lasts = DestinationConfig.of(Map.of(
                    "connection_url",
                    server.url(Witness.USER, server.port()),
                    "key_prefix",
                    PREFIX,
                    "data_format",
                    "hash"));
            assertThat(refused(lasts, SyncMode.MIRROR).detail())
                    .returns("COMMAND_NOT_PERMITTED", detail -> detail.code())
                    .returns("The user may not run PERSIST.", detail -> detail.message());
        }
    }
}
