package dev.sluice.redis.write;

import static dev.sluice.redis.write.FakeExecutor.OK;
import static dev.sluice.redis.write.FakeExecutor.ONE;
import static dev.sluice.redis.write.FakeExecutor.refused;
import static dev.sluice.redis.write.Lane.outcomes;
import static dev.sluice.redis.write.Lane.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryLoopTest {
    private static final Reply LOST = new Reply.Lost(TransportFailure.LOST, true, false);
    private static final Reply CLOSED = new Reply.Lost(TransportFailure.REFUSED, false, false);

    private final FakeExecutor redis = new FakeExecutor();
    private final FakeTimer timer = new FakeTimer();
    private final Lane lane = new Lane(redis, timer);

    @Test
    void afterALossTheAcknowledgedPrefixStandsAndTheRestIsSentAgainInOrder() {
        redis.thenLost(TransportFailure.LOST, true, OK);

        BatchResult result = upsert(put("a", "1"), put("b", "1"), put("b", "2"));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis.trips)
                .containsExactly(List.of("SET a 1", "SET b 1", "SET b 2"), List.of("SET b 1", "SET b 2"));
        assertThat(timer.sleptMillis)
                .singleElement()
                .satisfies(millis -> assertThat(millis).isBetween(0L, 100L));
    }

    @Test
    void everyWaitAndEveryRetryIsReported() {
        redis.thenLost(TransportFailure.LOST, true).then(refused("LOADING Redis is loading the dataset in memory"));

        assertThat(upsert(put("a", "1")).isAllWritten()).isTrue();
        assertThat(lane.context.events)
                .extracting(event -> event instanceof RunEvent.Retried retried
                        ? retried.why().code() + " " + retried.attempt()
                        : ((RunEvent.Waiting) event).why().code())
                .containsExactly("CONNECTION_LOST", "CONNECTION_LOST 2", "LOADING", "LOADING 3");
        assertThat(((RunEvent.Waiting) lane.context.events.get(0)).until())
                .isEqualTo(Instant.EPOCH.plusMillis(timer.sleptMillis.get(0)));
    }

    @Test
    void nothingNewerIsSentBeforeARoundHasEnded() {
        redis.then(LOST, LOST).then(LOST, LOST);

        lane.write(
                new TestSettings().pipelineCommands(2), SyncMode.UPSERT, put("a", "1"), put("b", "1"), put("a", "2"));

        assertThat(redis.trips.get(redis.trips.size() - 1)).containsExactly("SET a 2");
        assertThat(redis.trips.stream().filter(trip -> trip.contains("SET a 2")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "BUSY Redis is busy running a script.",
                "CLUSTERDOWN The cluster is down",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "NOREPLICAS Not enough good replicas to write.",
                "MISCONF Redis is configured to save RDB snapshots",
                "READONLY You can't write against a read only replica.",
                "MASTERDOWN Link with MASTER is down",
                "ERR max number of clients reached",
                "no upstream host",
                "upstream failure",
                "ERR Connection refused",
                "ERR Connection timed out",
                "ERR server connection close",
                "ERR handle response, backend conn reset"
            })
    void whatIsRefusedForNowIsTriedAgain(String text) {
        redis.then(refused(text), refused(text)).then(refused(text), OK);

        assertThat(upsert(put("a", "1"), put("b", "1")).isAllWritten()).isTrue();
        assertThat(timer.sleptMillis).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READONLY You can't write", "MASTERDOWN Link with MASTER is down"})
    void anotherServerMayBePrimaryByThen(String text) {
        redis.then(refused(text));

        assertThat(upsert(put("a", "1")).isAllWritten()).isTrue();
        assertThat(redis.resets).isEqualTo(1);
    }

    @Test
    void aLaterChangeOfARefusedKeyIsSentAgainAfterIt() {
        redis.then(refused("BUSY Redis is busy"), OK, OK);

        assertThat(upsert(put("a", "1"), put("b", "1"), put("a", "2")).isAllWritten())
                .isTrue();
        assertThat(redis.trips.get(1)).containsExactly("SET a 1", "SET a 2");
    }

    @Test
    void anOutageRejectsNobodyAndEndsTheRunWhenTheBudgetIsSpent() {
        redis.then(OK, LOST, LOST).otherwise(CLOSED);

        BatchResult result = lane.write(
                new TestSettings().retryBudget(Duration.ofSeconds(60)),
                SyncMode.UPSERT,
                put("a", "1"),
                put("b", "1"),
                put("c", "1"));

        assertThat(outcomes(result))
                .containsExactly("WRITTEN", "INDETERMINATE CONNECTION_REFUSED", "INDETERMINATE CONNECTION_REFUSED");
        assertThat(result.stop()).map(e -> e.detail().code()).hasValue("CONNECTION_REFUSED");
        assertThat(timer.sleptMillis.stream().mapToLong(Long::longValue).sum()).isBetween(59_000L, 60_000L);
        assertThat(timer.sleptMillis).allSatisfy(millis -> assertThat(millis).isBetween(0L, 10_000L));
    }

    @Test
    void theBudgetIsWholeAgainAfterASuccess() {
        RedisWriter writer = lane.writer(
                new TestSettings().retryBudget(Duration.ofSeconds(1)).build(), SyncMode.UPSERT, Lane.WITHOUT_SCRIPTS);
        for (int i = 0; i < 20; i++) {
            redis.then(LOST).then(OK);
            timer.pass(900);
            assertThat(writer.write(List.of(put("a", "1"))).isAllWritten()).isTrue();
        }
    }

    @Test
    void noBudgetIsNoRetry() {
        redis.then(LOST);

        assertThat(outcomes(lane.write(new TestSettings().retryBudget(Duration.ZERO), SyncMode.UPSERT, put("a", "1"))))
                .containsExactly("INDETERMINATE CONNECTION_LOST");
    }

    @Test
    void whatNeverReachedTheServerIsThrown() {
        redis.otherwise(CLOSED);
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> upsert(put("a", "1")))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("CONNECTION_REFUSED"));
    }

    @Test
    void aRefusedLogInIsNeverRepeated() {
        redis.thenRefusedLogIn("WRONGPASS invalid username-password pair");
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> upsert(put("a", "1")))
                .satisfies(e -> assertThat(e.detail().category()).isEqualTo(ErrorCategory.AUTHENTICATION));
        assertThat(redis.trips).hasSize(1);
    }

    @Test
    void aServerThatWaitsToLogAnybodyInIsWaitedFor() {
        redis.thenRefusedLogIn("LOADING Redis is loading the dataset in memory");
        assertThat(upsert(put("a", "1")).isAllWritten()).isTrue();
    }

    @Test
    void anInterruptEndsTheRunAndWhatHadNoAnswerIsIndeterminate() {
        redis.thenLost(new Reply.Lost(TransportFailure.LOST, true, true), OK);

        BatchResult result = upsert(put("a", "1"), put("b", "1"));

        assertThat(outcomes(result)).containsExactly("WRITTEN", "INDETERMINATE INTERRUPTED");
        assertThat(redis.trips).hasSize(1);
    }

    /** Else it would stay for ever if the host is not run again. */
    @Test
    void anInterruptLeavesNoHashWithoutItsExpiry() {
        Reply.Lost interrupted = new Reply.Lost(TransportFailure.LOST, true, true);
        redis.thenLost(interrupted, ONE);
        Thread.currentThread().interrupt();

        BatchResult result =
                lane.write(new TestSettings().hash().expires(9), SyncMode.UPSERT, put("a", "1"), put("b", "1"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcomes(result)).containsExactly("WRITTEN", "WRITTEN");
        assertThat(result.stop()).map(stop -> stop.detail().code()).contains("INTERRUPTED");
        assertThat(redis.trips)
                .containsExactly(
                        List.of("HSET a k a v 1", "HSET b k b v 1"),
                        List.of("EXPIRE a 9"),
                        List.of("HSET b k b v 1"),
                        List.of("EXPIRE b 9"));
    }

    @Test
    void anInterruptEndsAPauseAndTheFlagStays() {
        redis.then(LOST);
        Thread.currentThread().interrupt();

        BatchResult result = upsert(put("a", "1"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcomes(result)).containsExactly("INDETERMINATE INTERRUPTED");
    }

    @Test
    void aHashWhoseExpiryIsLostIsSentAgainAsAWhole() {
        redis.then(OK, OK).thenLost(TransportFailure.COMMAND_TIMEOUT, true, ONE);

        BatchResult result =
                lane.write(new TestSettings().hash().expires(5), SyncMode.UPSERT, put("a", "1"), put("b", "1"));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis.trips.subList(2, 4)).containsExactly(List.of("HSET b k b v 1"), List.of("EXPIRE b 5"));
    }

    @Test
    void aHashWhoseExpiryNeverCameIsIndeterminate() {
        redis.then(OK).otherwise(CLOSED);

        assertThat(outcomes(lane.write(new TestSettings().hash().expires(5), SyncMode.UPSERT, put("a", "1"))))
                .containsExactly("INDETERMINATE CONNECTION_REFUSED");
    }

    @Test
    void whatOtherNodesAnsweredStands() {
        redis.then(OK, CLOSED, OK, CLOSED).then(OK, OK);

        assertThat(upsert(put("a", "1"), put("b", "1"), put("c", "1"), put("d", "1"))
                        .isAllWritten())
                .isTrue();
        assertThat(redis.trips.get(1)).containsExactly("SET b 1", "SET d 1");
    }

    @Test
    void aRowThatBreaksEveryConnectionIsFoundAndRejectedAlone() {
        redis.breaksAt("poison");
        Change[] batch = IntStream.range(0, 100)
                .mapToObj(i -> put("k" + i, i == 63 ? "poison" : "fine"))
                .toArray(Change[]::new);

        BatchResult result = upsert(batch);

        List<String> outcomes = outcomes(result);
        assertThat(outcomes.get(63)).isEqualTo("REJECTED ROW_BREAKS_CONNECTION");
        assertThat(outcomes.stream().filter("WRITTEN"::equals)).hasSize(99);
        assertThat(result.stop()).isEmpty();
        assertThat(redis.trips.stream().filter(trip -> trip.equals(List.of("SET k63 poison"))))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void whileNobodyIsAnsweredNoRowIsPoison() {
        redis.breaksAt("poison").alive = false;

        BatchResult result = upsert(put("a", "poison"), put("b", "1"));

        assertThat(outcomes(result)).containsExactly("INDETERMINATE CONNECTION_LOST", "INDETERMINATE CONNECTION_LOST");
    }

    @Test
    void timeThatRunsOutIsNoPoison() {
        redis.otherwise(new Reply.Lost(TransportFailure.COMMAND_TIMEOUT, true, false));

        assertThat(outcomes(upsert(put("a", "1")))).containsExactly("INDETERMINATE COMMAND_TIMEOUT");
        assertThat(redis.pings).isZero();
    }

    private BatchResult upsert(Change... batch) {
        return lane.write(new TestSettings(), SyncMode.UPSERT, batch);
    }
}
