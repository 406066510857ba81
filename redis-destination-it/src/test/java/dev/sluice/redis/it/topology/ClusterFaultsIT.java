package dev.sluice.redis.it.topology;

import static dev.sluice.redis.it.topology.SteadyWriting.request;
import static dev.sluice.redis.it.topology.SteadyWriting.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.faults.Fate;
import dev.sluice.redis.it.faults.Fault;
import dev.sluice.redis.it.faults.Kind;
import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** A cluster that loses nodes, and gets them back. */
class ClusterFaultsIT {
    private static final String PREFIX = "hurt:";

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    private static DestinationConfig config(ClusterGroup group) {
        return DestinationConfig.of(Map.of(
                "connection_url",
                group.url(),
                "topology",
                "cluster",
                "nodes",
                group.others(),
                "key_prefix",
                PREFIX,
                "retry_budget_seconds",
                120L));
    }

    /** Rows for every node. */
    private static List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            changes.add(row("a" + i, i));
        }
        return changes;
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.CLUSTERDOWN, fate = Fate.RETRIED)
    void aNodeThatComesBackIsWaitedFor(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 0);
                SteadyWriting writing = new SteadyWriting(config(group), PREFIX)) {
            writing.writeDuring(() -> {
                ServerProcess node = group.nodes().get(1);
                node.kill();
                group.awaitDown();
                node.restart();
                group.awaitWhole();
            });
            assertThat(group.readAll(PREFIX)).isEqualTo(writing.expected());
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aNodeThatStaysAwayEndsTheRunAndLeavesItsRowsUntold(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 0, "--cluster-require-full-coverage", "no")) {
            List<Change> changes = changes();
            ServerProcess away = group.nodes().get(2);
            try (DestinationWriter writer = new RedisDestination()
                    .write(
                            request(config(group).with("retry_budget_seconds", 2L), SyncMode.UPSERT),
                            RunHandle.of("test"),
                            RunContext.of("test"))) {
                away.kill();
                BatchResult result = writer.write(changes);
                assertThat(result.stop()).map(e -> e.detail().category()).contains(ErrorCategory.CONNECTION);
                for (int i = 0; i < changes.size(); i++) {
                    boolean reachable = ClusterGroup.slot(PREFIX + "a" + i) < 2 * ClusterGroup.SLOTS / 3;
                    assertThat(result.outcome(i) == Outcome.WRITTEN)
                            .as("row " + i + ": " + result.outcome(i))
                            .isEqualTo(reachable);
                    assertThat(result.outcome(i)).isNotInstanceOf(Outcome.Rejected.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.FAILOVER, fate = Fate.RETRIED)
    void nothingIsLostWhenAReplicaTakesOver(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 1);
                SteadyWriting writing = new SteadyWriting(config(group).with("wait_replicas", 1L), PREFIX)) {
            writing.writeOne();
            writing.writeDuring(() -> {
                ServerProcess master = group.nodes().get(0);
                master.kill();
                group.awaitOtherOwner(0, master);
                // It comes back as a replica, which the writer waits for.
                master.restart();
            });
            assertThat(group.readAll(PREFIX)).isEqualTo(writing.expected());
        }
    }

    @Test
    @Fault(value = Kind.FAILOVER_AT_THE_START, fate = Fate.RETRIED)
    void aRunThatBeginsDuringAFailoverWaitsForTheReplica() {
        try (ClusterGroup group = ClusterGroup.start(Program.all().get(0), 1)) {
            group.nodes().get(1).kill();
            try (DestinationWriter writer = new RedisDestination()
                    .write(request(config(group), SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test"))) {
                assertThat(writer.write(changes()).isAllWritten()).isTrue();
            }
            assertThat(group.readAll(PREFIX)).hasSize(90);
        }
    }

    @Test
    @Fault(value = Kind.ANNOUNCED_UNREACHABLE, code = "ANNOUNCED_UNREACHABLE", fate = Fate.CHECK_TELLS)
    @Fault(value = Kind.ANNOUNCED_UNREACHABLE, code = "CONNECTION_REFUSED", fate = Fate.RUN_ENDS)
    void anAddressThatNobodyCanReachIsNamedWithWhatAnnouncesIt() {
        try (ClusterGroup group = ClusterGroup.start(Program.all().get(0), 0)) {
            String nowhere = "127.0.0.2:" + group.nodes().get(0).server().port();
            try (Jedis jedis = group.nodes().get(0).server().client()) {
                jedis.configSet("cluster-announce-ip", "127.0.0.2");
            }
            // A node learns of another's address by gossip, and any of them may be asked.
            for (var node : group.nodes()) {
                try (Jedis jedis = node.server().client()) {
                    await().until(() -> jedis.clusterNodes().contains(nowhere + "@"));
                }
            }
            CheckReport report = new RedisDestination()
                    .check(
                            new CheckRequest(
                                    config(group), Optional.empty(), Set.of(SyncMode.UPSERT), Duration.ofSeconds(20)),
                            CheckObserver.NONE);
            CheckStep failed = report.firstFailure().orElseThrow();
            assertThat(failed.result().error().orElseThrow().code()).isEqualTo("ANNOUNCED_UNREACHABLE");
            assertThat(failed.result().error().orElseThrow().message()).contains("1 of 3", nowhere);

            ErrorDetail ended = endOfRun(request(config(group).with("retry_budget_seconds", 1L), SyncMode.UPSERT));
            assertThat(ended.code()).isEqualTo("CONNECTION_REFUSED");
            assertThat(ended.remedy()).contains("cluster-announce-ip");
        }
    }

    /** What ends a run: its opening, if the first thing that is asked is of the node that nobody reaches, else its first batch. */
    private static ErrorDetail endOfRun(WriteRequest request) {
        try (DestinationWriter writer =
                new RedisDestination().write(request, RunHandle.of("test"), RunContext.of("test"))) {
            return writer.write(changes()).stop().orElseThrow().detail();
        } catch (DestinationException e) {
            return e.detail();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aFrozenNodeDelaysItsOwnRowsAlone(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 0, "--cluster-node-timeout", "60000");
                SteadyWriting writing = new SteadyWriting(config(group).with("command_timeout_ms", 500L), PREFIX)) {
            writing.writeOne();
            ServerProcess node = group.nodes().get(1);
            node.freeze();
            writing.writeDuring(node::thaw);
            assertThat(group.readAll(PREFIX)).isEqualTo(writing.expected());
        }
    }
}
