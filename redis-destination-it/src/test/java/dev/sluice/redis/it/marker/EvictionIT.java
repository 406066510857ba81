package dev.sluice.redis.it.marker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A server that is full and evicts keys: every run says how many. */
class EvictionIT {
    private static final Pattern EVICTED = Pattern.compile("evicted_keys:([0-9]+)");
    private static final Pattern TOLD = Pattern.compile("evicted ([0-9]+) keys");

    @Test
    void aRunWithOrWithoutStateTellsHowManyKeysWereEvicted() {
        try (ServerProcess server = ServerProcess.start(
                        Program.all().get(0), "--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru");
                Jedis jedis = server.server().client()) {
            DestinationConfig config = DestinationConfig.of(
                    Map.of("connection_url", server.server().url(), "key_prefix", "p:"));
            Recording plain = new Recording();
            long before;
            try (RedisDestination destination = new RedisDestination();
                    DestinationRun run = destination.openRun(upsert(config), plain)) {
                String prepared;
                try (DestinationWriter writer = destination.write(upsert(config), run.handle(), plain)) {
                    fill(writer);
                    before = evicted(jedis);
                    // Here the writer counts.
                    prepared = writer.prepareCommit();
                }
                assertThat(run.commit(List.of(prepared), CommitObserver.NONE)).isEqualTo(CommitResult.COMPLETE);
            }
            assertThat(before).isPositive();
            assertThat(plain.warnings).singleElement().asString().contains(" keys during the run");
            // A full server goes on evicting with whatever it is sent, the commit included.
            assertThat(number(TOLD, plain.warnings.get(0))).isBetween(before, evicted(jedis));

            try (SyncRun run = SyncRun.open("run1", config)) {
                fill(run.writer());
                run.commit();
                assertThat(run.warnings()).contains("KEYS_EVICTED");
            }
        }
    }

    private static WriteRequest upsert(DestinationConfig config) {
        WriteRequest mirror = SyncRun.request(config);
        return new WriteRequest(config, mirror.target(), SyncMode.UPSERT, mirror.schema(), mirror.primaryKey());
    }

    private static void fill(DestinationWriter writer) {
        for (int batch = 0; batch < 10; batch++) {
            int from = batch * 100;
            List<Change> rows = IntStream.range(from, from + 100)
                    .mapToObj(i -> SyncRun.row("r" + i, "v".repeat(5_000)))
                    .toList();
            assertThat(writer.write(rows).isAllWritten()).isTrue();
        }
    }

    private static long evicted(Jedis jedis) {
        return number(EVICTED, jedis.info("stats"));
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** What a run reports. */
    private static final class Recording implements RunContext {
        private final List<String> warnings = new ArrayList<>();

        @Override
        public String runId() {
            return "plain";
        }

        @Override
        public void report(RunEvent event) {
            if (event instanceof RunEvent.Warning warning) {
                warnings.add(warning.what().message());
            }
        }
    }
}
