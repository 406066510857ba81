package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeState;
import dev.sluice.host.change.ChangeStateContract;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.RowHash;
import dev.sluice.host.change.Snapshot;
import dev.sluice.host.failure.HostException;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncStatesTest extends ChangeStateContract {
    private static final Identification IDENTIFICATION =
            new Identification("target", List.of("id"), "text", Optional.empty());
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT));

    private final SyncStates states = new SyncStates();

    @TempDir
    Path folder = Path.of("");

    @Override
    protected ChangeStates states() {
        return states;
    }

    private ChangeState open(Path directory) {
        return states.open(directory, "sync", IDENTIFICATION, Clock.systemUTC());
    }

    private static Difference compare(ChangeState state, String... ids) {
        try (Snapshot snapshot = state.observe()) {
            for (int i = 0; i < ids.length; i++) {
                snapshot.add(i, i + 1L, new Identity(List.of(ids[i])), Row.of(SCHEMA, ids[i]));
            }
        }
        return state.compare(Optional.empty());
    }

    @Test
    void onlyItsOwnerMayReadAState() throws IOException {
        Path directory = folder.resolve("deep/state");
        open(directory).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("sync.duckdb"))))
                .isEqualTo("rw-------");
    }

    /** The files as a process leaves them that is killed: what was begun and has no outcome yet is uncertain. */
    @Test
    void aProcessThatIsKilledLeavesWhatItBegan() throws IOException {
        Path killed = folder.resolve("killed");
        try (ChangeState state = open(folder.resolve("state"))) {
            compare(state, "a", "b");
            state.begin();
            try (ChangeCursor cursor = state.changes()) {
                cursor.next();
                RowHash hash = cursor.verify(Row.of(SCHEMA, "a"));
                assertThat(hash).isNotNull();
            }
            Files.createDirectories(killed);
            for (String name : List.of("sync.duckdb", "sync.duckdb.wal")) {
                Path file = folder.resolve("state").resolve(name);
                if (Files.exists(file)) {
                    Files.copy(file, killed.resolve(name));
                }
            }
        }
        try (ChangeState state = open(killed)) {
            assertThat(compare(state, "a", "c")).isEqualTo(new Difference(1, 1, 0, 0, 0, 1));
        }
    }

    @Test
    void aFileThatIsNoStateIsRefused() throws IOException {
        open(folder).close();
        Files.writeString(folder.resolve("sync.duckdb"), "no database");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(folder))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("STATE_UNREADABLE"));
        assertThat(folder.resolve("sync.duckdb")).hasContent("no database");
    }
}
