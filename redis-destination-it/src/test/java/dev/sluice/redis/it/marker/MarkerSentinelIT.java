package dev.sluice.redis.it.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.SentinelGroup;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A primary that sentinels replace, during a run and between two. */
class MarkerSentinelIT {
    @Test
    void anotherPrimaryDuringARunIsUncertainAndBetweenRunsItIsTheSameTarget() {
        try (SentinelGroup group = SentinelGroup.start(Program.newest(), 1)) {
            DestinationConfig config = DestinationConfig.of(Map.of(
                    "connection_url",
                    group.url(),
                    "topology",
                    "sentinel",
                    "nodes",
                    group.nodes(),
                    "sentinel_master",
                    SentinelGroup.MASTER,
                    "sentinel_password",
                    SentinelGroup.PASSWORD,
                    "key_prefix",
                    "p:",
                    "retry_budget_seconds",
                    120L));
            try (SyncRun run = SyncRun.open("run1", config)) {
                assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
                DestinationWriter writer = run.writer();
                run.write(writer, 100);
                run.run().checkpoint(1);
                failover(group);
                run.write(writer, 100);
                run.run().checkpoint(2);
                assertThat(run.commit()).isEqualTo(CommitResult.RUN_UNCERTAIN);
                assertThat(run.reconnects()).isPositive();
            }
            try (SyncRun run = SyncRun.open("run2", config)) {
                assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.OPEN, 2));
                run.write(run.writer(), 100);
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            }
            failover(group);
            try (SyncRun run = SyncRun.open("run3", config)) {
                assertThat(run.markers()).containsExactly(RunMarker.found("run2", State.COMPLETE, 0));
            }
        }
    }

    private static void failover(SentinelGroup group) {
        ServerProcess former = group.primary();
        group.changePrimary();
        // Until it is told, the former primary goes on taking writes, which it loses then, the marker among them.
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> {
                    try (Jedis jedis = former.server().client()) {
                        return jedis.info("replication").contains("role:slave");
                    }
                });
    }
}
