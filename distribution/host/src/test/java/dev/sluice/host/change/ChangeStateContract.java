package dev.sluice.host.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every implementation of {@link ChangeStates} has to do. */
public abstract class ChangeStateContract {
    /** Outcomes of a group. */
    protected static final int GROUP = 100;

    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TEXT));
    private static final RowSchema SECONDS =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.INTEGER));
    private static final RowSchema MOMENT =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.INSTANT));
    private static final RowSchema LOCAL =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TIMESTAMP));

    @TempDir
    Path folder = Path.of("");

    private Path directory = Path.of("");
    private Identification identification = new Identification("target", List.of("id"), "text", Optional.empty());
    private Expiry expiry = Expiry.NONE;
    private RowSchema schema = SCHEMA;
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final Map<String, RowHash> verified = new HashMap<>();
    private int runs;
    private int crashes;
    private Verdict verdict = Verdict.TRUST;

    /** Always the same ones in a test, with groups of {@value #GROUP} however long they take. */
    protected abstract ChangeStates states();

    /** Copies a directory of states to another, as a process leaves it that is killed now. */
    protected abstract void crash(Path from, Path to) throws IOException;

    /** What a run found. */
    private record Seen(Difference difference, List<String> changes, Set<String> removals) {}

    /** A state with the folder that it needs, which it closes. */
    private static final class Held implements OpenedState {
        private final SyncFolder folder;
        private final OpenedState state;

        Held(SyncFolder folder, OpenedState state) {
            this.folder = folder;
            this.state = state;
        }

        @Override
        public RunHistory history() {
            return state.history();
        }

        @Override
        public List<String> notices() {
            return state.notices();
        }

        @Override
        public Observation observe(Expiry expiry) {
            return state.observe(expiry);
        }

        @Override
        public void close() {
            try (folder) {
                state.close();
            }
        }
    }

    private OpenedState open() {
        SyncFolder opened = SyncFolder.open(directory().resolve("sync"), "sync", "run");
        boolean open = false;
        try {
            OpenedState state = states().open(opened, identification, Clock.fixed(now, ZoneOffset.UTC));
            open = true;
            return new Held(opened, state);
        } finally {
            if (!open) {
                opened.close();
            }
        }
    }

    private Path directory() {
        if (directory.equals(Path.of(""))) {
            directory = folder.resolve("states");
        }
        return directory;
    }

    /** Goes on with what the process leaves that is killed now. */
    private void crash() {
        try {
            Path next = folder.resolve("crash" + crashes++);
            crash(directory(), next);
            directory = next;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String lastRun() {
        return "run" + runs;
    }

    private RunEntry nextRun() {
        runs++;
        RunEntry entry = new RunEntry(lastRun(), verdict, true);
        verdict = Verdict.TRUST;
        return entry;
    }

    private static String id(String text) {
        return text.substring(0, text.indexOf('='));
    }

    private Row row(String text) {
        String value = text.substring(text.indexOf('=') + 1);
        Object typed = switch (schema.field(1).type()) {
            case INTEGER -> value.isEmpty() ? null : Long.valueOf(value);
            case INSTANT -> Instant.parse(value);
            case TIMESTAMP -> Instant.parse(value).atOffset(ZoneOffset.UTC).toLocalDateTime();
            default -> value;
        };
        return Row.of(schema, id(text), typed);
    }

    /** As the state verified the row. */
    private RowHash hash(String text) {
        return Objects.requireNonNull(verified.get(text), "a row of the changes");
    }

    private StartedState verify(StartedState started, String... rows) {
        verified.clear();
        try (ChangeCursor cursor = started.changes()) {
            while (cursor.next()) {
                String text = rows[(int) cursor.ordinal()];
                RowHash hash = cursor.verify(row(text));
                assertThat(hash).as(text).isNotNull();
                verified.putIfAbsent(text, Objects.requireNonNull(hash));
            }
        }
        return started;
    }

    private static Identity identity(String id) {
        return new Identity(List.of(id));
    }

    private Observation observe(OpenedState state, String... rows) {
        Observation observation = state.observe(expiry);
        for (int i = 0; i < rows.length; i++) {
            observation.add(i, i + 1L, identity(id(rows[i])), row(rows[i]));
        }
        return observation;
    }

    private ComparedState compare(OpenedState state, String... rows) {
        try (Observation observation = observe(state, rows)) {
            return observation.compare(nextRun());
        }
    }

    private StartedState start(OpenedState state, Checkpoints checkpoints, String... rows) {
        return verify(compare(state, rows).start(checkpoints), rows);
    }

    private StartedState start(OpenedState state, String... rows) {
        return start(state, Checkpoints.NONE, rows);
    }

    private Seen seen(ComparedState compared, StartedState started, String... rows) {
        List<String> changes = new ArrayList<>();
        try (ChangeCursor cursor = started.changes()) {
            while (cursor.next()) {
                changes.add(cursor.kind() + " " + rows[(int) cursor.ordinal()]);
            }
        }
        Set<String> removals = new TreeSet<>();
        try (Removals cursor = started.removals()) {
            while (cursor.next()) {
                removals.add(cursor.identity().parts().get(0));
            }
        }
        return new Seen(compared.difference(), changes, removals);
    }

    /** A run over rows such as {@code a=1} that does what it is told with each change and each removal. */
    private Seen run(
            RunEnd end,
            BiConsumer<StartedState, String> change,
            BiConsumer<StartedState, String> removal,
            String... rows) {
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, rows);
            StartedState started = verify(compared.start(Checkpoints.NONE), rows);
            Seen seen = seen(compared, started, rows);
            for (String text : seen.changes()) {
                if (!text.startsWith("DUPLICATE")) {
                    change.accept(started, text.substring(text.indexOf(' ') + 1));
                }
            }
            seen.removals().forEach(id -> removal.accept(started, id));
            started.settle();
            started.finish(end);
            return seen;
        }
    }

    private void write(StartedState started, String text) {
        started.written(identity(id(text)), hash(text));
    }

    private static void remove(StartedState started, String id) {
        started.removed(identity(id));
    }

    /** A whole run in which everything is acknowledged. */
    private Seen run(String... rows) {
        return run(RunEnd.COMPLETE, this::write, ChangeStateContract::remove, rows);
    }

    /** What a run would do, tried on a copy. */
    private Seen look(String... rows) {
        Path before = directory();
        crash();
        try {
            return run(rows);
        } finally {
            directory = before;
        }
    }

    private void upTo(String run) {
        verdict = new Verdict.UpTo(run, OptionalLong.empty());
    }

    private void upTo(String run, long checkpoint) {
        verdict = new Verdict.UpTo(run, OptionalLong.of(checkpoint));
    }

    // The difference.

    @Test
    void everyRowIsNewToAStateThatIsNew() {
        Seen seen = run("a=1", "b=1");
        assertThat(seen.difference()).isEqualTo(new Difference(2, 0, 0, 0, 0, 0));
        assertThat(seen.changes()).containsExactly("ADDED a=1", "ADDED b=1");
    }

    @Test
    void onlyWhatDiffersIsAChangeAndWhatIsGoneARemoval() {
        run("a=1", "b=1", "c=1", "d=1");
        Seen seen = run("e=1", "b=2", "a=1", "c=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 1, 0, 2, 0, 1));
        assertThat(seen.difference().known()).isEqualTo(4);
        assertThat(seen.changes()).containsExactly("ADDED e=1", "CHANGED b=2");
        assertThat(seen.removals()).containsExactly("d");
        assertThat(run("e=1", "b=2", "a=1", "c=1").difference()).isEqualTo(new Difference(0, 0, 0, 4, 0, 0));
    }

    @Test
    void aRecordThatWasRemovedIsAddedAgain() {
        run("a=1");
        run();
        assertThat(run("a=1").changes()).containsExactly("ADDED a=1");
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void laterRowsOfAnIdentityAreDuplicatesOfTheFirst() {
        String[] rows = {"a=1", "b=1", "a=2", "c=1", "a=1", "c=1"};
        for (int i = 0; i < 2; i++) {
            try (OpenedState state = open()) {
                ComparedState compared = compare(state, rows);
                assertThat(compared.difference().duplicates()).isEqualTo(3);
                StartedState started = verify(compared.start(Checkpoints.NONE), rows);
                List<String> duplicates = new ArrayList<>();
                try (ChangeCursor cursor = started.changes()) {
                    while (cursor.next()) {
                        if (cursor.kind() == ChangeKind.DUPLICATE) {
                            duplicates.add(cursor.ordinal() + " of " + cursor.firstNumber());
                        } else {
                            write(started, rows[(int) cursor.ordinal()]);
                        }
                    }
                }
                assertThat(duplicates).as("run %d", i).containsExactly("2 of 1", "4 of 1", "5 of 4");
                started.finish(RunEnd.COMPLETE);
            }
        }
        assertThat(run(rows).difference()).isEqualTo(new Difference(0, 0, 0, 3, 3, 0));
    }

    @Test
    void positionsAndNumbersMayHaveGaps() {
        try (OpenedState state = open();
                Observation observation = state.observe(expiry)) {
            observation.add(3, 8, identity("a"), row("a=1"));
            observation.add(7, 9, identity("a"), row("a=1"));
            try (ChangeCursor cursor =
                    observation.compare(nextRun()).start(Checkpoints.NONE).changes()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.ordinal()).isEqualTo(3);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.ordinal()).isEqualTo(7);
                assertThat(cursor.firstNumber()).isEqualTo(8);
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    void aRowThatIsAnotherNowIsNotVerified() {
        try (OpenedState state = open();
                ChangeCursor cursor = start(state, "a=1").changes()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.verify(row("a=2"))).isNull();
            assertThat(cursor.verify(row("a=1")))
                    .matches(hash -> hash != null && hash.matches(new RowHasher().hash(row("a=1"))));
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void identitiesOfSeveralFieldsComeBackAsTheyWere() {
        identification = new Identification("target", List.of("a", "b,c"), "text", Optional.empty());
        Identity identity = new Identity(List.of("x:%3A", "\ud83d\ude00,'\u0000"));
        try (OpenedState state = open();
                Observation observation = state.observe(expiry)) {
            observation.add(0, 1, identity, row("x=y"));
            StartedState started = observation.compare(nextRun()).start(Checkpoints.NONE);
            started.written(identity, new RowHasher().hash(row("x=y")));
            started.finish(RunEnd.COMPLETE);
        }
        try (OpenedState state = open()) {
            ComparedState compared = compare(state);
            assertThat(compared.difference().removals()).isEqualTo(1);
            try (Removals removals = compared.start(Checkpoints.NONE).removals()) {
                assertThat(removals.next()).isTrue();
                assertThat(removals.identity()).isEqualTo(identity);
                assertThat(removals.next()).isFalse();
            }
        }
    }

    // The stages, and what is durable after each.

    @Test
    void nothingChangesBeforeTheComparison() {
        run("a=1");
        try (OpenedState state = open();
                Observation observation = observe(state, "a=2", "b=1")) {
            assertThat(state.history().runIds()).containsExactly("run1");
            crash();
            observation.close();
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void aComparisonEntersTheRunIntoTheHistoryAndChangesNoRecord() {
        run("a=1");
        try (OpenedState state = open()) {
            assertThat(compare(state, "a=2", "b=1").difference()).isEqualTo(new Difference(1, 1, 0, 0, 0, 0));
            crash();
        }
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(new RunHistory(List.of("run1", "run2"), true));
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void aRunWithoutAnyChangeIsInTheHistoryToo() {
        run("a=1");
        run("a=1");
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).containsExactly("run1", "run2");
        }
    }

    @Test
    void aStateThatIsNewHasNoHistory() {
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(RunHistory.NONE);
            try (Observation observation = observe(state)) {
                observation.compare(RunEntry.of("run1"));
            }
        }
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(new RunHistory(List.of("run1"), false));
        }
    }

    @Test
    void theHistoryGoesBackForFourteenDaysAndToTheLastRun() {
        run("a=1");
        now = now.plus(Duration.ofDays(10));
        run("a=1");
        now = now.plus(Duration.ofDays(5));
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).containsExactly("run2");
        }
        now = now.plus(Duration.ofDays(100));
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(new RunHistory(List.of("run2"), true));
        }
        run("a=1");
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).containsExactly("run3");
        }
    }

    @Test
    void aRecordWithoutAnOutcomeIsUncertain() {
        run("a=1", "b=1");
        try (OpenedState state = open()) {
            start(state, "a=2", "b=1", "c=1");
            crash();
        }
        Seen seen = run("a=1", "b=1");
        assertThat(seen.changes()).as("it may hold 2").containsExactly("CHANGED a=1");
        assertThat(seen.removals()).as("it may be there").containsExactly("c");
    }

    @Test
    void closingAfterTheStartMakesOutcomesDurable() {
        try (OpenedState state = open()) {
            StartedState started = start(state, "a=1", "b=1", "c=1");
            write(started, "a=1");
            started.accepted(identity("b"), hash("b=1"));
        }
        assertThat(run("a=1", "b=1", "c=1").changes()).containsExactly("CHANGED b=1", "CHANGED c=1");
    }

    @Test
    void anOutcomeIsDurableWhenItsCheckpointIsReached() {
        String[] rows =
                IntStream.range(0, 3 * GROUP - 1).mapToObj(i -> "k" + i + "=1").toArray(String[]::new);
        try (OpenedState state = open()) {
            List<Long> reached = new ArrayList<>();
            StartedState started = start(
                    state,
                    number -> {
                        reached.add(number);
                        if (number == 2) {
                            crash();
                        }
                    },
                    rows);
            for (String text : rows) {
                write(started, text);
            }
            started.settle();
            assertThat(reached).isNotEmpty().isSorted().doesNotHaveDuplicates().startsWith(1L, 2L);
            int settled = reached.size();
            for (int i = 0; i < GROUP; i++) {
                started.refused(identity("none" + i));
            }
            started.finish(RunEnd.COMPLETE);
            assertThat(reached).as("after it settled").hasSize(settled);
        }
        Difference after = run(rows).difference();
        assertThat(after.unchanged()).isBetween(2L, 2L * GROUP);
        assertThat(after.changed()).isEqualTo(rows.length - after.unchanged());
    }

    @Test
    void aCheckpointIsReachedWithoutAFullGroupWhenTheRunSettles() {
        try (OpenedState state = open()) {
            AtomicLong reached = new AtomicLong();
            StartedState started = start(state, reached::set, "a=1");
            write(started, "a=1");
            started.settle();
            assertThat(reached).hasValue(1);
            crash();
        }
        assertThat(run("a=1").difference().unchanged()).isEqualTo(1);
    }

    @Test
    void outcomesMayBeToldByManyThreads() {
        String[] rows =
                IntStream.range(0, 20 * GROUP).mapToObj(i -> "k" + i + "=1").toArray(String[]::new);
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            IntStream.range(0, rows.length).parallel().forEach(i -> write(started, rows[i]));
            started.finish(RunEnd.COMPLETE);
        }
        assertThat(run(rows).difference()).isEqualTo(new Difference(0, 0, 0, rows.length, 0, 0));
    }

    @Test
    void aStateMayBeClosedAtEveryStage() {
        OpenedState first = open();
        first.close();
        first.close();
        try (OpenedState state = open()) {
            observe(state, "a=1");
        }
        try (OpenedState state = open()) {
            compare(state, "a=1");
        }
        try (OpenedState state = open()) {
            start(state, "a=1");
        }
        assertThat(run("a=1").changes()).containsExactly("CHANGED a=1");
    }

    // What a state belongs to.

    @Test
    void anotherRenderingMakesEveryRecordUncertain() {
        run("a=1", "b=1");
        identification = new Identification("target", List.of("id"), "json", Optional.empty());
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "a=1", "b=1");
            assertThat(compared.difference()).isEqualTo(new Difference(0, 0, 2, 0, 0, 0));
            crash();
        }
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "a=1", "b=1");
            assertThat(compared.difference()).as("no run started").isEqualTo(new Difference(0, 0, 2, 0, 0, 0));
            StartedState started = verify(compared.start(Checkpoints.NONE), "a=1", "b=1");
            write(started, "a=1");
            started.settle();
            crash();
        }
        assertThat(run("a=1", "b=1").changes()).containsExactly("CHANGED b=1");
    }

    private void recordsAre(String type) {
        identification = new Identification(
                Optional.empty(),
                "target",
                List.of("id"),
                Map.of(Identification.RENDERING, "text", Identification.RECORD_TYPE, type),
                Optional.empty(),
                false);
    }

    /** Starts a run; the rows whose records are removed before they are written. */
    private List<String> replaced(StartedState started, String... rows) {
        List<String> replaced = new ArrayList<>();
        try (ChangeCursor cursor = started.changes()) {
            while (cursor.next()) {
                if (cursor.replaces()) {
                    replaced.add(rows[(int) cursor.ordinal()]);
                }
            }
        }
        return replaced;
    }

    /** The same of a run that starts and is killed at once, in which nothing has an outcome but what is written here. */
    private List<String> replaced(Set<String> written, String... rows) {
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            List<String> replaced = replaced(started, rows);
            written.forEach(text -> write(started, text));
            started.settle();
            crash();
            return replaced;
        }
    }

    @Test
    void aRecordOfAnotherTypeIsReplacedHoweverOftenTheRunIsKilled() {
        recordsAre("string");
        run("a=1", "b=1", "c=1");
        assertThat(replaced(Set.of(), "a=1", "b=2", "c=1", "d=1"))
                .as("records of one type")
                .isEmpty();
        recordsAre("hash");
        assertThat(replaced(Set.of("a=1"), "a=1", "b=2", "c=1", "e=1"))
                .as("those that are known, whatever they hold; of d and b nobody knows it")
                .containsExactly("a=1", "b=2", "c=1");
        assertThat(replaced(Set.of("b=2"), "a=1", "b=2", "c=1", "d=1"))
                .as("those that have no outcome")
                .containsExactly("b=2", "c=1", "d=1");
        recordsAre("string");
        assertThat(replaced(Set.of(), "a=1", "b=2")).as("all, once more").containsExactly("a=1", "b=2");
        assertThat(replaced(Set.of(), "a=1", "b=2")).containsExactly("a=1", "b=2");
        run("a=1", "b=2");
        assertThat(run("a=1", "b=2").difference()).isEqualTo(new Difference(0, 0, 0, 2, 0, 0));
        assertThat(replaced(Set.of(), "a=2", "b=2", "x=1"))
                .as("of a record that is certain the type is known")
                .isEmpty();
    }

    @Test
    void anOlderTargetHasRecordsOfItsType() {
        recordsAre("string");
        run("a=1", "b=1");
        recordsAre("hash");
        run("a=1", "b=1");
        run("a=1", "b=1", "c=1");
        upTo("run1");
        assertThat(replaced(Set.of(), "a=1", "b=1", "c=1")).containsExactly("a=1", "b=1", "c=1");
    }

    @Test
    void whatMayBelongToOthersIsNotReplaced() {
        recordsAre("string");
        run("a=1", "b=1");
        recordsAre("hash");
        verdict = new Verdict.Nothing(false);
        assertThat(replaced(Set.of(), "a=1", "b=1")).isEmpty();
    }

    @Test
    void anotherEpochForgetsEveryRecord() {
        identification = new Identification("target", List.of("id"), "text", Optional.of("one"));
        run("a=1", "b=1");
        identification = new Identification("target", List.of("id"), "text", Optional.of("two"));
        Seen seen = run("a=1");
        assertThat(seen.changes()).containsExactly("ADDED a=1");
        assertThat(seen.removals()).isEmpty();
    }

    @Test
    void aStateServesOneTargetAndOneKey() {
        run("a=1");
        identification = new Identification("other", List.of("id"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_TARGET);
        identification = new Identification("target", List.of("id", "value"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_KEY);
        identification = new Identification("target", List.of("id"), "text", Optional.empty());
        run();
        identification = new Identification("other", List.of("id"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_TARGET);
    }

    private static Identification from(String source, String target, String rendering, String mapping) {
        return new Identification(
                Optional.of(source),
                target,
                List.of("id"),
                Map.of(Identification.RENDERING, rendering, Identification.MAPPING, mapping),
                Optional.empty(),
                false);
    }

    @Test
    void aStateRefusesAnotherSourceOnceItHasRecords() {
        identification = from("eu.csv", "target", "text", "");
        run();
        identification = from("us.csv", "target", "text", "");
        run("a=1");
        identification = from("eu.csv", "target", "text", "");
        assertRefused(HostFailure.STATE_OTHER_SOURCE);
    }

    @Test
    void aStateThatKnowsNoSourceTakesTheNext() {
        run("a=1");
        identification = from("eu.csv", "target", "text", "");
        assertThat(run("a=1").difference().unchanged()).isEqualTo(1);
        identification = from("us.csv", "target", "text", "");
        assertRefused(HostFailure.STATE_OTHER_SOURCE);
    }

    @Test
    void anotherMappingMakesEveryRecordUncertain() {
        identification = from("eu.csv", "target", "text", "");
        run("a=1", "b=1");
        identification = from("eu.csv", "target", "text", "value=v");
        assertThat(run("a=1", "b=1").difference()).isEqualTo(new Difference(0, 0, 2, 0, 0, 0));
        assertThat(run("a=1", "b=1").difference().unchanged()).isEqualTo(2);
    }

    @Test
    void aStateThatLeavesItsTargetBeginsAnew() {
        run("a=1", "b=1");
        identification = new Identification(
                Optional.empty(),
                "other",
                List.of("id"),
                Map.of(Identification.RENDERING, "text"),
                Optional.empty(),
                true);
        assertThat(run("b=1").difference()).isEqualTo(new Difference(1, 0, 0, 0, 0, 0));
        identification = new Identification("other", List.of("id"), "text", Optional.empty());
        assertThat(run("b=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void aRunThatNeverStartedBindsTheStateToNothing() {
        identification = new Identification("mistyped", List.of("id"), "text", Optional.empty());
        try (OpenedState state = open()) {
            compare(state, "a=1");
        }
        try (OpenedState state = open()) {
            assertThat(state.history().runIds()).as("at the same target").containsExactly("run1");
        }
        identification = new Identification("right", List.of("id"), "text", Optional.empty());
        try (OpenedState state = open()) {
            assertThat(state.history()).isEqualTo(RunHistory.NONE);
        }
        assertThat(run("a=1").difference().added()).isEqualTo(1);
    }

    // Doubts that a look at the target raises.

    private static Set<Long> all(int rows) {
        return new TreeSet<>(java.util.stream.LongStream.range(0, rows).boxed().toList());
    }

    @Test
    void unchangedRowsAreToldApart() {
        run("a=1", "b=1", "c=1");
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "b=1", "a=2", "c=1", "d=1", "c=1");
            assertThat(compared.unchanged(all(5))).containsExactlyInAnyOrder(0L, 2L);
            assertThat(compared.unchanged(Set.of(1L, 2L))).containsExactly(2L);
            assertThat(compared.unchanged(Set.of())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1 b=1 c=1", "c=1 a=1 b=1"})
    void aRecordInDoubtIsWrittenAgain(String rows) {
        run("a=1", "b=1", "c=1", "d=1");
        String[] now = rows.split(" ", -1);
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, now);
            assertThat(compared.difference()).isEqualTo(new Difference(0, 0, 0, 3, 0, 1));
            ComparedState doubted = compared.doubt(identity("b"));
            assertThat(doubted.difference()).isEqualTo(new Difference(0, 1, 0, 2, 0, 1));
            assertThat(doubted.doubt(identity("a")).difference()).isEqualTo(new Difference(0, 2, 0, 1, 0, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1 b=1 c=1", "c=1 a=1 b=1"})
    void whereEveryRecordIsInDoubtAllAreWrittenAgainAlsoAfterACrash(String rows) {
        run("a=1", "b=1", "c=1", "d=1");
        String[] now = rows.split(" ", -1);
        try (OpenedState state = open()) {
            assertThat(compare(state, now).doubtAll().difference()).isEqualTo(new Difference(0, 3, 0, 0, 0, 1));
            crash();
        }
        assertThat(run(now).difference()).isEqualTo(new Difference(0, 3, 0, 0, 0, 1));
        assertThat(run(now).difference()).isEqualTo(new Difference(0, 0, 0, 3, 0, 0));
    }

    @Test
    void doubtsJoinTheVerdict() {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        upTo("run1");
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, "a=1");
            assertThat(compared.difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 2));
            assertThat(compared.doubtAll().difference())
                    .as("what was removed after that run is removed again")
                    .isEqualTo(new Difference(0, 1, 0, 0, 0, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullRunBelievesNoRecordBesideTheVerdict(boolean older) {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        runs++;
        RunEntry full = new RunEntry(
                lastRun(), older ? new Verdict.UpTo("run1", OptionalLong.empty()) : Verdict.TRUST, true, true, false);
        try (OpenedState state = open();
                Observation observation = state.observe(expiry)) {
            observation.add(0, 1, identity("a"), row("a=1"));
            assertThat(observation.compare(full).difference())
                    .as("what was removed after that run is removed again")
                    .isEqualTo(new Difference(0, 1, 0, 0, 0, older ? 2 : 1));
            crash();
        }
        assertThat(run("a=1").difference()).as("durable").isEqualTo(new Difference(0, 1, 0, 0, 0, older ? 2 : 1));
    }

    // Outcomes.

    @Test
    void aNewRowThatWasNotWrittenIsNoRecord() {
        run(
                RunEnd.COMPLETE,
                (started, text) -> started.notWritten(identity(id(text))),
                ChangeStateContract::remove,
                "a=1");
        assertThat(run().removals()).isEmpty();
        assertThat(run("a=1").changes()).containsExactly("ADDED a=1");
    }

    @Test
    void aKnownRecordThatWasNotWrittenIsUncertain() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1", "b=1");
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);
        run(
                RunEnd.COMPLETE,
                (started, text) -> started.notWritten(identity(id(text))),
                ChangeStateContract::remove,
                "a=1",
                "b=2");
        assertThat(look("a=1", "b=1").changes()).containsExactly("CHANGED a=1", "CHANGED b=1");
        assertThat(look().removals()).containsExactly("a", "b");
    }

    @Test
    void aRecordWhoseRemovalHasNoOutcomeIsKnown() {
        run("a=1", "b=1");
        run(RunEnd.COMPLETE, this::write, (started, id) -> {}, "b=1");
        assertThat(look("b=1").removals()).containsExactly("a");
        assertThat(look("a=1", "b=1").difference()).isEqualTo(new Difference(0, 0, 0, 2, 0, 0));
    }

    @Test
    void whatWasAcceptedIsWrittenWhenTheRunIsComplete() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1", "b=1", "c=1", "e=1");
        now = now.plus(Duration.ofHours(2));
        String[] rows = {"a=1", "b=2", "d=1", "e=2", "f=1"};
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            for (String text : rows) {
                started.accepted(identity(id(text)), hash(text));
            }
            started.removalAccepted(identity("c"));
            started.settle();
            started.refused(identity("e"));
            started.refused(identity("f"));
            assertThat(started.finish(RunEnd.COMPLETE)).isEqualTo(new FinishedState(1, 1, 1));
        }
        Seen seen = look(rows);
        assertThat(seen.changes()).containsExactly("CHANGED e=2", "ADDED f=1");
        assertThat(seen.removals()).isEmpty();
        assertThat(look().removals()).containsExactly("a", "b", "d", "e");
    }

    @Test
    void aRemovalThatTheCommitRefusedLeavesTheRecordKnown() {
        run("a=1");
        try (OpenedState state = open()) {
            StartedState started = start(state);
            started.removalAccepted(identity("a"));
            started.settle();
            started.refused(identity("a"));
            assertThat(started.finish(RunEnd.COMPLETE)).isEqualTo(FinishedState.NOTHING);
        }
        assertThat(look().removals()).containsExactly("a");
        assertThat(look("a=1").difference().unchanged()).isEqualTo(1);
    }

    @Test
    void whatWasAcceptedStaysUncertainWhenTheRunIsNotCommitted() {
        run("a=1", "b=1", "c=1");
        String[] rows = {"a=2", "b=2", "d=1"};
        try (OpenedState state = open()) {
            StartedState started = start(state, rows);
            write(started, "b=2");
            started.accepted(identity("a"), hash("a=2"));
            started.accepted(identity("d"), hash("d=1"));
            started.removalAccepted(identity("c"));
            started.settle();
            assertThat(started.finish(RunEnd.NOT_COMMITTED)).isEqualTo(FinishedState.NOTHING);
        }
        Seen seen = look(rows);
        assertThat(seen.changes()).containsExactly("CHANGED a=2", "CHANGED d=1");
        assertThat(seen.removals()).containsExactly("c");
    }

    @Test
    void nothingOfAnUncertainRunIsBelieved() {
        run("a=1", "b=1", "c=1", "d=1");
        run(RunEnd.COMPLETE, this::write, ChangeStateContract::remove, "a=1", "b=1", "c=1");
        run(RunEnd.UNCERTAIN, this::write, ChangeStateContract::remove, "a=1", "b=2", "e=1");
        Seen seen = look("a=1", "b=2", "e=1");
        assertThat(seen.changes()).containsExactly("CHANGED b=2", "CHANGED e=1");
        assertThat(seen.removals()).as("of this run alone").containsExactly("c");
    }

    @Test
    void acceptedRowsOfAnUncertainRunAreCountedAndNotBelieved() {
        try (OpenedState state = open()) {
            StartedState started = start(state, "a=1");
            started.accepted(identity("a"), hash("a=1"));
            assertThat(started.finish(RunEnd.UNCERTAIN)).isEqualTo(new FinishedState(1, 0, 0));
        }
        assertThat(look("a=1").changes()).containsExactly("CHANGED a=1");
    }

    @Test
    void noRecordOfAReplacedTargetIsBelieved() {
        run("a=1", "b=1", "c=1", "d=1");
        run("a=1", "b=1", "c=1");
        run(RunEnd.REPLACED, this::write, ChangeStateContract::remove, "a=1", "b=2");
        Seen seen = look("a=1", "b=2");
        assertThat(seen.changes()).containsExactly("CHANGED a=1", "CHANGED b=2");
        assertThat(seen.removals()).containsExactly("c");
    }

    @ParameterizedTest
    @EnumSource(RunEnd.class)
    void aRunThatHadNothingToWriteMayEndInAnyWay(RunEnd end) {
        run("a=1");
        run(end, this::write, ChangeStateContract::remove, "a=1");
        assertThat(look("a=1").changes().isEmpty()).isEqualTo(end != RunEnd.REPLACED);
    }

    // Verdicts.

    @Test
    void recordsOfLaterRunsAreUncertainAndWhatTheyRemovedIsRemovedAgain() {
        run("a=1", "b=1", "c=1", "d=1", "e=1");
        run("a=1", "b=2", "c=1", "d=1");
        run("a=1", "b=2", "c=2");
        upTo("run3");
        assertThat(look("a=1", "b=2", "c=2").difference()).isEqualTo(new Difference(0, 0, 0, 3, 0, 0));
        upTo("run2");
        Seen second = look("a=1", "b=2", "c=2");
        assertThat(second.changes()).containsExactly("CHANGED c=2");
        assertThat(second.removals()).containsExactly("d");
        assertThat(second.difference()).isEqualTo(new Difference(0, 1, 0, 2, 0, 1));
        upTo("run1");
        Seen first = look("a=1", "b=2", "c=2", "e=1");
        assertThat(first.changes()).containsExactly("CHANGED b=2", "CHANGED c=2", "CHANGED e=1");
        assertThat(first.removals()).containsExactly("d");
    }

    @Test
    void whatARunDidAfterItsCheckpointIsUncertain() {
        String[] first = IntStream.range(0, GROUP).mapToObj(i -> "a" + i + "=1").toArray(String[]::new);
        String[] second =
                IntStream.range(0, 2 * GROUP).mapToObj(i -> "b" + i + "=1").toArray(String[]::new);
        run(first);
        AtomicLong reached = new AtomicLong();
        try (OpenedState state = open()) {
            StartedState started = start(state, reached::set, second);
            for (String text : second) {
                write(started, text);
            }
            for (String text : first) {
                remove(started, id(text));
            }
            started.finish(RunEnd.COMPLETE);
        }
        upTo("run2");
        assertThat(look(second).difference()).isEqualTo(new Difference(0, 0, 0, second.length, 0, 0));
        upTo("run2", 0);
        assertThat(look(second).difference()).isEqualTo(new Difference(0, second.length, 0, 0, 0, first.length));
        upTo("run2", 1);
        Difference after = look(second).difference();
        assertThat(after.unchanged()).isBetween(1L, (long) GROUP);
        assertThat(after.changed()).isEqualTo(second.length - after.unchanged());
        assertThat(after.removals()).isEqualTo(first.length);
        upTo("run2", Long.MAX_VALUE);
        assertThat(look(second).difference().unchanged()).isEqualTo(second.length);
        upTo("run1", 0);
        assertThat(look(second).difference()).isEqualTo(new Difference(0, second.length, 0, 0, 0, first.length));
    }

    @Test
    void aVerdictHoldsWhateverBecomesOfTheRunThatGaveIt() {
        run("a=1", "b=1", "c=1");
        run("a=2", "b=1");
        upTo("run1");
        try (OpenedState state = open()) {
            compare(state, "a=2", "b=1");
            crash();
        }
        upTo(lastRun(), 0);
        Seen seen = run("a=2", "b=1");
        assertThat(seen.changes()).containsExactly("CHANGED a=2");
        assertThat(seen.removals()).containsExactly("c");
    }

    @Test
    void aVerdictHoldsForARunThatIsClosedWithoutAStart() {
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(true);
        try (OpenedState state = open()) {
            compare(state, "a=1", "b=1");
        }
        try (OpenedState state = open()) {
            compare(state, "a=1", "b=1");
        }
        assertThat(run("a=1", "b=1").changes()).containsExactly("CHANGED a=1", "CHANGED b=1");
    }

    @Test
    void verdictsOfSeveralRunsAddUp() {
        run("a=1", "b=1");
        run("a=2", "b=1");
        run("a=2", "b=2");
        for (String believed : List.of("run2", "run1", "run3")) {
            upTo(believed);
            try (OpenedState state = open()) {
                compare(state, "a=2", "b=2");
                crash();
            }
        }
        assertThat(run("a=2", "b=2").changes()).containsExactly("CHANGED a=2", "CHANGED b=2");
    }

    @Test
    void whatIsBelievedAfterAVerdictIsWhatWasWrittenSince() {
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(true);
        try (OpenedState state = open()) {
            StartedState started = start(state, "a=1", "b=1");
            write(started, "a=1");
            started.settle();
            crash();
        }
        assertThat(run("a=1", "b=1").changes()).containsExactly("CHANGED b=1");
    }

    @Test
    void removalsOfAnotherRunAreRememberedForFourteenDays() {
        run("a=1", "b=1");
        run("b=1");
        now = now.plus(Duration.ofDays(13));
        run("b=1");
        upTo("run1");
        assertThat(look("b=1").removals()).containsExactly("a");
        run("b=2");
        now = now.plus(Duration.ofDays(2));
        upTo("run3");
        assertThat(look("b=2").removals()).isEmpty();
    }

    @Test
    void aRemovalOutlivesItsRunInTheHistoryNoLongerThanThat() {
        run("a=1", "b=1");
        run("b=1");
        now = now.plus(Duration.ofDays(15));
        run("b=1");
        upTo("run3", 0);
        assertThat(run("b=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void noRecordIsBelievedAndRemovalsGoOn() {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(true);
        Seen seen = look("a=1", "d=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 1, 0, 0, 0, 1));
        assertThat(seen.removals()).as("what was removed is not removed again").containsExactly("b");
    }

    @Test
    void nothingIsRemovedWhereTheRecordsAreGone() {
        run("a=1", "b=1", "c=1");
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(false);
        Seen seen = run("a=1", "d=1");
        assertThat(seen.changes()).containsExactly("ADDED a=1", "ADDED d=1");
        assertThat(seen.removals()).isEmpty();
        assertThat(seen.difference()).isEqualTo(new Difference(2, 0, 0, 0, 0, 0));
        assertThat(look("a=1", "d=1").difference()).isEqualTo(new Difference(0, 0, 0, 2, 0, 0));
        upTo("run1");
        assertThat(look("a=1", "d=1").removals()).as("forgotten").isEmpty();
        assertThat(look("a=1", "b=1", "d=1").changes()).containsExactly("ADDED b=1");
    }

    @Test
    void recordsThatAreGoneStayForgottenIfTheRunDoesNotStart() {
        run("a=1", "b=1");
        verdict = new Verdict.Nothing(false);
        try (OpenedState state = open()) {
            compare(state, "a=1");
            crash();
        }
        upTo(lastRun(), 0);
        Seen seen = run("a=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 0, 0, 0, 0, 0));
    }

    @Test
    void aForgottenRecordThatIsNotWrittenStaysForgotten() {
        run("a=1");
        verdict = new Verdict.Nothing(false);
        run(
                RunEnd.COMPLETE,
                (started, text) -> started.notWritten(identity(id(text))),
                ChangeStateContract::remove,
                "a=1");
        assertThat(look().removals()).isEmpty();
        assertThat(look("a=1").changes()).containsExactly("ADDED a=1");
    }

    @Test
    void aRemovalIsRememberedThoughTheRowCameBackAndWasRefused() {
        run("a=1", "b=1");
        run("b=1");
        run(
                RunEnd.COMPLETE,
                (started, text) -> started.notWritten(identity(id(text))),
                ChangeStateContract::remove,
                "a=1",
                "b=1");
        upTo("run1");
        assertThat(look("b=1").removals()).containsExactly("a");
    }

    @Test
    void aVerdictNamesARunOfTheHistory() {
        run("a=1");
        upTo("another");
        try (OpenedState state = open();
                Observation observation = observe(state, "a=1")) {
            assertThatThrownBy(() -> observation.compare(nextRun())).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    // Expiry.

    @Test
    void aRecordThatDoesNotExpireIsNeverRenewed() {
        run("a=1");
        now = now.plus(Duration.ofDays(10_000));
        assertThat(run("a=1").changes()).isEmpty();
        now = now.minus(Duration.ofDays(20_000));
        assertThat(run("a=1").changes()).isEmpty();
    }

    @Test
    void aRecordIsRenewedAfterHalfOfItsTimeAndWhenTheClockWentBack() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1");
        now = now.plus(Duration.ofMinutes(59));
        assertThat(run("a=1").difference().renewed()).isZero();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
        assertThat(run("a=1").difference().renewed()).isZero();
        now = now.minus(Duration.ofDays(1));
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
    }

    @Test
    void aRenewalThatHasNoOutcomeIsDueAgain() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1");
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);
        try (OpenedState state = open()) {
            assertThat(compare(state, "a=1").start(Checkpoints.NONE)).isNotNull();
            crash();
        }
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
    }

    @Test
    void aFieldOfSecondsCountsFromTheWrite() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        run("a=100", "b=1000", "c=");
        now = now.plusSeconds(49);
        assertThat(look("a=100", "b=1000", "c=").changes()).isEmpty();
        now = now.plusSeconds(2);
        assertThat(run("a=100", "b=1000", "c=").changes()).containsExactly("RENEWED a=100");
        now = now.plusSeconds(49);
        assertThat(run("a=100", "b=1000", "c=").changes()).isEmpty();
        now = now.minusSeconds(1000);
        assertThat(run("a=100", "b=1000", "c=").changes()).containsExactly("RENEWED a=100", "RENEWED b=1000");
    }

    @Test
    void theLongestTimesDoNotOverflow() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        String[] rows = {"a=" + Long.MAX_VALUE, "b=" + Long.MIN_VALUE, "c=0"};
        run(rows);
        assertThat(look(rows).changes()).doesNotContain("RENEWED " + rows[0]);
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"INSTANT", "TIMESTAMP"})
    void aFieldThatHoldsTheMomentIsNeverRenewed(FieldType type) {
        schema = type == FieldType.INSTANT ? MOMENT : LOCAL;
        expiry = Expiry.inField("value");
        String[] rows = {"a=2026-11-24T13:00:00Z", "b=2026-11-20T13:00:00.123456789Z"};
        run(rows);
        now = now.plus(Duration.ofMinutes(59));
        assertThat(look(rows).changes()).isEmpty();
        now = now.plus(Duration.ofDays(1));
        assertThat(look(rows).changes()).isEmpty();
        now = now.minus(Duration.ofDays(2));
        assertThat(look(rows).changes()).isEmpty();
    }

    @Test
    void aRecordThatWouldExpireAtAnotherMomentIsWrittenAgain() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        run("a=100");
        expiry = Expiry.after(Duration.ofSeconds(100));
        assertThat(run("a=100").changes()).isEmpty();
        expiry = Expiry.after(Duration.ofSeconds(200));
        assertThat(run("a=100").changes()).containsExactly("RENEWED a=100");
        expiry = Expiry.NONE;
        assertThat(run("a=100").changes()).containsExactly("RENEWED a=100");
        assertThat(run("a=100").changes()).isEmpty();
        expiry = Expiry.after(Duration.ofSeconds(200));
        assertThat(run("a=100").changes()).containsExactly("RENEWED a=100");
    }

    // All of it together.

    /** Runs over random rows, with random outcomes, ends, crashes and verdicts, against the reference in memory. */
    @Test
    void whateverRunsDidTheNextOneSeesWhatTheReferenceSees() throws IOException {
        long seed = Long.getLong("sluice.test.seed", 20_261_124);
        System.out.println("seed " + seed);
        MemoryStates reference = new MemoryStates(GROUP);
        new RandomRuns(
                        new Random(seed),
                        new RandomRuns.Subject(states(), this::crash, folder.resolve("subject")),
                        new RandomRuns.Subject(reference, reference::crash, folder.resolve("reference")))
                .run(80);
    }

    @Test
    void theDifferenceOfNothingIsNone() {
        try (OpenedState state = open()) {
            assertThat(compare(state).difference()).isEqualTo(new Difference(0, 0, 0, 0, 0, 0));
        }
    }

    private void assertRefused(HostFailure failure) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo(failure.name()));
    }
}
