package dev.sluice.redis.write;

import static dev.sluice.redis.write.FakeExecutor.OK;
import static dev.sluice.redis.write.FakeExecutor.ONE;
import static dev.sluice.redis.write.FakeExecutor.ZERO;
import static dev.sluice.redis.write.FakeExecutor.refused;
import static dev.sluice.redis.write.Lane.outcomes;
import static dev.sluice.redis.write.Lane.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.SyncMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A write that wants its key absent, sent again after its answer was lost. */
final class ConditionalRetryTest {
    private static final Reply LOST = new Reply.Lost(TransportFailure.LOST, true, false);

    private final FakeExecutor redis = new FakeExecutor();
    private final FakeTimer timer = new FakeTimer();
    private final Lane lane = new Lane(redis, timer);

    @Test
    void afterALostAnswerTheServerIsAskedWhatTheKeyHeld() {
        redis.then(LOST, LOST, LOST).then(value("1"), value("other"), Reply.NIL);

        BatchResult result = insert(put("a", "1"), put("b", "1"), put("c", "1"));

        assertThat(outcomes(result)).containsExactly("WRITTEN", "SKIPPED KEY_EXISTS", "WRITTEN");
        assertThat(redis.trips.get(1)).containsExactly("SET a 1 NX GET", "SET b 1 NX GET", "SET c 1 NX GET");
    }

    @Test
    void aProxyWithoutAnAnswerLeavesItOpenWhetherTheKeyIsItsOwn() {
        redis.then(refused("upstream failure"), refused("no upstream host")).then(value("1"), Reply.NIL);

        assertThat(outcomes(insert(put("a", "1"), put("b", "1")))).containsExactly("WRITTEN", "SKIPPED KEY_EXISTS");
        assertThat(redis.trips.get(1)).containsExactly("SET a 1 NX GET", "SET b 1 NX");
    }

    @Test
    void aKeyOfAnotherTypeIsNotItsOwn() {
        redis.then(LOST).then(refused("WRONGTYPE Operation against a key"));
        assertThat(outcomes(insert(put("a", "1")))).containsExactly("SKIPPED KEY_EXISTS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERR syntax error", "NOPERM No permissions to access a key"})
    void whereTheServerCannotBeAskedItIsSaid(String text) {
        redis.then(LOST, LOST).then(refused(text), refused(text)).then(Reply.NIL, OK);

        assertThat(outcomes(insert(put("a", "1"), put("b", "1"))))
                .containsExactly("SKIPPED KEY_EXISTS_AFTER_RETRY", "WRITTEN");
        assertThat(redis.trips.get(2)).containsExactly("SET a 1 NX", "SET b 1 NX");
    }

    @Test
    void aQuestionThatIsNotAnsweredLetsNoLaterChangeOfItsKeyOvertake() {
        redis.then(LOST).then(refused("ERR syntax error")).then(OK).then(Reply.NIL);

        assertThat(outcomes(insert(put("a", "1"), put("a", "2")))).containsExactly("WRITTEN", "SKIPPED KEY_EXISTS");
        assertThat(redis.trips)
                .containsExactly(
                        List.of("SET a 1 NX"), List.of("SET a 1 NX GET"), List.of("SET a 1 NX"), List.of("SET a 2 NX"));
    }

    @Test
    void ofTwoRowsOfAKeyTheFirstIsWrittenThoughItIsRefusedForNow() {
        redis.then(refused("OOM command not allowed when used memory > 'maxmemory'."), OK)
                .then(OK)
                .then(Reply.NIL);

        assertThat(outcomes(insert(put("a", "1"), put("b", "1"), put("a", "2"))))
                .containsExactly("WRITTEN", "WRITTEN", "SKIPPED KEY_EXISTS");
        assertThat(redis.trips)
                .containsExactly(List.of("SET a 1 NX", "SET b 1 NX"), List.of("SET a 1 NX"), List.of("SET a 2 NX"));
    }

    @Test
    void whatWasRefusedForNowNeedsNoQuestion() {
        redis.then(refused("LOADING Redis is loading")).then(Reply.NIL);

        assertThat(outcomes(insert(put("a", "1")))).containsExactly("SKIPPED KEY_EXISTS");
        assertThat(redis.trips.get(1)).containsExactly("SET a 1 NX");
    }

    @Test
    void theScriptTellsAnEarlierAttemptFromAnotherWriter() {
        redis.then(LOST, LOST, LOST).then(ONE, ZERO, new Reply.Value(2L));

        BatchResult result = lane.write(
                new TestSettings().hash().skipExisting(), SyncMode.INSERT, put("a", "1"), put("b", "1"), put("c", "1"));

        assertThat(outcomes(result)).containsExactly("WRITTEN", "SKIPPED KEY_EXISTS", "SKIPPED KEY_EXISTS_AFTER_RETRY");
        assertThat(redis.trips.get(1)).allSatisfy(call -> assertThat(call).contains(" R "));
    }

    private BatchResult insert(Change... batch) {
        return lane.write(new TestSettings().skipExisting(), SyncMode.INSERT, batch);
    }

    private static Reply value(String text) {
        return new Reply.Value(text.getBytes(StandardCharsets.UTF_8));
    }
}
