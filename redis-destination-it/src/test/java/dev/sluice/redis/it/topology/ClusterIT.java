package dev.sluice.redis.it.topology;

import static dev.sluice.redis.it.topology.SteadyWriting.json;
import static dev.sluice.redis.it.topology.SteadyWriting.removal;
import static dev.sluice.redis.it.topology.SteadyWriting.request;
import static dev.sluice.redis.it.topology.SteadyWriting.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.faults.Fate;
import dev.sluice.redis.it.faults.Fault;
import dev.sluice.redis.it.faults.Kind;
import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.ClusterGroup.Migration;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** A cluster of three nodes that stays whole: what is written, read back with a plain client, while slots move. */
class ClusterIT {
    private static final Map<Program, ClusterGroup> GROUPS = new HashMap<>();
    private static int spaces;

    private final RedisDestination destination = new RedisDestination();
    private final String prefix = "cluster" + spaces++ + ":";

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    static Stream<Arguments> programsAndFormats() {
        return programs()
                .flatMap(program ->
                        Stream.of("string", "merge", "replace").map(format -> Arguments.of(program, format)));
    }

    private static ClusterGroup group(Program program) {
        return GROUPS.computeIfAbsent(program, key -> ClusterGroup.start(key, 0));
    }

    @AfterAll
    static void stop() {
        GROUPS.values().forEach(ClusterGroup::close);
        GROUPS.clear();
    }

    private static DestinationConfig config(ClusterGroup group, String prefix) {
        return DestinationConfig.of(Map.of(
                "connection_url",
                group.url(),
                "topology",
                "cluster",
                "nodes",
                group.others(),
                "key_prefix",
                prefix,
                "retry_budget_seconds",
                120L));
    }

    private DestinationConfig config(ClusterGroup group, String keyPrefix, String format) {
        DestinationConfig config = config(group, keyPrefix);
        return format.equals("string")
                ? config
                : config.with("data_format", "hash").with("hash_write", format);
    }

    private BatchResult write(DestinationConfig config, SyncMode mode, List<Change> changes) {
        try (DestinationWriter writer =
                destination.write(request(config, mode), RunHandle.of("test"), RunContext.of("test"))) {
            return writer.write(changes);
        }
    }

    private static Object stored(String format, String id, long version) {
        return format.equals("string")
                ? json(id, version)
                : new TreeMap<>(Map.of("id", id, "version", Long.toString(version)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("programsAndFormats")
    void everyModeDoesOnAllNodesWhatItSays(Program program, String format) {
        ClusterGroup group = group(program);
        DestinationConfig config = config(group, prefix, format);
        List<Change> first = new ArrayList<>();
        List<Change> second = new ArrayList<>();
        Map<String, Object> expected = new TreeMap<>();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            first.add(row("a" + i, i));
            second.add(row("a" + i, i + 10_000));
            expected.put(prefix + "a" + i, stored(format, "a" + i, i));
            rows.add(Row.of(SteadyWriting.SCHEMA, "a" + i, (long) i));
        }
        assertThat(write(config, SyncMode.UPSERT, first).isAllWritten()).isTrue();
        assertThat(group.readAll(prefix)).isEqualTo(expected);

        BatchResult skipped = write(config.with("insert_existing", "skip"), SyncMode.INSERT, second);
        assertThat(skipped.outcome(0)).isEqualTo(Outcome.skipped("KEY_EXISTS"));
        assertThat(group.readAll(prefix)).isEqualTo(expected);
        BatchResult absent = write(config, SyncMode.UPDATE, List.of(row("b", 1), row("a7", 7)));
        assertThat(absent.outcome(0)).isEqualTo(Outcome.skipped("KEY_ABSENT"));
        assertThat(absent.outcome(1)).isEqualTo(Outcome.WRITTEN);

        try (RecordReader reader = destination
                .reader(request(config, SyncMode.UPSERT), RunContext.of("test"))
                .orElseThrow()) {
            assertThat(reader.read(rows))
                    .allSatisfy(read -> assertThat(read.status()).isEqualTo(ReadBack.Status.MATCHES));
        }

        List<Change> mirror = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            mirror.add(i % 2 == 0 ? removal("a" + i) : row("a" + i, i + 1));
            if (i % 2 == 0) {
                expected.remove(prefix + "a" + i);
            } else {
                expected.put(prefix + "a" + i, stored(format, "a" + i, i + 1));
            }
        }
        assertThat(write(config, SyncMode.MIRROR, mirror).isAllWritten()).isTrue();
        assertThat(group.readAll(prefix)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("programsAndFormats")
    void ofSeveralChangesOfAKeyTheLastStandsWhereverItsSlotIs(Program program, String format) {
        ClusterGroup group = group(program);
        // All keys in one slot, on its way between two nodes.
        String tagged = prefix + "{moving" + prefix + format + "}";
        int slot = ClusterGroup.slot(tagged);
        ServerProcess owner = group.owner(slot);
        ServerProcess other =
                group.nodes().stream().filter(node -> node != owner).findFirst().orElseThrow();
        Map<String, Object> expected = new TreeMap<>();
        try (DestinationWriter writer = destination.write(
                request(config(group, tagged, format), SyncMode.MIRROR), RunHandle.of("test"), RunContext.of("test"))) {
            writeTwice(writer, format, 0, 20, tagged, expected);
            Migration migration = group.migrate(slot, other);
            writeTwice(writer, format, 10, 40, tagged, expected);
            migration.moveKeys(15);
            writeTwice(writer, format, 0, 60, tagged, expected);
            migration.finish();
            writeTwice(writer, format, 0, 60, tagged, expected);
        }
        assertThat(group.claimant(slot)).isSameAs(other);
        assertThat(group.readAll(tagged)).isEqualTo(expected);
    }

    private static void writeTwice(
            DestinationWriter writer, String format, int from, int to, String tagged, Map<String, Object> expected) {
        List<Change> changes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String id = "k" + i;
            changes.add(row(id, i));
            changes.add(i % 3 == 0 ? removal(id) : row(id, i + 500));
            changes.add(row(id, i + 1_000));
            expected.put(tagged + id, stored(format, id, i + 1_000));
        }
        assertThat(writer.write(changes).isAllWritten()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.MOVED, fate = Fate.RETRIED)
    @Fault(value = Kind.ASK, fate = Fate.RETRIED)
    void nothingIsLostWhileSlotsMove(Program program) {
        ClusterGroup group = group(program);
        String tagged = prefix + "{wandering}";
        int slot = ClusterGroup.slot(tagged);
        try (SteadyWriting writing = new SteadyWriting(config(group, tagged), tagged)) {
            writing.writeDuring(() -> {
                for (int i = 0; i < 12; i++) {
                    ServerProcess to = group.nodes().get(i % 3);
                    if (group.claimant(slot) != to) {
                        Migration migration = group.migrate(slot, to);
                        migration.moveKeys(7);
                        migration.moveKeys(7);
                        migration.finish();
                    }
                }
            });
            assertThat(group.readAll(tagged)).isEqualTo(writing.expected());
            assertThat(writing.batches()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aUserNeedsTheRightToAskForTheSlotsAndTheErrorSaysSo(Program program) {
        ClusterGroup group = group(program);
        for (ServerProcess node : group.nodes()) {
            try (Jedis jedis = node.server().client()) {
                jedis.aclSetUser(
                        "blind", "on", ">" + RedisServer.PASSWORD, "~" + prefix + "*", "+set", "+del", "+ping");
                jedis.aclSetUser(
                        "least",
                        "on",
                        ">" + RedisServer.PASSWORD,
                        "~" + prefix + "*",
                        "+set",
                        "+del",
                        "+ping",
                        "+cluster|slots",
                        "+asking");
            }
        }
        RedisServer server = group.nodes().get(0).server();
        DestinationConfig blind = config(group, prefix).with("connection_url", server.urlOf("blind"));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() ->
                        destination.write(request(blind, SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test")))
                .satisfies(e -> {
                    assertThat(e.detail().code()).isEqualTo("COMMAND_NOT_PERMITTED");
                    assertThat(e.detail().category()).isEqualTo(ErrorCategory.PERMISSION);
                    assertThat(e).hasMessageContaining("CLUSTER");
                    assertThat(e.detail().remedy()).contains("+cluster");
                });
        DestinationConfig least = config(group, prefix).with("connection_url", server.urlOf("least"));
        assertThat(write(least, SyncMode.UPSERT, List.of(row("a", 1), row("b", 2), row("c", 3)))
                        .isAllWritten())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.MOVED_STANDALONE, code = "IS_CLUSTER", fate = Fate.RUN_ENDS)
    void aNodeBehindStandaloneIsNamed(Program program) {
        ClusterGroup group = group(program);
        DestinationConfig config = DestinationConfig.of(
                Map.of("connection_url", group.url(), "key_prefix", prefix, "retry_budget_seconds", 5L));
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            changes.add(row("a" + i, i));
        }
        String code;
        try (DestinationWriter writer =
                destination.write(request(config, SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test"))) {
            code = writer.write(changes).stop().map(e -> e.detail().code()).orElse("");
        } catch (DestinationException e) {
            code = e.detail().code();
        }
        assertThat(code).isEqualTo("IS_CLUSTER");
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.CLUSTER_INIT, code = "NOT_A_CLUSTER", fate = Fate.NOT_BEGUN)
    void aServerOfItsOwnBehindClusterIsNamed(Program program) {
        try (ServerProcess alone = ServerProcess.start(program)) {
            DestinationConfig config =
                    DestinationConfig.of(Map.of("connection_url", alone.server().url(), "topology", "cluster"));
            assertThatExceptionOfType(DestinationException.class)
                    .isThrownBy(() -> destination.write(
                            request(config, SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test")))
                    .satisfies(e -> assertThat(e.detail().code()).isEqualTo("NOT_A_CLUSTER"));
        }
    }
}
