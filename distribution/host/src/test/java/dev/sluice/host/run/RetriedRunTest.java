package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetriedRunTest {
    @TempDir
    Path directory;

    private final MemoryStates states = new MemoryStates();
    private final FakeDestination destination = new FakeDestination();
    /** Keys that the destination refuses. */
    private final Set<String> refused = new HashSet<>();

    private KeptRow kept = KeptRow.ROW;
    private List<String> mapping = List.of();
    private SyncMode mode = SyncMode.UPSERT;

    RetriedRunTest() {
        destination.answer = change ->
                refused.contains(String.valueOf(change.row().value("id")))
                        ? Outcome.rejected(FakeDestination.ERROR)
                        : null;
    }

    private SyncDefinition definition() {
        return SyncDefinition.builder("test", destination)
                .mode(mode)
                .primaryKey(List.of("id"))
                .mapping(mapping)
                .keptRow(kept)
                .guards(new Guards(1, OptionalLong.empty(), OptionalInt.of(100)))
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve("dead"))
                .build();
    }

    private SyncEngine engine() {
        return new SyncEngine(Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC), states);
    }

    private SyncReport run(Source source) {
        return engine().run(definition(), source, SyncListener.NONE, new Cancellation());
    }

    private SyncReport retry(Supplier<Source> source) {
        return engine().retry(definition(), source, SyncListener.NONE, new Cancellation());
    }

    private SyncReport retry() {
        return retry(() -> {
            throw new AssertionError("the source is not needed");
        });
    }

    private List<String> letters() throws IOException {
        Path folder = directory.resolve("dead").resolve("test");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .map(line -> line.replaceAll(".*\"attempts\":([0-9]+).*\"id\":\"([^\"]*)\".*", "$2 $1"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void withoutAStateTheRowsComeFromTheirLettersUntilTheyAreWritten() throws IOException {
        refused.addAll(Set.of("a", "b"));
        assertThat(run(new FakeSource().row("a", "1").row("b", "1").row("c", "1"))
                        .rows()
                        .rejected())
                .isEqualTo(2);
        assertThat(retry().rows().rejected()).isEqualTo(2);
        assertThat(letters()).containsExactly("a 2", "b 2");

        refused.remove("a");
        SyncReport second = retry();
        assertThat(second.rows().read()).isEqualTo(2);
        assertThat(second.rows().written()).isEqualTo(1);
        assertThat(second.settledLetters()).isEqualTo(2);
        assertThat(letters()).containsExactly("b 3");
        assertThat(destination.records).containsEntry("a", "a|1").doesNotContainKey("b");

        refused.clear();
        assertThat(retry().rows().written()).isEqualTo(1);
        assertThat(letters()).isEmpty();
        assertThat(retry().warnings()).containsExactly("There is no rejected row to send again.");
    }

    @Test
    void aRowThatWasWrittenSinceIsNotSentAgain() throws IOException {
        refused.addAll(Set.of("a", "b"));
        run(new FakeSource().row("a", "old").row("b", "old"));
        refused.clear();
        SyncReport report = run(new FakeSource().row("a", "new"));
        assertThat(report.settledLetters()).isEqualTo(1);
        assertThat(letters()).containsExactly("b 1");
        assertThat(retry().rows().written()).isEqualTo(1);
        assertThat(destination.records).containsEntry("a", "a|new").containsEntry("b", "b|old");
    }

    @Test
    void aRowOfAnotherMappingOrOneThatWasNotKeptIsRefused() {
        refused.add("a");
        run(new FakeSource().row("a", "1"));
        mapping = List.of("id", "value=other");
        assertThatThrownBy(this::retry)
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.is(HostFailure.RETRY_IMPOSSIBLE)).isTrue())
                .hasMessageContaining("another mapping");
        mapping = List.of();
        kept = KeptRow.KEY;
        run(new FakeSource().row("a", "2"));
        assertThatThrownBy(this::retry)
                .isInstanceOf(HostException.class)
                .hasMessageContaining("not kept whole (dead_letters)");
        assertThat(destination.records).isEmpty();
    }

    @Test
    void withAStateTheRejectedRowsAloneComeFromTheSourceAsTheyAreNow() throws IOException {
        mode = SyncMode.MIRROR;
        refused.addAll(Set.of("a", "b"));
        run(new FakeSource().row("a", "1").row("b", "1").row("c", "1").row("gone", "1"));
        assertThat(letters()).containsExactly("a 1", "b 1");

        refused.remove("a");
        FakeSource changed = new FakeSource()
                .row("b", "1")
                .unreadable()
                .row("c", "2")
                .row("a", "2")
                .row("new", "1");
        SyncReport report = retry(() -> changed);
        assertThat(report.rows().read()).isEqualTo(2);
        assertThat(report.rows().written()).isEqualTo(1);
        assertThat(report.rows().rejected()).isEqualTo(1);
        assertThat(report.removals().planned()).isZero();
        assertThat(destination.records)
                .containsOnlyKeys("a", "c", "gone")
                .containsEntry("a", "a|2")
                .containsEntry("c", "c|1");
        assertThat(letters()).containsExactly("b 2");

        refused.clear();
        SyncReport next =
                run(new FakeSource().row("b", "1").row("c", "2").row("a", "2").row("new", "1"));
        assertThat(next.rows().written()).as("b, c and new").isEqualTo(3);
        assertThat(next.removals().removed()).isEqualTo(1);
        assertThat(next.settledLetters()).isEqualTo(1);
        assertThat(letters()).isEmpty();
    }

    @Test
    void withAStateARejectedRowThatTheSourceHasNoMoreIsSettled() throws IOException {
        mode = SyncMode.MIRROR;
        refused.add("a");
        run(new FakeSource().row("a", "1").row("c", "1"));
        SyncReport report = retry(() -> new FakeSource().row("c", "1"));
        assertThat(report.rows().read()).isZero();
        assertThat(report.settledLetters()).isEqualTo(1);
        assertThat(letters()).isEmpty();
        assertThat(destination.records).containsOnlyKeys("c");
    }

    private FakeSource mirroredWithRejectedRemovals() throws IOException {
        mode = SyncMode.MIRROR;
        run(new FakeSource().row("a", "1").row("b", "1").row("c", "1"));
        refused.addAll(Set.of("a", "b"));
        SyncReport report = run(new FakeSource().row("c", "1"));
        assertThat(report.removals().rejected()).isEqualTo(2);
        assertThat(letters()).containsExactly("a 1", "b 1");
        return new FakeSource().row("c", "1");
    }

    @Test
    void withAStateRejectedRemovalsAreSentToo() throws IOException {
        FakeSource source = mirroredWithRejectedRemovals();
        refused.remove("a");
        SyncReport first = retry(() -> source);
        assertThat(first.removals().planned()).isEqualTo(2);
        assertThat(first.removals().removed()).isEqualTo(1);
        assertThat(first.removals().rejected()).isEqualTo(1);
        assertThat(letters()).containsExactly("b 2");
        assertThat(destination.records).containsOnlyKeys("b", "c");

        refused.clear();
        SyncReport second = retry(() -> source);
        assertThat(second.removals().removed()).isEqualTo(1);
        assertThat(second.rows().read()).isZero();
        assertThat(letters()).isEmpty();
        assertThat(destination.records).containsOnlyKeys("c");
    }

    @Test
    void aRecordWhoseRowIsThereAgainIsWrittenAndNotRemoved() throws IOException {
        mirroredWithRejectedRemovals();
        refused.clear();
        SyncReport report =
                retry(() -> new FakeSource().row("c", "1").row("a", "2").row("new", "1"));
        assertThat(report.rows().written()).isEqualTo(1);
        assertThat(report.removals().planned()).isEqualTo(1);
        assertThat(destination.records).containsOnlyKeys("a", "c").containsEntry("a", "a|2");
        assertThat(letters()).isEmpty();
    }

    @Test
    void aRejectedRemovalWaitsWhereARowCouldNotBeRead() throws IOException {
        mirroredWithRejectedRemovals();
        refused.clear();
        SyncReport report = retry(() -> new FakeSource().row("c", "1").unreadable());
        assertThat(report.removals().planned()).isZero();
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("1 row could not be read"));
        assertThat(letters()).containsExactly("a 1", "b 1");
        assertThat(retry(() -> new FakeSource().row("c", "1")).removals().removed())
                .isEqualTo(2);
    }

    @Test
    void aRemovalThatTheStateKnowsNoMoreIsSettled() throws IOException {
        FakeSource source = mirroredWithRejectedRemovals();
        refused.clear();
        run(new FakeSource().row("c", "1").row("a", "1").row("b", "1"));
        assertThat(letters()).isEmpty();
        assertThat(retry(() -> source).warnings()).contains("There is no rejected row to send again.");
    }
}
