package dev.sluice.redis.it.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** A cluster: markers in sixteen slots, while slots move, a node is emptied, and another takes over. */
class MarkerClusterIT {
    private static final Map<Program, ClusterGroup> GROUPS = new HashMap<>();
    private static int spaces;

    private final String prefix = "mark" + spaces++ + ":";

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    private static ClusterGroup group(Program program) {
        return GROUPS.computeIfAbsent(program, key -> ClusterGroup.start(key, 0));
    }

    @AfterAll
    static void stop() {
        GROUPS.values().forEach(ClusterGroup::close);
        GROUPS.clear();
    }

    private static DestinationConfig config(ClusterGroup group, String keyPrefix) {
        return DestinationConfig.of(Map.of(
                "connection_url",
                group.url(),
                "topology",
                "cluster",
                "nodes",
                group.others(),
                "key_prefix",
                keyPrefix,
                "retry_budget_seconds",
                120L));
    }

    private Map<String, Object> markers(ClusterGroup group) {
        return group.readAll(prefix + "~sluice:" + SyncRun.SYNC);
    }

    private static List<RunMarker> sixteen(RunMarker marker) {
        return Collections.nCopies(16, marker);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void sixteenMarkersLieOnAllNodes(Program program) {
        ClusterGroup group = group(program);
        DestinationConfig config = config(group, prefix);
        try (SyncRun run = SyncRun.open("run1", config)) {
            assertThat(run.markers()).isEqualTo(sixteen(RunMarker.NOTHING));
            assertThat(run.run().handle().values())
                    .as("each of the three processes is known")
                    .hasSize(2 + 3 + 3);
            run.write(run.writer(), 1_000);
            run.run().checkpoint(1);
            assertThat(markers(group))
                    .hasSize(16)
                    .allSatisfy((key, value) -> assertThat(value).isEqualTo("run1 open 1"));
            Set<ServerProcess> nodes = markers(group).keySet().stream()
                    .map(key -> group.owner(ClusterGroup.slot(key)))
                    .collect(Collectors.toSet());
            assertThat(nodes).hasSize(3);
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            assertThat(run.warnings()).isEmpty();
        }
        try (SyncRun run = new SyncRun("run2", config)) {
            assertThat(run.read()).isEqualTo(sixteen(RunMarker.found("run1", State.COMPLETE, 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aPrefixWithAHashTagHasOneMarkerAsAllItsRowsAreOnOneNode(Program program) {
        ClusterGroup group = group(program);
        try (SyncRun run = SyncRun.open("run1", config(group, "{" + prefix + "}"))) {
            assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
            run.write(run.writer(), 100);
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aNodeThatWasEmptiedIsSeenAmongTheOthers(Program program) {
        ClusterGroup group = group(program);
        DestinationConfig config = config(group, prefix);
        SyncRun.complete("run1", config);
        ServerProcess emptied = group.nodes().get(1);
        flush(emptied);
        try (SyncRun run = SyncRun.open("run2", config)) {
            assertThat(run.markers())
                    .hasSize(16)
                    .containsOnly(RunMarker.NOTHING, RunMarker.found("run1", State.COMPLETE, 1));
            run.write(run.writer(), 100);
            run.run().checkpoint(1);
            flush(emptied);
            assertThat(catchThrowableOfType(
                                    DestinationException.class, () -> run.run().checkpoint(2))
                            .detail()
                            .code())
                    .isEqualTo("TARGET_REPLACED");
            assertThat(markers(group)).containsValues("run2 contested", "run2 open 2");
        }
    }

    private static void flush(ServerProcess node) {
        try (Jedis jedis = node.server().client()) {
            jedis.flushAll();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void markersFollowTheirSlotsToOtherNodes(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 0)) {
            DestinationConfig config = config(group, prefix);
            ServerProcess first = group.nodes().get(0);
            ServerProcess second = group.nodes().get(1);
            try (SyncRun run = SyncRun.open("run1", config)) {
                DestinationWriter writer = run.writer();
                run.write(writer, 500);
                run.run().checkpoint(1);
                List<Integer> slots = slotsOf(group, first);
                group.migrate(slots.get(0), second).finish();
                run.write(writer, 500);
                run.run().checkpoint(2);
                // All that are left go while nobody looks.
                slots.subList(1, slots.size())
                        .forEach(slot -> group.migrate(slot, second).finish());
                run.write(writer, 500);
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            }
            try (SyncRun run = SyncRun.open("run2", config)) {
                // The first node has none of the sixteen now, and a key of its own, of which nothing could be left.
                assertThat(run.markers()).isEqualTo(sixteen(RunMarker.found("run1", State.COMPLETE, 2)));
                run.write(run.writer(), 500);
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            }
            assertThat(markers(group)).hasSize(17);
            flush(first);
            try (SyncRun run = SyncRun.open("run3", config)) {
                List<RunMarker> expected = new ArrayList<>(sixteen(RunMarker.found("run2", State.COMPLETE, 0)));
                expected.add(RunMarker.NOTHING);
                assertThat(run.markers()).isEqualTo(expected);
            }
        }
    }

    /** Those of its slots that hold a marker. */
    private List<Integer> slotsOf(ClusterGroup group, ServerProcess node) {
        return markers(group).keySet().stream()
                .map(ClusterGroup::slot)
                .filter(slot -> group.owner(slot) == node)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aReplicaThatTakesOverLeavesTheRunUncertain(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 1)) {
            DestinationConfig config = config(group, prefix);
            ServerProcess first = group.nodes().get(0);
            int slot = 0;
            try (SyncRun run = SyncRun.open("run1", config)) {
                DestinationWriter writer = run.writer();
                run.write(writer, 500);
                run.run().checkpoint(1);
                ClusterGroup.awaitReplica(first);
                first.kill();
                group.awaitOtherOwner(slot, first);
                run.write(writer, 500);
                assertThat(run.commit()).isEqualTo(CommitResult.RUN_UNCERTAIN);
            }
            try (SyncRun run = SyncRun.open("run2", config)) {
                assertThat(run.markers()).isEqualTo(sixteen(RunMarker.found("run1", State.OPEN, 1)));
            }
        }
    }
}
