package dev.sluice.redis.write;

import static dev.sluice.redis.write.FakeExecutor.OK;
import static dev.sluice.redis.write.FakeExecutor.refused;
import static dev.sluice.redis.write.Lane.outcomes;
import static dev.sluice.redis.write.Lane.put;
import static dev.sluice.redis.write.Lane.remove;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What ends a run in the middle of a batch, and the outcomes that its rows then have. */
final class RunEndTest {
    private static final Reply LOST = new Reply.Lost(TransportFailure.LOST, true, false);
    private static final Reply FULL = refused("OOM command not allowed when used memory > 'maxmemory'.");

    private static final Reply CLOSED = new Reply.Lost(TransportFailure.REFUSED, false, false);
    private static final Reply MAY_NOT_SET = refused("NOPERM User w has no permissions to run the 'set' command");

    private final FakeExecutor redis = new FakeExecutor();
    private final FakeTimer timer = new FakeTimer();
    private final Lane lane = new Lane(redis, timer);

    @Test
    void aFullServerGetsTheRemovalsOfTheBatchBeforeTheRunEnds() {
        for (int i = 0; i < 4; i++) {
            redis.then(FULL, FULL);
        }

        BatchResult result = lane.write(
                new TestSettings().pipelineCommands(2),
                SyncMode.MIRROR,
                put("a", "1"),
                put("b", "1"),
                remove("c"),
                remove("a"),
                put("d", "1"),
                remove("e"));

        assertThat(outcomes(result))
                .containsExactly(
                        "REJECTED OUT_OF_MEMORY",
                        "REJECTED OUT_OF_MEMORY",
                        "WRITTEN",
                        "WRITTEN",
                        "REJECTED OUT_OF_MEMORY",
                        "WRITTEN");
        assertThat(result.stop()).map(e -> e.detail().category()).hasValue(ErrorCategory.CAPACITY);
        assertThat(redis.trips).hasSize(6);
        assertThat(redis.trips.get(4)).containsExactly("DEL c", "DEL a");
    }

    @Test
    void aWriteWhoseReplyWasLostStaysInDoubtWhenTheServerIsFull() {
        redis.then(LOST);
        for (int i = 0; i < 4; i++) {
            redis.then(FULL);
        }

        BatchResult result = lane.write(new TestSettings(), SyncMode.MIRROR, put("a", "1"));

        assertThat(outcomes(result)).containsExactly("INDETERMINATE OUT_OF_MEMORY");
    }

    @Test
    void whatEndsTheRunInTheMiddleOfABatchLeavesTheOtherOutcomes() {
        redis.then(OK, MAY_NOT_SET, OK);

        BatchResult result = lane.write(
                new TestSettings().pipelineCommands(3),
                SyncMode.UPSERT,
                put("a", "1"),
                put("b", "1"),
                put("c", "1"),
                put("d", "1"));

        assertThat(outcomes(result))
                .containsExactly(
                        "WRITTEN", "REJECTED COMMAND_NOT_PERMITTED", "WRITTEN", "INDETERMINATE COMMAND_NOT_PERMITTED");
        assertThat(redis.trips).hasSize(1);
    }

    @Test
    void aRowWhoseAnswerWasLostIsNotRejectedForWhatEndsTheRunLater() {
        redis.then(OK, LOST, LOST).then(MAY_NOT_SET, MAY_NOT_SET);

        BatchResult result = upsert(put("a", "1"), put("b", "1"), put("c", "1"));

        assertThat(outcomes(result))
                .containsExactly(
                        "WRITTEN", "INDETERMINATE COMMAND_NOT_PERMITTED", "INDETERMINATE COMMAND_NOT_PERMITTED");
        assertThat(result.stop()).map(e -> e.detail().code()).hasValue("COMMAND_NOT_PERMITTED");
    }

    @Test
    void aHashWhoseFieldsAreWrittenIsNotRejectedForWhatEndsTheRunLater() {
        redis.then(OK).then(CLOSED).then(refused("NOPERM User w has no permissions to run the 'hset' command"));

        BatchResult result = lane.write(new TestSettings().hash().expires(5), SyncMode.UPSERT, put("a", "1"));

        assertThat(outcomes(result)).containsExactly("INDETERMINATE COMMAND_NOT_PERMITTED");
    }

    @Test
    void anUnknownErrorOfMostRowsEndsTheRun() {
        redis.otherwise(refused("STRANGE canary-s3cret"));
        Change[] batch = IntStream.range(0, 20).mapToObj(i -> put("k" + i, "v")).toArray(Change[]::new);

        BatchResult result = upsert(batch);

        assertThat(outcomes(result)).containsOnly("REJECTED REFUSED_BY_SERVER");
        assertThat(result.stop())
                .hasValueSatisfying(stop -> assertThat(stop.detail().code()).isEqualTo("REFUSED_THROUGHOUT"))
                .hasValueSatisfying(stop -> assertThat(stop).hasMessageNotContaining("canary"));
    }

    @Test
    void anUnknownErrorOfAThousandRowsEndsTheRun() {
        RedisWriter writer = lane.writer(new TestSettings().build(), SyncMode.UPSERT, Lane.WITHOUT_SCRIPTS);
        int batches = 0;
        BatchResult result;
        do {
            redis.then(refused("STRANGE"), OK, OK);
            result = writer.write(List.of(put("a", "1"), put("b", "1"), put("c", "1")));
            batches++;
        } while (result.stop().isEmpty());

        assertThat(batches).isEqualTo(1000);
    }

    @Test
    void aPrefixThatMayNotBeWrittenEndsTheRun() {
        redis.otherwise(refused("NOPERM No permissions to access a key"));
        Change[] batch = IntStream.range(0, 20).mapToObj(i -> put("k" + i, "v")).toArray(Change[]::new);

        assertThat(upsert(batch).stop()).map(e -> e.detail().code()).hasValue("KEYS_NOT_PERMITTED");
    }

    @Test
    void wantOfMemoryHereEndsTheRunAndNothingElse() {
        redis.thenThrows(new OutOfMemoryError("canary-s3cret"));

        BatchResult result = upsert(put("a", "1"), put("b", "1"));

        assertThat(outcomes(result)).containsOnly("INDETERMINATE PROCESS_OUT_OF_MEMORY");
        assertThat(result.stop())
                .hasValueSatisfying(stop -> assertThat(stop.getCause()).isNull());
    }

    private BatchResult upsert(Change... batch) {
        return lane.write(new TestSettings(), SyncMode.UPSERT, batch);
    }
}
