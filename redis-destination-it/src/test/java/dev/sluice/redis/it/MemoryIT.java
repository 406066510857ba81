package dev.sluice.redis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.RedisServers;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.TargetMemory;
import dev.sluice.spi.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** What is told of the memory that records take, compared with what a server takes for them. */
class MemoryIT {
    private static final int RECORDS = 8_000;
    private static final RowSchema SCHEMA = RowSchema.of(
            new Field("id", FieldType.INTEGER),
            new Field("name", FieldType.TEXT),
            new Field("score", FieldType.DOUBLE),
            new Field("note", FieldType.TEXT));

    private static final List<Map<String, Object>> SHAPES = List.of(
            Map.of(),
            Map.of("ttl_seconds", 3_600L),
            Map.of("value_field", "name"),
            Map.of("data_format", "hash"),
            Map.of("data_format", "hash", "ttl_seconds", 3_600L));

    private final RedisDestination destination = new RedisDestination();

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    private static WriteRequest request(String url, Map<String, Object> shape) {
        DestinationConfig config = DestinationConfig.of(Map.of("connection_url", url, "key_prefix", "user:"));
        DestinationConfig ofSync = DestinationConfig.EMPTY;
        for (Map.Entry<String, Object> setting : shape.entrySet()) {
            if (setting.getKey().equals("value_field")) {
                ofSync = ofSync.with(setting.getKey(), setting.getValue());
            } else {
                config = config.with(setting.getKey(), setting.getValue());
            }
        }
        RowSchema schema = shape.containsKey("value_field") ? RowSchema.of(SCHEMA.field(0), SCHEMA.field(1)) : SCHEMA;
        return new WriteRequest(config, ofSync, SyncMode.UPSERT, schema, List.of("id"));
    }

    private static List<Row> rows(RowSchema schema, int note) {
        List<Row> rows = new ArrayList<>();
        for (long id = 1; id <= RECORDS; id++) {
            rows.add(
                    schema.size() == 2
                            ? Row.of(schema, id, "Person " + id + "x".repeat(note))
                            : Row.of(schema, id, "Person " + id, id / 7.0, "x".repeat(note)));
        }
        return rows;
    }

    private TargetMemory memory(WriteRequest request, List<Row> rows) {
        try (RecordReader reader =
                destination.reader(request, RunContext.of("test")).orElseThrow()) {
            return reader.memory(rows).orElseThrow();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void recordsTakeWhatIsTold(Program program) {
        try (ServerProcess server = ServerProcess.start(program, "--maxmemory", "1gb");
                Jedis jedis = server.server().client()) {
            for (Map<String, Object> shape : SHAPES) {
                for (int note : new int[] {0, 30, 400, 3_000}) {
                    jedis.flushAll();
                    compare(request(server.server().url(), shape), note);
                }
            }
        }
    }

    private void compare(WriteRequest request, int note) {
        List<Row> rows = rows(request.schema(), note);
        TargetMemory before = memory(request, rows.subList(0, 200));
        assertThat(before.limit()).hasValue(1L << 30);
        try (DestinationWriter writer = destination.write(request, RunHandle.of("test"), RunContext.of("test"))) {
            for (int from = 0; from < RECORDS; from += 1_000) {
                List<Change> changes = rows.subList(from, from + 1_000).stream()
                        .<Change>map(Change.Write::new)
                        .toList();
                assertThat(writer.write(changes).isAllWritten()).isTrue();
            }
        }
        TargetMemory after = memory(request, rows.subList(RECORDS - 200, RECORDS));
        assertThat((double) (after.used() - before.used()) / RECORDS)
                .as("bytes of a record of %s with %d characters, told as %d", request, note, before.perRecord())
                .isCloseTo((double) before.perRecord(), Percentage.withPercentage(25));
    }

    @Test
    void whoMayNotAskIsToldNothing() {
        RedisServer server = RedisServers.all().get(0);
        try (Jedis jedis = server.client()) {
            jedis.sendCommand(
                    () -> "ACL".getBytes(StandardCharsets.US_ASCII),
                    "SETUSER",
                    "noinfo",
                    "on",
                    ">secret-of-noinfo",
                    "~*",
                    "&*",
                    "+@all",
                    "-info");
            WriteRequest request = request("redis://noinfo:secret-of-noinfo@127.0.0.1:" + server.port(), Map.of());
            try (RecordReader reader =
                    destination.reader(request, RunContext.of("test")).orElseThrow()) {
                assertThat(reader.memory(rows(SCHEMA, 0).subList(0, 1))).isEqualTo(Optional.empty());
                reader.close();
                assertThatThrownBy(() -> reader.memory(rows(SCHEMA, 0).subList(0, 1)))
                        .isInstanceOf(DestinationException.class);
            }
        }
    }
}
