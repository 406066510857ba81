package dev.sluice.redis.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.write.ListeningContext;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConnectionLogTest {
    private static final Endpoint FIRST = new Endpoint("h", 7);
    private static final Endpoint SECOND = new Endpoint("::1", 8);
    private static final Optional<String> UNKNOWN = Optional.empty();

    private final ListeningContext context = new ListeningContext("run");
    private final TestSettings settings = new TestSettings();

    @Test
    void aWriterWithoutAMarkerAsksForNothingAndReportsReconnects() {
        ConnectionLog log = writer(Map.of());
        assertThat(log.asksRunId()).isFalse();
        assertThat(log.mayReplace()).isTrue();
        log.opened(FIRST, UNKNOWN);
        assertThat(context.events).isEmpty();
        log.opened(FIRST, UNKNOWN);
        log.opened(SECOND, UNKNOWN);
        assertThat(context.events).containsExactly(RunEvent.reconnected("h:7"), RunEvent.reconnected("[::1]:8"));
    }

    @Test
    void inAClusterAnotherNodeIsNoReconnect() {
        settings.topology(new Topology.Cluster(List.of(FIRST)));
        ConnectionLog log = writer(Map.of());
        log.opened(FIRST, UNKNOWN);
        log.opened(SECOND, UNKNOWN);
        assertThat(context.events).isEmpty();
        log.opened(SECOND, UNKNOWN);
        assertThat(context.events).containsExactly(RunEvent.reconnected("[::1]:8"));
    }

    @Test
    void aWriterOfARunThatKnowsItsProcessesAsksForThem() {
        ConnectionLog log = writer(Map.of("run_id@h:7", "a"));
        assertThat(log.asksRunId()).isTrue();
        assertThat(log.mayReplace()).isTrue();
        log.opened(FIRST, Optional.of("a"));
        log.opened(FIRST, Optional.of("a"));
        log.opened(SECOND, Optional.of("b"));
        log.opened(FIRST, Optional.of("a"));
        assertThat(log.text()).isEqualTo("[::1]:8 b\nh:7 a");
    }

    @Test
    void aServerThatDoesNotTellIsNotAskedAgainAndItsConnectionIsKept() {
        ConnectionLog log = writer(Map.of("run_id@h:7", "a"));
        log.opened(FIRST, UNKNOWN);
        assertThat(log.asksRunId()).isFalse();
        assertThat(log.mayReplace()).isFalse();
    }

    @Test
    void whereTheRunCouldNotAskNoWriterDoesAndEachKeepsItsConnection() {
        ConnectionLog log = writer(Map.of("run_id@h:7", ""));
        assertThat(log.asksRunId()).isFalse();
        assertThat(log.mayReplace()).isFalse();
        for (int i = 0; i < 100; i++) {
            log.opened(FIRST, UNKNOWN);
        }
        assertThat(log.text()).isEqualTo("h:7 -\nh:7 -");
    }

    @Test
    void whatHappenedWhileItOpenedDoesNotCount() {
        ConnectionLog log = writer(Map.of("run_id@h:7", ""));
        log.opened(SECOND, UNKNOWN);
        log.opened(FIRST, UNKNOWN);
        log.opened(FIRST, UNKNOWN);
        log.begin();
        assertThat(log.text()).isEqualTo("h:7 -");
    }

    private ConnectionLog writer(Map<String, String> values) {
        RedisSettings built = settings.build();
        return ConnectionLog.ofWriter(built, RunHandle.of("run", values), context);
    }
}
