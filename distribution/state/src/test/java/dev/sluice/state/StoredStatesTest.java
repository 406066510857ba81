package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.definition.SyncName;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredStatesTest {
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT));
    private static final Identification OF_A_FILE = new Identification(
            Optional.of("/data/a.csv"),
            "redis here",
            List.of("id"),
            Map.of(Identification.RENDERING, "text"),
            Optional.empty(),
            false);

    @TempDir
    Path directory = Path.of("");

    private StoredStates states() {
        return new StoredStates(directory, Clock.systemUTC());
    }

    private Path folder(String sync) {
        return directory.resolve(SyncName.folder(sync));
    }

    /** A sync that wrote two records and knows nothing of what became of a third. */
    private void run(String sync) {
        try (SyncFolder folder = SyncFolder.open(folder(sync), sync, "run1");
                OpenedState state = new SyncStates().open(folder, OF_A_FILE, Clock.systemUTC());
                Observation observation = state.observe(Expiry.NONE)) {
            for (int i = 0; i < 3; i++) {
                observation.add(i, i + 1L, identity(i), row(i));
            }
            StartedState started = observation.compare(RunEntry.of("run1")).start(Checkpoints.NONE);
            started.written(identity(0), new RowHasher().hash(row(0)));
            started.written(identity(1), new RowHasher().hash(row(1)));
            started.finish(RunEnd.COMPLETE);
        }
    }

    private static Identity identity(int id) {
        return new Identity(List.of("r" + id));
    }

    private static Row row(int id) {
        return Row.of(SCHEMA, "r" + id);
    }

    private static void assertFails(HostFailure failure, ThrowingCallable call) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.is(failure)).as(e.getMessage()).isTrue());
    }

    @Test
    void statesAreListedByTheirNamesWhateverTheirFolders() throws IOException {
        assertThat(new StoredStates(directory.resolve("none"), Clock.systemUTC()).list())
                .isEmpty();
        run("b/ü");
        run("a");
        Files.createDirectories(directory.resolve("no state"));
        Files.writeString(directory.resolve("old.duckdb"), "");
        assertThat(states().list()).extracting(StoredState::sync).containsExactly("a", "b/ü", "old");
        StoredState a = states().list().get(0);
        assertThat(a.records()).contains(new StoredState.Records(3, 1, 0, 0));
        assertThat(a.record().flatMap(SyncRecord::source)).contains("/data/a.csv");
        assertThat(a.bytes()).isPositive();
        assertThat(a.problem()).isEmpty();
    }

    @Test
    void aStateThatARunWouldRefuseIsListedWithTheReason() throws IOException {
        run("damaged");
        Files.writeString(folder("damaged").resolve(SyncRecordFile.NAME), "{");
        run("lost");
        Files.delete(folder("lost").resolve("snapshot-1.parquet"));
        Files.writeString(directory.resolve("old.duckdb"), "");
        assertThat(states().list())
                .extracting(state -> state.problem().orElseThrow().code())
                .containsExactly("STATE_UNREADABLE", "STATE_UNREADABLE", "STATE_FORMER");
    }

    @Test
    void aStateThatIsResetIsGone() throws IOException {
        run("a");
        StoredState before = states().reset("a");
        assertThat(before.records()).contains(new StoredState.Records(3, 1, 0, 0));
        assertThat(states().list()).isEmpty();
        assertThat(folder("a")).isDirectoryContaining("glob:**lock").isDirectoryNotContaining("glob:**.parquet");
        assertFails(HostFailure.STATE_UNKNOWN, () -> states().reset("a"));
    }

    @Test
    void damagedAndFormerStatesCanBeReset() throws IOException {
        run("damaged");
        Files.writeString(folder("damaged").resolve(SyncRecordFile.NAME), "{");
        Files.writeString(directory.resolve("a_b.duckdb"), "");
        Files.writeString(directory.resolve("a_b.duckdb.lock"), "");
        states().reset("damaged");
        states().reset("a b");
        assertThat(states().list()).isEmpty();
        assertThat(directory).isDirectoryNotContaining("glob:**duckdb*");
    }

    @Test
    void aRunWhoseEndIsUnknownStaysNoted() throws IOException {
        run("a");
        RunHandle handle = RunHandle.of("run1", Map.of("job", "7"));
        new SyncRecordFile(folder("a")).update(record -> record.withUnresolved(Optional.of(handle)));
        states().reset("a");
        SyncRecord after = new SyncRecordFile(folder("a")).read();
        assertThat(after.unresolved()).contains(handle);
        assertThat(after.target()).isEmpty();
    }

    @Test
    void whatHasMovedIsTheSameStateUnderAnotherAddress() {
        run("a");
        StoredState moved =
                states().move("a", record -> record.withSource("/data/b.csv").withTarget("redis there"));
        assertThat(moved.records()).contains(new StoredState.Records(3, 1, 0, 0));
        assertThat(moved.record().flatMap(SyncRecord::source)).contains("/data/b.csv");
        assertThat(moved.record().flatMap(SyncRecord::target)).contains("redis there");
    }

    @Test
    void aStateThatARunHoldsIsNotChanged() {
        run("a");
        try (SyncFolder held = SyncFolder.open(folder("a"), "a", "run2")) {
            assertThat(held.sync()).isEqualTo("a");
            assertFails(HostFailure.STATE_IN_USE, () -> states().reset("a"));
            assertFails(HostFailure.STATE_IN_USE, () -> states().move("a", record -> record.withTarget("x")));
            assertThat(states().list()).as("reading takes no lock").hasSize(1);
        }
        assertThat(states().find("a").record().flatMap(SyncRecord::target)).contains("redis here");
    }

    @Test
    void aNameThatIsMeantIsNamed() {
        run("users");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> states().find("user"))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("'users'"));
    }
}
