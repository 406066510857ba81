package dev.sluice.redis.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.ConnectionWatch;
import dev.sluice.redis.write.ListeningContext;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.RunEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvictionsTest {
    private final FakeRedis redis = new FakeRedis();
    private final ListeningContext context = new ListeningContext("run2", "1a2b3c4d");

    @Test
    void eachKeyThatIsEvictedWhileWritersWriteIsCountedOnce() {
        redis.evicted = 10;
        Evictions first = begin();
        redis.evicted = 13;
        Evictions second = begin();
        redis.evicted = 17;
        String early = first.text();
        redis.evicted = 20;

        commit(early, second.text(), "not a count", "");

        assertThat(context.events).singleElement().isInstanceOfSatisfying(RunEvent.Warning.class, warning -> {
            assertThat(warning.what().code()).isEqualTo("KEYS_EVICTED");
            assertThat(warning.what().message()).contains("evicted 10 keys");
        });
    }

    @Test
    void nothingIsSaidWhereNothingWasEvictedOrNobodyTells() {
        redis.evicted = 10;
        Evictions quiet = begin();
        redis.tells = false;
        Evictions untold = begin();
        redis.tells = true;
        Evictions restarted = begin();
        String none = quiet.text();
        redis.runId = "process2";
        redis.evicted = 99;

        commit(none, untold.text(), restarted.text());

        assertThat(context.events).isEmpty();
    }

    @Test
    void aReplicaThatAcceptsWritesIsToldOnce() {
        redis.role = "slave";

        commit(begin().text(), begin().text());

        assertThat(context.warnings()).containsExactly("IS_REPLICA");
    }

    private Evictions begin() {
        CommandExecutor executor = redis.create(ConnectionWatch.NONE);
        return Evictions.begin(executor, "t:");
    }

    private void commit(String... prepared) {
        try (PlainRun run = new PlainRun(context)) {
            assertThat(run.commit(List.of(prepared), CommitObserver.NONE)).isEqualTo(CommitResult.COMPLETE);
        }
    }
}
