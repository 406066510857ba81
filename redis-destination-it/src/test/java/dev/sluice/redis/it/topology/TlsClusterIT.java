package dev.sluice.redis.it.topology;

import static dev.sluice.redis.it.topology.SteadyWriting.json;
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
import dev.sluice.redis.it.servers.Ports;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.redis.it.tls.Issuer;
import dev.sluice.redis.it.tls.TlsServer;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cluster whose nodes speak TLS: every node is verified, also one that only a redirection has named. */
class TlsClusterIT {
    private static final String PREFIX = "tls{one slot}:";

    private final RedisDestination destination = new RedisDestination();
    private final Issuer issuer = new Issuer("issuer of nodes");
    private final List<Integer> ports = Stream.generate(Ports::free).limit(3).toList();

    @TempDir
    Path files;

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    private DestinationConfig config(String prefix, Issuer trusted) {
        return DestinationConfig.of(Map.of(
                "connection_url",
                "rediss://:" + RedisServer.PASSWORD + "@127.0.0.1:" + ports.get(0),
                "topology",
                "cluster",
                "nodes",
                ports.stream().skip(1).map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")),
                "key_prefix",
                prefix,
                "tls_ca_certificate",
                trusted.certificate(),
                "retry_budget_seconds",
                60L));
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.MOVED, fate = Fate.RETRIED)
    @Fault(value = Kind.ASK, fate = Fate.RETRIED)
    @Fault(value = Kind.UNTRUSTED_CA, code = "TLS_UNTRUSTED", fate = Fate.NOT_BEGUN)
    void everyNodeIsWrittenToOverTlsAlsoWhereASlotMoves(Program program) {
        try (ClusterGroup group = TlsServer.startCluster(program, files, issuer, ports)) {
            Map<String, Object> all = new TreeMap<>();
            try (DestinationWriter writer = destination.write(
                    request(config("all:", issuer), SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test"))) {
                write(writer, "all:", 0, 300, all);
            }
            assertThat(group.readAll("all:")).isEqualTo(all);

            Map<String, Object> moving = new TreeMap<>();
            int slot = ClusterGroup.slot(PREFIX);
            ServerProcess owner = group.owner(slot);
            ServerProcess other = group.nodes().stream()
                    .filter(node -> node != owner)
                    .findFirst()
                    .orElseThrow();
            try (DestinationWriter writer = destination.write(
                    request(config(PREFIX, issuer), SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test"))) {
                Migration migration = group.migrate(slot, other);
                write(writer, PREFIX, 0, 20, moving);
                migration.finish();
                write(writer, PREFIX, 10, 40, moving);
            }
            assertThat(group.claimant(slot)).isSameAs(other);
            assertThat(group.readAll(PREFIX)).isEqualTo(moving);

            assertThatExceptionOfType(DestinationException.class)
                    .isThrownBy(() -> destination.write(
                            request(config("all:", new Issuer("another issuer")), SyncMode.UPSERT),
                            RunHandle.of("test"),
                            RunContext.of("test")))
                    .satisfies(e -> assertThat(e.detail().code()).isEqualTo("TLS_UNTRUSTED"));
        }
    }

    private static void write(DestinationWriter writer, String prefix, int from, int to, Map<String, Object> expected) {
        List<Change> changes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String id = "k" + i;
            changes.add(row(id, from + i));
            expected.put(prefix + id, json(id, from + i));
        }
        assertThat(writer.write(changes).isAllWritten()).isTrue();
    }
}
