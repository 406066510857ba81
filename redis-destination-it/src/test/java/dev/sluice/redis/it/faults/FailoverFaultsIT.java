package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.SentinelGroup;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.SyncMode;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Another server becomes the primary while a writer is open. */
class FailoverFaultsIT extends FaultCase {
    private static DestinationConfig config(SentinelGroup group) {
        return config(group.url())
                .with("topology", "sentinel")
                .with("sentinel_master", SentinelGroup.MASTER)
                .with("sentinel_password", SentinelGroup.PASSWORD)
                .with("nodes", group.nodes())
                .with("command_timeout_ms", 2_000L);
    }

    @Test
    @Fault(value = Kind.FAILOVER, fate = Fate.RETRIED)
    void aWriterFollowsThePrimary() {
        SentinelGroup group = own(SentinelGroup.start(Program.embedded(), 1));
        ServerProcess old = group.primary();
        DestinationWriter writer = open(config(group), SyncMode.MIRROR);
        assertThat(write(writer, rows(50, "a")).isAllWritten()).isTrue();
        old.kill();
        assertThat(writing(writer, rows(50, "b")).join().isAllWritten()).isTrue();
        group.awaitOtherPrimary(old);
        try (Jedis jedis = group.primary().server().client()) {
            assertAllStored(jedis, 50, "b");
            assertThat(jedis.dbSize()).isEqualTo(50);
        }
    }
}
