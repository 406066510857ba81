package dev.sluice.redis.write;

import static dev.sluice.redis.write.FakeExecutor.OK;
import static dev.sluice.redis.write.FakeExecutor.ONE;
import static dev.sluice.redis.write.FakeExecutor.refused;
import static dev.sluice.redis.write.Lane.outcomes;
import static dev.sluice.redis.write.Lane.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that count as written once replicas have them. */
final class AwaitedReplicasTest {
    private static final Reply LOST = new Reply.Lost(TransportFailure.LOST, true, false);

    private final FakeExecutor redis = new FakeExecutor();
    private final FakeTimer timer = new FakeTimer();
    private final Lane lane = new Lane(redis, timer);

    @Test
    void aRowCountsAsWrittenOnceEnoughReplicasHaveIt() {
        redis.thenWaits(ONE, ONE, new Reply.Value(2L));

        assertThat(lane.write(new TestSettings().waitReplicas(2), SyncMode.UPSERT, put("a", "1"))
                        .isAllWritten())
                .isTrue();
        assertThat(redis.trips).hasSize(1);
        assertThat(timer.sleptMillis).hasSize(2);
    }

    @Test
    void rowsThatTooFewReplicasHaveAreIndeterminate() {
        redis.thenWaits(IntStream.range(0, 1000).mapToObj(i -> ONE).toArray(Reply[]::new));

        BatchResult result = lane.write(
                new TestSettings().waitReplicas(2).retryBudget(Duration.ofSeconds(5)), SyncMode.UPSERT, put("a", "1"));

        assertThat(outcomes(result)).containsExactly("INDETERMINATE REPLICAS_NOT_REACHED");
        assertThat(result.stop()).map(e -> e.detail().code()).hasValue("REPLICAS_NOT_REACHED");
    }

    @Test
    void whenTheConnectionGoesBeforeTheReplicasAnswerAllIsWrittenAgain() {
        redis.thenWaits(LOST);

        assertThat(lane.write(new TestSettings().waitReplicas(1), SyncMode.UPSERT, put("a", "1"), put("b", "1"))
                        .isAllWritten())
                .isTrue();
        assertThat(redis.trips).containsExactly(List.of("SET a 1", "SET b 1"), List.of("SET a 1", "SET b 1"));
    }

    @Test
    void aConnectionThatGoesWhileReplicasAreAwaitedIsNoRowsFault() {
        redis.thenWaits(IntStream.range(0, 1000).mapToObj(i -> LOST).toArray(Reply[]::new));

        BatchResult result = lane.write(
                new TestSettings().waitReplicas(1).retryBudget(Duration.ofSeconds(60)), SyncMode.UPSERT, put("a", "1"));

        assertThat(outcomes(result)).containsExactly("INDETERMINATE CONNECTION_LOST");
        assertThat(redis.pings).isZero();
    }

    @Test
    void aPrimaryThatBecomesAReplicaWhileItWaitsIsLookedForAgain() {
        redis.thenWaits(refused("UNBLOCKED force unblock from blocking operation, instance state changed"));

        assertThat(lane.write(new TestSettings().waitReplicas(1), SyncMode.UPSERT, put("a", "1"))
                        .isAllWritten())
                .isTrue();
        assertThat(redis.resets).isEqualTo(1);
        assertThat(redis.trips).hasSize(2);
    }

    @Test
    void aRowThatWasRejectedStaysSoWhenTheReplicasAreNotReached() {
        redis.then(LOST, LOST)
                .then(refused("NOPERM No permissions to access a key"), OK)
                .thenWaits(IntStream.range(0, 1000).mapToObj(i -> ONE).toArray(Reply[]::new));

        BatchResult result = lane.write(
                new TestSettings().waitReplicas(2).retryBudget(Duration.ofSeconds(5)),
                SyncMode.UPSERT,
                put("a", "1"),
                put("b", "1"));

        assertThat(outcomes(result))
                .containsExactly("REJECTED KEY_NOT_PERMITTED", "INDETERMINATE REPLICAS_NOT_REACHED");
    }

    @Test
    void wantOfMemoryWhileReplicasAreAwaitedLeavesNothingWritten() {
        redis.thenWaitThrows(new OutOfMemoryError("canary-s3cret"));

        assertThat(outcomes(lane.write(new TestSettings().waitReplicas(1), SyncMode.UPSERT, put("a", "1"))))
                .containsExactly("INDETERMINATE PROCESS_OUT_OF_MEMORY");
    }
}
