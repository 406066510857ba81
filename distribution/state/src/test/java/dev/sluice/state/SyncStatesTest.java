package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.change.contract.ChangeStateContract;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.Verdict;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.state.file.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncStatesTest extends ChangeStateContract {
    private static final Identification IDENTIFICATION =
            new Identification("target", List.of("id"), "text", Optional.empty());
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT));

    private final SyncStates states = new SyncStates(new Sizes(GROUP, TimeUnit.DAYS.toNanos(1), 2));

    @TempDir
    Path root = Path.of("");

    @Override
    protected ChangeStates states() {
        return states;
    }

    /** The files are all that a process leaves. */
    @Override
    protected void crash(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(from)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
    }

    private interface Use {
        void of(OpenedState state) throws IOException;
    }

    private void open(Path folder, Use use) throws IOException {
        try (SyncFolder held = SyncFolder.open(folder, "sync", "run");
                OpenedState state = states.open(held, IDENTIFICATION, Clock.systemUTC())) {
            use.of(state);
        }
    }

    private static ComparedState compare(OpenedState state, String run, String... ids) {
        try (Observation observation = state.observe(Expiry.NONE)) {
            for (int i = 0; i < ids.length; i++) {
                observation.add(i, i + 1L, new Identity(List.of(ids[i])), Row.of(SCHEMA, ids[i]));
            }
            return observation.compare(RunEntry.of(run));
        }
    }

    private void run(Path folder, String run, String... ids) throws IOException {
        open(folder, state -> {
            StartedState started = compare(state, run, ids).start(Checkpoints.NONE);
            try (ChangeCursor cursor = started.changes()) {
                while (cursor.next()) {
                    String id = ids[(int) cursor.ordinal()];
                    started.written(
                            new Identity(List.of(id)), Objects.requireNonNull(cursor.verify(Row.of(SCHEMA, id))));
                }
            }
            try (Removals removals = started.removals()) {
                while (removals.next()) {
                    started.removed(removals.identity());
                }
            }
            started.finish(RunEnd.COMPLETE);
        });
    }

    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(path -> !path.equals(folder))
                    .forEach(path -> names.add(folder.relativize(path).toString()));
        }
        names.sort(null);
        return names;
    }

    @Test
    void onlyItsOwnerMayReadAState() throws IOException {
        Path folder = root.resolve("deep/state/sync");
        List<String> open = new ArrayList<>();
        open(folder, state -> {
            StartedState started = compare(state, "run1", "a", "b").start(Checkpoints.NONE);
            started.written(new Identity(List.of("a")), new RowHasher().hash(Row.of(SCHEMA, "a")));
            started.settle();
            for (String name : names(folder)) {
                Path path = folder.resolve(name);
                open.add(name + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        });
        assertThat(open)
                .contains(
                        "lock rw-------",
                        "state.json rw-------",
                        "run-run1 rwx------",
                        "run-run1/pending.parquet rw-------",
                        "run-run1/1.parquet rw-------",
                        "work rwx------");
        open(folder, state -> {});
        assertThat(names(folder)).containsExactly("lock", "snapshot-1.parquet", "state.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("snapshot-1.parquet"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("deep"))))
                .isEqualTo("rwx------");
    }

    @Test
    void theSnapshotIsReplacedWhenSomethingChangedAndOnlyThen() throws IOException {
        Path folder = root.resolve("sync");
        run(folder, "run1", "a", "b");
        assertThat(names(folder)).containsExactly("lock", "snapshot-1.parquet", "state.json");
        run(folder, "run2", "a", "b");
        assertThat(names(folder)).containsExactly("lock", "snapshot-1.parquet", "state.json");
        run(folder, "run3", "a", "c");
        assertThat(names(folder)).containsExactly("lock", "snapshot-2.parquet", "state.json");
    }

    /** Some write numbers in digits of their own, which is no SQL. */
    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "th-TH-u-ca-buddhist-nu-thai", "hi-IN-u-nu-deva"})
    void theLanguageOfTheMachineDoesNotMatter(String language) throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(language));
            Path folder = root.resolve("language");
            run(folder, "run1", "a", "b");
            run(folder, "run2", "b", "c");
            open(
                    folder,
                    state -> assertThat(compare(state, "run3", "b", "c")
                                    .difference()
                                    .unchanged())
                            .isEqualTo(2));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aFolderMayHaveAnyName() throws IOException {
        Path folder = root.resolve("it's a [folder]*").resolve("sync?");
        run(folder, "run1", "a", "b");
        run(folder, "run2", "a", "c");
        open(
                folder,
                state -> assertThat(compare(state, "run3", "a", "d").difference())
                        .isEqualTo(new Difference(1, 0, 0, 1, 0, 1)));
    }

    private static Difference difference(OpenedState state, RunEntry run, String... ids) {
        try (Observation observation = state.observe(Expiry.NONE)) {
            for (int i = 0; i < ids.length; i++) {
                observation.add(i, i + 1L, new Identity(List.of(ids[i])), Row.of(SCHEMA, ids[i]));
            }
            return observation.compare(run).difference();
        }
    }

    @Test
    void whatIsForgottenIsRemovedOnDemandButNotWhereNothingIsLeft() throws IOException {
        Path folder = root.resolve("sync");
        run(folder, "run1", "a", "b", "c");
        Verdict nothingIsLeft = new Verdict.Nothing(false);
        open(
                folder,
                state -> assertThat(difference(state, new RunEntry("run2", nothingIsLeft, true, false, true), "a", "b"))
                        .isEqualTo(new Difference(2, 0, 0, 0, 0, 0)));
        open(
                folder,
                state -> assertThat(difference(state, new RunEntry("run3", Verdict.TRUST, true, false, false), "a"))
                        .isEqualTo(new Difference(1, 0, 0, 0, 0, 0)));
        open(
                folder,
                state -> assertThat(difference(state, new RunEntry("run4", Verdict.TRUST, true, false, true), "a"))
                        .isEqualTo(new Difference(0, 1, 0, 0, 0, 2)));
        open(
                folder,
                state -> assertThat(difference(state, new RunEntry("run5", Verdict.TRUST, true, false, false), "a"))
                        .as("the run before did not start")
                        .isEqualTo(new Difference(1, 0, 0, 0, 0, 0)));
    }

    @Test
    void aSnapshotThatIsDamagedIsRefusedAndStays() throws IOException {
        Path folder = root.resolve("sync");
        run(folder, "run1", "a");
        Path snapshot = folder.resolve("snapshot-1.parquet");
        Files.writeString(snapshot, "no Parquet");
        assertNamed(folder, snapshot, "is not as it was written");
        assertThat(snapshot).hasContent("no Parquet");
        Files.delete(snapshot);
        assertNamed(folder, snapshot, "is missing");
    }

    /** The error names the file, and the command with the name of the sync. */
    private void assertNamed(Path folder, Path file, String why) {
        assertRefused(folder, HostFailure.STATE_UNREADABLE);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(folder, state -> {}))
                .satisfies(e -> {
                    assertThat(e.detail().message()).contains("the file " + file + " " + why);
                    assertThat(e.detail().remedy()).contains("sluice state reset sync");
                });
    }

    @Test
    void whereAnotherRunTookTheFilesAwayThatIsToldOnce() {
        Path folder = root.resolve("sync");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(folder, state -> {
                    StartedState started = compare(state, "run1", "a").start(Checkpoints.NONE);
                    OwnerOnly.removeRecursively(folder.resolve("run-run1"));
                    Files.writeString(folder.resolve("run-run1"), "of the other");
                    try (ChangeCursor cursor = started.changes()) {
                        assertThat(cursor.next()).isTrue();
                        started.written(
                                new Identity(List.of("a")), Objects.requireNonNull(cursor.verify(Row.of(SCHEMA, "a"))));
                    }
                    started.settle();
                }))
                .satisfies(e -> {
                    assertThat(e.is(HostFailure.STATE_FAILED)).isTrue();
                    assertThat(e.detail().remedy()).contains("no other host works in it");
                });
    }

    @Test
    void aRecordThatIsDamagedOrOfALaterVersionIsRefused() throws IOException {
        Path folder = root.resolve("sync");
        run(folder, "run1", "a");
        String text = Files.readString(folder.resolve("state.json"));
        for (String damaged : List.of("", "[]", text.substring(0, text.length() / 2), text.replace(":1,", ":2,"))) {
            Files.writeString(folder.resolve("state.json"), damaged);
            assertRefused(folder, HostFailure.STATE_UNREADABLE);
        }
    }

    /** A record with a field that no run writes, and the name of the field. */
    static Stream<Arguments> damagedFields() {
        return Stream.of(
                arguments("\"version\":1", "\"version\":2", "version"),
                arguments("\"version\":1", "\"version\":\"1\"", "version"),
                arguments("snapshot-1.parquet", "snapshot.parquet", "snapshot"),
                arguments("snapshot-1.parquet", "../snapshot-1.parquet", "snapshot"),
                arguments("\"snapshot-1.parquet\"", "1", "snapshot"),
                arguments("\"target\":\"target\"", "\"target\":[]", "target"),
                arguments("[\"id\"]", "\"id\"", "key"),
                arguments("[\"id\"]", "[1]", "key"),
                arguments("\"first_run\":1", "\"first_run\":0", "first_run"),
                arguments("\"first_run\":1", "\"first_run\":\"1\"", "first_run"),
                arguments("\"id\":\"run1\"", "\"id\":\"../x\"", "runs"),
                arguments("\"id\":\"run2\"", "\"id\":\"run9\"", "opening"),
                arguments("\"run\":\"run2\"", "\"run\":\"run9\"", "opening"),
                arguments("\"marker\":false", "\"marker\":0", "runs"),
                arguments("\"believes\":\"all\"", "\"believes\":\"some\"", "opening"),
                arguments("\"believes\":\"all\"", "\"believes\":\"up_to\",\"up_to\":\"run9\"", "opening"),
                arguments(
                        "\"believes\":\"all\"",
                        "\"believes\":\"up_to\",\"up_to\":\"run1\",\"checkpoint\":-1",
                        "opening"),
                arguments("\"believes\":\"all\"", "\"believes\":\"all\",\"end\":\"soon\"", "opening"),
                arguments("\"version\":1", "\"version\":1,\"unresolved\":{\"run_id\":1,\"values\":{}}", "unresolved"),
                arguments(
                        "\"version\":1",
                        "\"version\":1,\"unresolved\":{\"run_id\":\"r\",\"values\":{\"a\":1}}",
                        "unresolved"),
                arguments("\"version\":1", "\"version\":1,\"mapping\":7", "mapping"));
    }

    @ParameterizedTest
    @MethodSource("damagedFields")
    void aDamagedFieldIsNamedWithTheFileAndTheWayOut(String whole, String damaged, String field) throws IOException {
        Path folder = root.resolve("sync");
        run(folder, "run1", "a");
        run(folder, "run2", "a");
        Path file = folder.resolve("state.json");
        String text = Files.readString(file);
        assertThat(text).contains(whole);
        // The first alone.
        Files.writeString(file, text.replaceFirst(Pattern.quote(whole), Matcher.quoteReplacement(damaged)));
        assertRefused(folder, HostFailure.STATE_UNREADABLE);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(folder, state -> {}))
                .satisfies(e -> {
                    assertThat(e.detail().message()).contains(file.toString()).contains("'" + field + "'");
                    assertThat(e.detail().remedy()).contains("sluice state reset");
                });
    }

    @Test
    void aStateOfTheFormerFormIsRefused() throws IOException {
        Files.writeString(root.resolve("sync.duckdb"), "");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(root.resolve("sync"), state -> {}))
                .satisfies(e -> {
                    assertThat(e.is(HostFailure.STATE_FORMER))
                            .as(e.getMessage())
                            .isTrue();
                    assertThat(e.detail().message()).contains("sync.duckdb");
                    assertThat(e.detail().remedy())
                            .endsWith("sluice state reset sync")
                            .contains("stay");
                });
    }

    @Test
    void aRunThatIsStoppedLeavesFilesThatTheNextOneFolds() throws IOException {
        Path folder = root.resolve("sync");
        open(folder, state -> {
            StartedState started = compare(state, "run1", "a", "b").start(Checkpoints.NONE);
            started.written(new Identity(List.of("a")), new RowHasher().hash(Row.of(SCHEMA, "a")));
            started.finish(RunEnd.NOT_COMMITTED);
        });
        assertThat(names(folder))
                .containsExactly("lock", "run-run1", "run-run1/1.parquet", "run-run1/pending.parquet", "state.json");
        open(folder, state -> {});
        assertThat(names(folder)).containsExactly("lock", "snapshot-1.parquet", "state.json");
        open(
                folder,
                state -> assertThat(compare(state, "run2", "a", "b").difference())
                        .isEqualTo(new Difference(0, 1, 0, 1, 0, 0)));
    }

    private void assertRefused(Path folder, HostFailure failure) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(folder, state -> {}))
                .satisfies(e -> assertThat(e.is(failure)).as(e.getMessage()).isTrue());
    }
}
