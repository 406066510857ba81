package dev.sluice.redis.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.run.FakeRedis.Harm;
import dev.sluice.redis.write.ListeningContext;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisRunTest {
    private static final String SYNC = "1a2b3c4d";
    private static final String KEY = "t:~sluice:" + SYNC;

    private final OpenRuns openRuns = new OpenRuns();
    private final FakeRedis redis = new FakeRedis();
    private final ListeningContext context = new ListeningContext("run2", SYNC);
    private Duration budget = Duration.ofMinutes(5);
    private TestSettings settings = new TestSettings();

    @Test
    void theFirstRunFindsNothingAndLeavesItsMarker() {
        try (DestinationRun run = open()) {
            assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
            assertThat(redis.values).containsExactly(Map.entry(KEY, "run2 open 0"));
            assertThat(run.handle().runId()).isEqualTo("run2");
            assertThat(run.handle().values())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "marker_key", KEY,
                            "marker_suffixes", "",
                            "run_id@h:7", "process1",
                            "evicted_keys@h:7", "0"));
        }
        assertThat(redis.values).containsExactly(Map.entry(KEY, "run2 open 0"));
        assertThat(redis.open).isZero();
        assertThat(context.events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"run1 open 0,OPEN,0", "run1 open 12,OPEN,12", "run1 complete 7,COMPLETE,7", "run1 contested,CONTESTED,0"
    })
    void theMarkerOfAnotherRunIsToldAndReplaced(String value, State state, long checkpoint) {
        redis.values.put(KEY, value);
        try (DestinationRun run = open()) {
            assertThat(run.markers()).containsExactly(RunMarker.found("run1", state, checkpoint));
        }
        assertThat(redis.values).containsEntry(KEY, "run2 open 0");
    }

    @Test
    void theMarkerRemembersThatHashesMayExpire() {
        settings = new TestSettings().hash().expires(60);
        try (DestinationRun run = open()) {
            run.checkpoint(1);
            assertThat(redis.values).containsEntry(KEY, "run2 open 1 expiring");
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(redis.values).containsEntry(KEY, "run2 complete 1 expiring");
        }
        settings = new TestSettings().hash();
        try (DestinationRun run = open()) {
            assertThat(Expiries.mayBeLeft(run.handle())).isTrue();
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(redis.values).containsEntry(KEY, "run2 complete 0 expiring");
        }
    }

    @Test
    void aMirrorOfHashesThatNeverExpiredKnowsIt() {
        settings = new TestSettings().hash();
        redis.values.put(KEY, "run1 complete 7");
        try (DestinationRun run = open()) {
            assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.COMPLETE, 7));
            assertThat(redis.trips.get(0))
                    .as("if the run ends here, the next one expects the worst")
                    .containsExactly("SET " + KEY + " run2 open 0 expiring GET");
            assertThat(redis.values).containsEntry(KEY, "run2 open 0");
            assertThat(Expiries.mayBeLeft(run.handle())).isFalse();
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @CsvSource({"run1 open 3 expiring", "run1 contested expiring", "nonsense"})
    void wherePartOfItIsUnknownHashesMayExpire(String before) {
        settings = new TestSettings().hash();
        redis.values.put(KEY, before);
        try (DestinationRun run = open()) {
            assertThat(redis.values).containsEntry(KEY, "run2 open 0 expiring");
            assertThat(Expiries.mayBeLeft(run.handle())).isTrue();
        }
    }

    @Test
    void whatWasThereBeforeALostOpeningIsUnknown() {
        redis.values.put(KEY, "run1 complete 7");
        redis.harms.add(Harm.REPLIES_LOST);
        try (DestinationRun run = open()) {
            assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
            assertThat(context.warnings()).containsExactly("MARKER_UNSEEN");
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @Test
    void anOpeningThatDidNotArriveIsRepeated() {
        redis.values.put(KEY, "run1 complete 7");
        redis.harms.add(Harm.COMMANDS_LOST);
        try (DestinationRun run = open()) {
            assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.COMPLETE, 7));
            assertThat(context.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"run1", "run1 opened 3", "run1 open", "'run1 open 3 '", "' open 3'", "run1 open -3"})
    void aTextThatIsNoMarkerProvesNothingAndIsTold(String text) {
        redis.values.put(KEY, text);
        try (DestinationRun run = open()) {
            assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
            assertThat(context.warnings()).containsExactly("MARKER_UNKNOWN");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "NOPERM this user has no permissions to access one of the keys used as arguments;MARKER_NOT_PERMITTED;~prefix*",
                "NOPERM No permissions to access a key;MARKER_NOT_PERMITTED;~prefix*",
                "NOPERM User u has no permissions to run the 'set' command;MARKER_NOT_PERMITTED;+set",
                "ERR syntax error;MARKER_NOT_SUPPORTED;6.2",
                "ERR unknown command 'SET', with args beginning with: ;MARKER_NOT_SUPPORTED;6.2",
                "WRONGTYPE Operation against a key holding the wrong kind of value;MARKER_KEY_TAKEN;marker_key",
                "OOM command not allowed when used memory > 'maxmemory'.;OUT_OF_MEMORY;memory",
                "STRANGE thing;REFUSED_BY_SERVER;log"
            })
    void whereTheMarkerIsRefusedTheRunGoesOnWithout(String refusal, String code, String remedy) {
        redis.refusals.put("SET", refusal);
        try (DestinationRun run = open()) {
            ErrorDetail why = unreadable(run.markers().get(0));
            assertThat(why.code()).isEqualTo(code);
            assertThat(why.remedy()).contains(remedy);
            assertThat(run.handle().values()).containsOnlyKeys("marker_key", "marker_suffixes");

            run.checkpoint(1);
            redis.runId = "process2";
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @Test
    void aServerThatDoesNotTellTheOldValueKeepsNoMarker() {
        redis.saysOk = true;
        try (DestinationRun run = open()) {
            assertThat(unreadable(run.markers().get(0)).code()).isEqualTo("MARKER_NOT_SUPPORTED");
        }
    }

    @ParameterizedTest
    @CsvSource({"NOAUTH Authentication required.,PASSWORD_MISSING", "MOVED 1 h:8,IS_CLUSTER"})
    void whatNoCommandGetsPastEndsTheOpening(String refusal, String code) {
        redis.refusals.put("SET", refusal);
        assertThat(refusedToOpen().code()).isEqualTo(code);
        assertThat(redis.open).isZero();
    }

    @Test
    void aServerThatIsAwayIsNamed() {
        redis.away = true;
        assertThat(refusedToOpen().code()).isEqualTo("CONNECTION_REFUSED");
        assertThat(redis.open).isZero();
    }

    @Test
    void aClusterWhoseNodesAreUnknownIsNamed() {
        redis.spread = new KeySpread.Unknown(new Reply.Lost(TransportFailure.NOT_A_CLUSTER, false, false));
        assertThat(refusedToOpen().code()).isEqualTo("NOT_A_CLUSTER");
    }

    @Test
    void checkpointsAndTheCommitStandInTheMarker() {
        try (DestinationRun run = open()) {
            run.checkpoint(1);
            run.checkpoint(2);
            assertThat(redis.values).containsEntry(KEY, "run2 open 2");
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(redis.values).containsEntry(KEY, "run2 complete 2");
        }
        assertThat(redis.values).containsEntry(KEY, "run2 complete 2");
        assertThat(context.events).isEmpty();
    }

    @Test
    void aCheckpointSeesThatTheTargetWasEmptied() {
        try (DestinationRun run = open()) {
            redis.values.clear();
            ErrorDetail why = replacedAt(run, 1);
            assertThat(why.category()).isEqualTo(ErrorCategory.CONNECTION);
            assertThat(redis.values).containsEntry(KEY, "run2 contested");
        }
    }

    @ParameterizedTest
    @CsvSource({"run3 open 4", "run2 contested", "nonsense"})
    void aRunThatIsKilledWhenItFindsAnotherWriterHidesNothing(String value) {
        budget = Duration.ZERO;
        try (DestinationRun run = open()) {
            redis.values.put(KEY, value);
            redis.harms.add(Harm.NONE);
            redis.harms.add(Harm.COMMANDS_LOST);
            assertThat(replacedAt(run, 1)).isNotNull();
            assertThat(redis.values)
                    .as("the word of the contest did not arrive")
                    .containsEntry(KEY, value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NOPERM User u has no permissions to run the 'eval' command"})
    void aRunThatIsKilledWhenItFindsNoMarkerHidesNothing(String scripts) {
        budget = Duration.ZERO;
        try (DestinationRun run = open()) {
            if (!scripts.isEmpty()) {
                redis.refusals.put("EVAL", scripts);
                redis.harms.add(Harm.NONE);
            }
            redis.values.clear();
            redis.harms.add(Harm.NONE);
            redis.harms.add(Harm.COMMANDS_LOST);
            assertThat(replacedAt(run, 1)).isNotNull();
            assertThat(redis.values).isEmpty();
        }
    }

    @Test
    void withoutTheRightToScriptsCheckpointsAndTheCommitStandInTheMarker() {
        redis.refusals.put("EVAL", "NOPERM User u has no permissions to run the 'eval' command");
        try (DestinationRun run = open()) {
            run.checkpoint(1);
            assertThat(redis.values).containsEntry(KEY, "run2 open 1");
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(redis.values).containsEntry(KEY, "run2 complete 1");
        }
    }

    @Test
    void aReplicaThatAcceptsWritesIsTold() {
        redis.role = "slave";
        try (DestinationRun run = open()) {
            assertThat(context.warnings()).containsExactly("IS_REPLICA");
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @Test
    void aCheckpointThatMissesItsMarkerTellsWhetherKeysWereEvicted() {
        redis.evicted = 10;
        try (DestinationRun run = open()) {
            redis.values.clear();
            redis.evicted = 52;
            assertThat(replacedAt(run, 1)).isNotNull();
            assertThat(context.warnings()).containsExactly("KEYS_EVICTED");
        }
    }

    @Test
    void aCheckpointSeesAnotherRun() {
        try (DestinationRun run = open()) {
            redis.values.put(KEY, "run3 open 4");
            assertThat(replacedAt(run, 1).message()).contains("run3");
            assertThat(redis.values).as("whose marker was there").containsEntry(KEY, "run3 contested");
            assertThat(replacedAt(run, 2)).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "run3 open 4,run3 contested",
        "run3 contested,run3 contested",
        "run2 contested,run2 contested",
        "run3 complete 4 expiring,run3 contested expiring",
        "nonsense,run2 contested"
    })
    void theCommitSeesAnotherWriter(String value, String left) {
        try (DestinationRun run = open()) {
            redis.values.put(KEY, value);
            assertThat(commit(run)).isEqualTo(CommitResult.TARGET_REPLACED);
            assertThat(redis.values).containsEntry(KEY, left);
            assertThat(context.warnings()).containsExactly("TARGET_REPLACED");
        }
    }

    @Test
    void theCommitSeesThatTheTargetWasEmptied() {
        try (DestinationRun run = open()) {
            redis.values.clear();
            assertThat(commit(run)).isEqualTo(CommitResult.TARGET_REPLACED);
            assertThat(redis.values).containsEntry(KEY, "run2 contested");
        }
    }

    @Test
    void aReconnectToTheSameProcessIsProven() {
        try (DestinationRun run = open()) {
            redis.harms.add(Harm.COMMANDS_LOST);
            run.checkpoint(1);
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(context.events).contains(RunEvent.reconnected("h:7"));
        }
    }

    @Test
    void afterAReconnectToAnotherProcessTheMarkerStaysOpen() {
        try (DestinationRun run = open()) {
            run.checkpoint(1);
            redis.runId = "process2";
            redis.harms.add(Harm.COMMANDS_LOST);
            run.checkpoint(2);
            assertThat(commit(run)).isEqualTo(CommitResult.RUN_UNCERTAIN);
            assertThat(redis.values).containsEntry(KEY, "run2 open 2");
            assertThat(context.warnings()).containsExactly("RUN_UNPROVEN");
        }
    }

    @Test
    void withoutInfoNoReconnectIsProven() {
        redis.tells = false;
        try (DestinationRun run = open()) {
            assertThat(run.handle().values()).containsEntry("run_id@h:7", "");
            redis.harms.add(Harm.COMMANDS_LOST);
            run.checkpoint(1);
            assertThat(commit(run)).isEqualTo(CommitResult.RUN_UNCERTAIN);
            assertThat(redis.values).containsEntry(KEY, "run2 open 1");
        }
    }

    @Test
    void withoutInfoAndWithoutAReconnectTheRunIsComplete() {
        redis.tells = false;
        try (DestinationRun run = open()) {
            run.checkpoint(1);
            assertThat(commit(run, "h:7 -", "h:7 -")).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h:7 process1              | COMPLETE",
                "''                        | COMPLETE",
                "h:8 process1              | COMPLETE",
                "h:7 process2              | RUN_UNCERTAIN",
                "h:7 process1,h:7 process2 | RUN_UNCERTAIN",
                "h:7 -                     | COMPLETE",
                "h:7 -,h:7 -               | RUN_UNCERTAIN",
                "h:7 process1,h:7 -        | RUN_UNCERTAIN",
                "h:8 -                     | RUN_UNCERTAIN",
                "what is this              | RUN_UNCERTAIN",
                "nonsense                  | RUN_UNCERTAIN"
            })
    void whatAWriterHasSeenDecides(String connections, CommitResult result) {
        try (DestinationRun run = open()) {
            assertThat(commit(run, "h:7 process1", connections.replace(',', '\n')))
                    .isEqualTo(result);
            assertThat(redis.values)
                    .containsEntry(KEY, result == CommitResult.COMPLETE ? "run2 complete 0" : "run2 open 0");
        }
    }

    @Test
    void aCheckpointWhoseReplyIsLostLeavesTheRunInDoubt() {
        try (DestinationRun run = open()) {
            redis.harms.add(Harm.REPLIES_LOST);
            run.checkpoint(1);
            assertThat(commit(run)).isEqualTo(CommitResult.RUN_UNCERTAIN);
            assertThat(redis.values).containsEntry(KEY, "run2 open 1");
            assertThat(context.warnings()).containsExactly("MARKER_UNSEEN");
        }
    }

    @Test
    void ifTheProcessIsUnprovenBesidesNothingIsKnownOfTheTarget() {
        redis.tells = false;
        try (DestinationRun run = open()) {
            redis.harms.add(Harm.REPLIES_LOST);
            run.checkpoint(1);
            assertThat(commit(run)).isEqualTo(CommitResult.TARGET_REPLACED);
            assertThat(redis.values).containsEntry(KEY, "run2 contested");
        }
    }

    @Test
    void aLossWhileTheMarkerBecomesCompleteMakesItOpenAgain() {
        try (DestinationRun run = open()) {
            run.checkpoint(3);
            redis.harms.addAll(List.of(Harm.NONE, Harm.REPLIES_LOST));
            assertThat(commit(run)).isEqualTo(CommitResult.RUN_UNCERTAIN);
            assertThat(redis.values).containsEntry(KEY, "run2 open 3");
        }
    }

    @Test
    void aCheckpointThatIsMissedIsMadeUpForByTheNext() {
        budget = Duration.ZERO;
        try (DestinationRun run = open()) {
            redis.away = true;
            run.checkpoint(1);
            redis.away = false;
            run.checkpoint(2);
            assertThat(redis.values).containsEntry(KEY, "run2 open 2");
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @Test
    void aServerThatIsAwayAtTheEndMakesTheRunUncertainNotFailed() {
        budget = Duration.ZERO;
        try (DestinationRun run = open()) {
            redis.away = true;
            assertThat(commit(run)).isEqualTo(CommitResult.RUN_UNCERTAIN);
            assertThat(context.warnings()).containsExactly("CONNECTION_REFUSED");
        }
    }

    @Test
    void aRightThatIsTakenAwayMeanwhileMakesTheRunUncertain() {
        try (DestinationRun run = open()) {
            redis.refusals.put("SET", "NOPERM User u has no permissions to run the 'set' command");
            run.checkpoint(1);
            assertThat(commit(run)).isEqualTo(CommitResult.RUN_UNCERTAIN);
            assertThat(redis.values).containsEntry(KEY, "run2 open 0");
        }
    }

    @Test
    void anInterruptEndsTheCommitAndIsKept() {
        budget = Duration.ofMinutes(5);
        try (DestinationRun run = open()) {
            redis.away = true;
            Thread.currentThread().interrupt();
            assertThat(commit(run)).isEqualTo(CommitResult.RUN_UNCERTAIN);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void keysThatWereEvictedMeanwhileAreCounted() {
        redis.evicted = 10;
        try (DestinationRun run = open()) {
            assertThat(run.handle().values()).containsEntry("evicted_keys@h:7", "10");
            redis.evicted = 52;
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(context.events)
                    .singleElement()
                    .satisfies(event -> assertThat(((RunEvent.Warning) event).what())
                            .satisfies(what -> assertThat(what.code()).isEqualTo("KEYS_EVICTED"))
                            .satisfies(what -> assertThat(what.message()).contains("42")));
        }
    }

    @Test
    void evictionsOfAnotherProcessAreNotCompared() {
        redis.evicted = 10;
        try (DestinationRun run = open()) {
            redis.runId = "process2";
            redis.evicted = 52;
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(context.events).isEmpty();
        }
    }

    @Test
    void inAClusterEveryKeyHasTheMarkerAndOneLostKeyIsEnough() {
        redis.spread = new KeySpread.Suffixes(List.of(":1", ":2"), List.of(":3"));
        try (DestinationRun run = open()) {
            assertThat(run.markers()).containsExactly(RunMarker.NOTHING, RunMarker.NOTHING);
            assertThat(run.handle().values()).containsEntry("marker_suffixes", ":1,:2,:3");
            run.checkpoint(5);
            assertThat(redis.values)
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            KEY + ":1", "run2 open 5 +:3",
                            KEY + ":2", "run2 open 5 +:3",
                            KEY + ":3", "run2 open 5 +:3"));
            redis.values.remove(KEY + ":2");
            assertThat(commit(run)).isEqualTo(CommitResult.TARGET_REPLACED);
            assertThat(redis.values).containsEntry(KEY + ":2", "run2 contested");
        }
    }

    @Test
    void aFurtherKeyThatTheLastRunHadIsMissed() {
        redis.spread = new KeySpread.Suffixes(List.of(":1"), List.of(":3", ":4"));
        redis.values.put(KEY + ":1", "run1 complete 7 +:3");
        try (DestinationRun run = open()) {
            // :4 is new: its node serves no fixed slot only since then.
            assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.COMPLETE, 7), RunMarker.NOTHING);
        }
    }

    @Test
    void whereTheMarkerIsRefusedOnOneKeyItIsKeptOnTheOthers() {
        redis.spread = new KeySpread.Suffixes(List.of(":1", ":2"), List.of());
        redis.refusals.put("SET " + KEY + ":1", "WRONGTYPE Operation against a key");
        try (DestinationRun run = open()) {
            assertThat(unreadable(run.markers().get(0)).code()).isEqualTo("MARKER_KEY_TAKEN");
            assertThat(run.markers().get(1)).isEqualTo(RunMarker.NOTHING);
            assertThat(commit(run)).isEqualTo(CommitResult.COMPLETE);
            assertThat(redis.values).containsOnlyKeys(KEY + ":2");
        }
    }

    @Test
    void aClosedRunSaysSo() {
        DestinationRun run = open();
        run.close();
        run.close();
        assertThat(catchThrowableOfType(DestinationException.class, () -> run.checkpoint(1))
                        .detail()
                        .category())
                .isEqualTo(ErrorCategory.CLOSED);
    }

    private DestinationRun open() {
        RedisSettings settings = this.settings.retryBudget(budget).build();
        return new RunFactory(settings, SyncMode.MIRROR, context, redis, new FailureCatalog(settings), openRuns)
                .open(KEY);
    }

    private ErrorDetail refusedToOpen() {
        budget = Duration.ZERO;
        return catchThrowableOfType(DestinationException.class, this::open).detail();
    }

    private static ErrorDetail replacedAt(DestinationRun run, long checkpoint) {
        ErrorDetail detail = catchThrowableOfType(DestinationException.class, () -> run.checkpoint(checkpoint))
                .detail();
        assertThat(detail.code()).isEqualTo("TARGET_REPLACED");
        return detail;
    }

    private static ErrorDetail unreadable(RunMarker marker) {
        assertThat(marker).isInstanceOf(RunMarker.Unreadable.class);
        return ((RunMarker.Unreadable) marker).why();
    }

    private static CommitResult commit(DestinationRun run, String... prepared) {
        return run.commit(List.of(prepared), CommitObserver.NONE);
    }
}
