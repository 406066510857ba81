package dev.sluice.redis.rights;

import static dev.sluice.redis.write.FakeExecutor.ONE;
import static dev.sluice.redis.write.FakeExecutor.ZERO;
import static dev.sluice.redis.write.FakeExecutor.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.command.Rights;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.write.FakeExecutor;
import dev.sluice.redis.write.FakeTimer;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunRightsTest {
    private static final Reply NO_DEL = refused("ERR unknown command 'DEL', with args beginning with: 'canary-s3cret'");

    private final FakeExecutor redis = new FakeExecutor();
    private boolean room = true;
    private final FakeTimer timer = new FakeTimer();

    @Test
    void aCommandThatOnlyTheProbeUsesMayBeDisabled() {
        redis.then(ZERO, ZERO, ONE, ONE, NO_DEL).then(ONE, ONE);

        assertThat(probe(new TestSettings().hash(), SyncMode.UPSERT)).isEqualTo(Rights.ALL);
        assertThat(redis.trips.get(1)).extracting(call -> call.substring(0, 4)).containsExactly("HSET", "EXPI");
    }

    @Test
    void aDisabledCommandThatEveryRowNeedsEndsTheRunAndIsNamed() {
        redis.then(ZERO, ZERO, ZERO, ONE, ONE, NO_DEL);

        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings().hash(), SyncMode.MIRROR))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("UNKNOWN_COMMAND"))
                .satisfies(e -> assertThat(e.getMessage()).contains("DEL").doesNotContain("canary"));
    }

    @Test
    void aDisabledHdelOnlyConcernsRowsWithNulls() {
        redis.then(ZERO, refused("ERR unknown command 'HDEL'"), ONE, ONE, ZERO);

        assertThat(probe(new TestSettings().hash(), SyncMode.UPSERT))
                .isEqualTo(new Rights(false, true, true, true, true));
    }

    @Test
    void noWriterWaitsForRoomWhileAnotherOfItsRunWrites() {
        room = false;
        redis.then(refused("ERR max number of clients reached"));

        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings(), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("MAX_CLIENTS"));
        assertThat(redis.trips).hasSize(1);
    }

    @Test
    void theFirstWriterWaitsForRoom() {
        redis.then(refused("ERR max number of clients reached"));

        assertThat(probe(new TestSettings(), SyncMode.UPSERT)).isEqualTo(Rights.ALL);
        assertThat(redis.trips).hasSize(2);
    }

    /** Whatever a server or a proxy says to a command that the run can do without. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOPERM User u has no permissions to run the 'evalsha' command",
                "ERR unknown command 'EVALSHA'",
                "ERR This command is not supported by the proxy",
                "WRONGPASS a strange one"
            })
    void withoutScriptsHashesAreWrittenWithSeveralCommands(String refusal) {
        redis.then(ZERO, ZERO, ONE, refused(refusal), ZERO);

        assertThat(probe(new TestSettings().hash().expires(9), SyncMode.UPSERT))
                .isEqualTo(new Rights(true, false, true, true, true));
    }

    @Test
    void aMirrorFindsOutWhetherItMayMakeHashesLast() {
        redis.then(ZERO, refused("NOPERM User u has no permissions to run the 'persist' command"), ZERO, ONE, ONE, ONE);

        assertThat(probe(new TestSettings().hash(), SyncMode.MIRROR))
                .isEqualTo(new Rights(true, true, true, true, false));
    }

    @Test
    void aRightIsNamedEvenIfTheServerDoesNot() {
        redis.then(refused("NOPERM"));

        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings(), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("+set"));
    }

    @Test
    void aFullServerIsAMatterOfTheRows() {
        redis.then(refused("OOM command not allowed"));
        assertThat(probe(new TestSettings(), SyncMode.UPSERT)).isEqualTo(Rights.ALL);
    }

    @Test
    void aServerThatLoadsIsWaitedFor() {
        redis.then(refused("LOADING Redis is loading the dataset in memory"));
        assertThat(probe(new TestSettings(), SyncMode.UPSERT)).isEqualTo(Rights.ALL);
    }

    @Test
    void aServerThatNeverStopsLoadingEndsTheRun() {
        redis.otherwise(refused("LOADING Redis is loading the dataset in memory"));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings(), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("LOADING"));
    }

    @Test
    void whatCannotBeReachedEndsTheRun() {
        redis.otherwise(new Reply.Lost(TransportFailure.UNREACHABLE, false, false));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings(), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("HOST_UNREACHABLE"));
        assertThat(redis.trips).as("a wrong address is named soon").hasSize(4);
    }

    @Test
    void whatHasCostATimeoutIsNotWaitedForAgain() {
        redis.otherwise(new Reply.Lost(TransportFailure.CONNECT_TIMEOUT, false, false));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings(), SyncMode.UPSERT));
        assertThat(redis.trips).hasSize(1);
    }

    @Test
    void theRightToWaitIsFoundOut() {
        redis.thenWaits(refused("NOPERM User w has no permissions to run the 'wait' command"));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings().waitReplicas(1), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("+wait"));
    }

    @Test
    void aConnectionThatGoesBeforeTheRightToWaitIsToldIsProbedAgain() {
        redis.thenWaits(
                new Reply.Lost(TransportFailure.LOST, true, false),
                refused("NOPERM User w has no permissions to run the 'wait' command"));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings().waitReplicas(1), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("+wait"));
        assertThat(redis.trips).hasSize(2);
    }

    @Test
    void aConnectionThatGoesWheneverReplicasAreAskedForEndsTheRun() {
        redis.thenWaits(IntStream.range(0, 1000)
                .mapToObj(i -> new Reply.Lost(TransportFailure.LOST, true, false))
                .toArray(Reply[]::new));
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> probe(new TestSettings().hash().waitReplicas(1), SyncMode.UPSERT))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("CONNECTION_LOST"));
    }

    @Test
    void noProbeLeavesAKeyThatStays() {
        for (TestSettings settings : List.of(
                new TestSettings(),
                new TestSettings().hash(),
                new TestSettings().hash().replace(),
                new TestSettings().hash().neverExpires())) {
            redis.trips.clear();
            probe(settings, SyncMode.MIRROR);
            List<String> calls = redis.trips.stream().flatMap(List::stream).toList();
            assertThat(calls)
                    .filteredOn(call -> call.startsWith("SET ") || call.startsWith("HSET "))
                    .allSatisfy(call -> assertThat(call.endsWith(" XX")
                                    || calls.get(calls.size() - 1).startsWith("DEL "))
                            .isTrue());
        }
    }

    private Rights probe(TestSettings settings, SyncMode mode) {
        return new RunRights(
                        settings.build(),
                        mode,
                        redis,
                        new FailureCatalog(settings.build()),
                        new RetryBudget(Duration.ofMinutes(5), timer, RunContext.of("test")),
                        () -> room)
                .find();
    }
}
