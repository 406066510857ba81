package dev.sluice.redis.write;

import static dev.sluice.redis.write.FakeExecutor.OK;
import static dev.sluice.redis.write.FakeExecutor.ONE;
import static dev.sluice.redis.write.FakeExecutor.ZERO;
import static dev.sluice.redis.write.FakeExecutor.refused;
import static dev.sluice.redis.write.Lane.outcomes;
import static dev.sluice.redis.write.Lane.put;
import static dev.sluice.redis.write.Lane.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.command.Rights;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RedisWriterTest {
    private final FakeExecutor redis = new FakeExecutor();
    private final Lane lane = new Lane(redis, new FakeTimer());

    @Test
    void aStringIsSetInOneCommandWithItsExpiryAndItsCondition() {
        assertThat(commands(new TestSettings(), SyncMode.UPSERT)).containsExactly("SET a 1");
        assertThat(commands(new TestSettings().neverExpires(), SyncMode.UPSERT)).containsExactly("SET a 1");
        assertThat(commands(new TestSettings().expires(60), SyncMode.MIRROR)).containsExactly("SET a 1 EX 60");
        assertThat(commands(new TestSettings().skipExisting().expires(60), SyncMode.INSERT))
                .containsExactly("SET a 1 NX EX 60");
        assertThat(commands(new TestSettings().skipExisting(), SyncMode.UPSERT)).containsExactly("SET a 1");
        assertThat(commands(new TestSettings(), SyncMode.INSERT)).containsExactly("SET a 1");
        assertThat(commands(new TestSettings(), SyncMode.UPDATE)).containsExactly("SET a 1 XX");
    }

    @Test
    void aHashIsMergedAndOnlyThenLosesFieldsOrGetsAnExpiry() {
        lane.write(new TestSettings().hash().expires(60), SyncMode.UPSERT, put("a", "1"), put("b", null));
        lane.write(new TestSettings().hash().neverExpires(), SyncMode.UPSERT, put("a", "1"));
        lane.write(new TestSettings().hash(), SyncMode.UPSERT, put("a", "1"));

        assertThat(redis.trips)
                .containsExactly(
                        List.of("HSET a k a v 1", "HSET b k b"),
                        List.of("EXPIRE a 60", "HDEL b v", "EXPIRE b 60"),
                        List.of("HSET a k a v 1"),
                        List.of("PERSIST a"),
                        List.of("HSET a k a v 1"));
    }

    @Test
    void whereScriptsArePermittedAHashIsMergedInOneStep() {
        lane.writer(new TestSettings().hash().expires(60).build(), SyncMode.UPSERT, Rights.ALL)
                .write(List.of(put("a", "1"), put("b", null)));
        lane.writer(new TestSettings().hash().build(), SyncMode.UPSERT, Rights.ALL)
                .write(List.of(put("a", "1"), put("b", null)));

        assertThat(redis.trips.stream().flatMap(List::stream).map(call -> call.replaceAll("[0-9a-f]{40}", "sha")))
                .containsExactly(
                        "EVALSHA sha 1 a A 0 EXPIRE 60 0 k a v 1",
                        "EVALSHA sha 1 b A 0 EXPIRE 60 1 v k b",
                        "HSET a k a v 1",
                        "EVALSHA sha 1 b A 0   1 v k b");
    }

    @Test
    void aMirrorMakesHashesLastWhereItMay() {
        lane.writer(new TestSettings().hash().build(), SyncMode.MIRROR, new Rights(true, false, true, true, true))
                .write(List.of(put("a", "1")));
        lane.writer(new TestSettings().hash().build(), SyncMode.MIRROR, new Rights(true, false, true, true, false))
                .write(List.of(put("a", "1")));

        assertThat(redis.trips)
                .containsExactly(List.of("HSET a k a v 1"), List.of("PERSIST a"), List.of("HSET a k a v 1"));
    }

    @Test
    void conditionsAndReplacementOfHashesAreOneScriptCallForEachKey() {
        lane.write(new TestSettings().hash().expires(9), SyncMode.UPDATE, put("a", "1"));
        lane.write(new TestSettings().hash().skipExisting().neverExpires(), SyncMode.INSERT, put("a", null));
        lane.write(new TestSettings().hash().replace(), SyncMode.UPSERT, put("a", null));

        assertThat(redis.trips.stream().flatMap(List::stream).map(call -> call.replaceAll("[0-9a-f]{40}", "sha")))
                .containsExactly(
                        "EVALSHA sha 1 a X 0 EXPIRE 9 0 k a v 1",
                        "EVALSHA sha 1 a N 0 PERSIST  1 v k a",
                        "EVALSHA sha 1 a A 1   0 k a");
    }

    @Test
    void aRemovalNeedsTheIdentityAlone() {
        for (TestSettings settings :
                List.of(new TestSettings(), new TestSettings().hash().replace())) {
            lane.write(settings, SyncMode.MIRROR, remove("a"));
        }
        assertThat(redis.trips).containsOnly(List.of("DEL a"));
    }

    @Test
    void aRemovalOutsideAMirrorIsRejectedUnsent() {
        assertThat(outcomes(lane.write(new TestSettings(), SyncMode.UPSERT, remove("a"))))
                .containsExactly("REJECTED REMOVAL_OUTSIDE_MIRROR");
        assertThat(redis.trips).isEmpty();
    }

    @Test
    void aBatchIsCutAtTheNumberOfCommands() {
        Change[] batch = IntStream.range(0, 7).mapToObj(i -> put("k" + i, "v")).toArray(Change[]::new);

        assertThat(lane.write(new TestSettings().pipelineCommands(3), SyncMode.UPSERT, batch)
                        .isAllWritten())
                .isTrue();
        assertThat(redis.trips).extracting(List::size).containsExactly(3, 3, 1);
    }

    @Test
    void theSecondWaveIsCutAtTheNumberOfCommandsToo() {
        lane.write(
                new TestSettings().hash().expires(5).pipelineCommands(4),
                SyncMode.UPSERT,
                put("a", null),
                put("b", null),
                put("c", null));

        assertThat(redis.trips).extracting(List::size).containsExactly(2, 4, 1, 2);
    }

    @Test
    void aBatchIsCutAtTheNumberOfBytesAndALargerValueTravelsAlone() {
        lane.write(
                new TestSettings().pipelineBytes(100),
                SyncMode.UPSERT,
                put("a", "x".repeat(40)),
                put("b", "x".repeat(40)),
                put("c", "x".repeat(400)),
                put("d", "x"));

        assertThat(redis.trips).extracting(List::size).containsExactly(2, 1, 1);
    }

    @Test
    void aKeyOccursOnceInARoundWithSequels() {
        lane.write(
                new TestSettings().hash().expires(5),
                SyncMode.MIRROR,
                put("a", "1"),
                put("b", "1"),
                put("a", "2"),
                remove("a"));

        assertThat(redis.trips)
                .containsExactly(
                        List.of("HSET a k a v 1", "HSET b k b v 1"),
                        List.of("EXPIRE a 5", "EXPIRE b 5"),
                        List.of("HSET a k a v 2"),
                        List.of("EXPIRE a 5"),
                        List.of("DEL a"));
    }

    @Test
    void aRemovalBeforeAWriteOfItsKeyKeepsItsPlace() {
        lane.write(new TestSettings().hash().expires(5), SyncMode.MIRROR, remove("a"), put("a", "1"));

        assertThat(redis.trips).containsExactly(List.of("DEL a"), List.of("HSET a k a v 1"), List.of("EXPIRE a 5"));
    }

    @Test
    void repeatsOfAKeyWithoutSequelsShareARoundInOrder() {
        lane.write(new TestSettings(), SyncMode.UPSERT, put("a", "1"), put("a", "2"));

        assertThat(redis.trips).containsExactly(List.of("SET a 1", "SET a 2"));
    }

    @Test
    void nilAndZeroAreSkips() {
        redis.then(OK, Reply.NIL);
        assertThat(outcomes(lane.write(new TestSettings(), SyncMode.UPDATE, put("a", "1"), put("b", "1"))))
                .containsExactly("WRITTEN", "SKIPPED KEY_ABSENT");
        redis.then(ONE, ZERO);
        assertThat(outcomes(lane.write(
                        new TestSettings().hash().skipExisting(), SyncMode.INSERT, put("a", "1"), put("b", "1"))))
                .containsExactly("WRITTEN", "SKIPPED KEY_EXISTS");
    }

    @Test
    void aRefusedRowIsRejectedAndTheOthersStandAndItsKeyGetsNoExpiry() {
        redis.then(OK, refused("WRONGTYPE Operation against a key"), OK);

        BatchResult result = lane.write(
                new TestSettings().hash().expires(5), SyncMode.UPSERT, put("a", "1"), put("b", "1"), put("c", "1"));

        assertThat(outcomes(result)).containsExactly("WRITTEN", "REJECTED WRONGTYPE", "WRITTEN");
        assertThat(result.stop()).isEmpty();
        assertThat(redis.trips.get(1)).containsExactly("EXPIRE a 5", "EXPIRE c 5");
    }

    @Test
    void aVanishedKeyIsWrittenOnceMoreAndThenRejected() {
        redis.then(OK, OK).then(ZERO, ZERO).then(OK, OK).then(ONE, ZERO);

        BatchResult result =
                lane.write(new TestSettings().hash().expires(5), SyncMode.UPSERT, put("a", "1"), put("b", "1"));

        assertThat(outcomes(result)).containsExactly("WRITTEN", "REJECTED KEY_VANISHED");
        assertThat(redis.trips).hasSize(4);
        assertThat(redis.trips.get(2)).isEqualTo(redis.trips.get(0));
    }

    @Test
    void aServerWithoutTheScriptGetsItOnce() {
        Reply noScript = refused("NOSCRIPT No matching script. Please use EVAL.");
        redis.then(noScript, noScript);

        BatchResult result =
                lane.write(new TestSettings().hash().replace(), SyncMode.UPSERT, put("a", "1"), put("b", "1"));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis.trips.get(1))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("EVAL local"),
                        second -> assertThat(second).startsWith("EVALSHA"));
    }

    @Test
    void aServerThatForgetsTheScriptMeanwhileGetsItWithEveryCall() {
        Reply noScript = refused("NOSCRIPT No matching script. Please use EVAL.");
        redis.then(noScript, noScript, noScript).then(ONE, noScript, noScript);

        BatchResult result = lane.write(
                new TestSettings().hash().replace(), SyncMode.UPSERT, put("a", "1"), put("b", "1"), put("c", "1"));

        assertThat(result.isAllWritten()).isTrue();
        assertThat(redis.trips.get(2))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call).startsWith("EVAL local"));
    }

    @Test
    void aRefusedExpiryLeavesAHashThatIsIncomplete() {
        redis.then(OK, OK).then(refused("WRONGTYPE Operation against a key"), ONE);

        BatchResult result =
                lane.write(new TestSettings().hash().expires(5), SyncMode.UPSERT, put("a", "1"), put("b", "1"));

        assertThat(outcomes(result)).containsExactly("REJECTED HASH_INCOMPLETE", "WRITTEN");
        assertThat(result.stop()).isEmpty();
    }

    @Test
    void aRightThatIsTakenAwayMeanwhileEndsTheRun() {
        redis.then(OK).then(refused("NOPERM this user has no permissions to run the 'expire' command"));

        BatchResult result = lane.write(new TestSettings().hash().expires(5), SyncMode.UPSERT, put("a", "1"));

        assertThat(outcomes(result)).containsExactly("REJECTED HASH_INCOMPLETE");
        assertThat(result.stop()).map(e -> e.detail().code()).hasValue("COMMAND_NOT_PERMITTED");
    }

    @Test
    void aRowThatCannotBeWrittenIsRejectedAndTheOthersAreSent() {
        BatchResult result = lane.write(new TestSettings(), SyncMode.UPSERT, put("", "1"), put("b", "1"));

        assertThat(outcomes(result)).containsExactly("REJECTED KEY_EMPTY", "WRITTEN");
        assertThat(redis.trips).containsExactly(List.of("SET b 1"));
    }

    @Test
    void withoutTheRightToHdelRowsWithNullsAreRejectedUnsent() {
        RedisWriter writer = lane.writer(
                new TestSettings().hash().build(), SyncMode.UPSERT, new Rights(false, false, true, true, true));

        assertThat(outcomes(writer.write(List.of(put("a", null), put("b", "1")))))
                .containsExactly("REJECTED HDEL_NOT_PERMITTED", "WRITTEN");
        assertThat(redis.trips).containsExactly(List.of("HSET b k b v 1"));
    }

    @Test
    void aClosedWriterClosesItsConnectionAndWritesNoMore() {
        RedisWriter writer = lane.writer(new TestSettings().build(), SyncMode.UPSERT, Lane.WITHOUT_SCRIPTS);
        writer.close();
        writer.close();

        assertThat(redis.closed).isTrue();
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> writer.write(List.of()))
                .satisfies(e -> assertThat(e.detail().category()).isEqualTo(ErrorCategory.CLOSED));
    }

    private List<String> commands(TestSettings settings, SyncMode mode) {
        redis.trips.clear();
        assertThat(lane.write(settings, mode, put("a", "1")).isAllWritten()).isTrue();
        return redis.trips.stream().flatMap(List::stream).toList();
    }
}
