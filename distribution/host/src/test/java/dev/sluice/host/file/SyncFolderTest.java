package dev.sluice.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncFolderTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path directory = Path.of("");

    private Path path() {
        return directory.resolve("state/sync");
    }

    private static void assertFails(HostFailure failure, Runnable call) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.is(failure)).as(e.getMessage()).isTrue());
    }

    @Test
    void oneRunHoldsTheFolderAndSaysWho() throws IOException {
        try (SyncFolder held = SyncFolder.open(path(), "a sync", "01RUN")) {
            assertThat(held.path()).isEqualTo(path());
            assertThat(held.sync()).isEqualTo("a sync");
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> SyncFolder.open(path(), "a sync", "02RUN"))
                    .satisfies(e -> {
                        assertThat(e.is(HostFailure.STATE_IN_USE)).isTrue();
                        assertThat(e.getMessage())
                                .contains("'a sync'")
                                .contains("run 01RUN")
                                .contains("process " + ProcessHandle.current().pid());
                        assertThat(e.detail().at()).containsEntry("file", path().toString());
                    });
        }
        SyncFolder.open(path(), "a sync", "03RUN").close();
        assertThat(Files.readString(path().resolve("lock"))).startsWith("run 03RUN\nprocess ");
    }

    @Test
    void onlyItsOwnerMayEnterIt() throws IOException {
        SyncFolder.open(path(), "sync", "run").close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path().resolve("lock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aRunWaitsForTheOtherToEnd() {
        SyncFolder held = SyncFolder.open(path(), "sync", "first");
        AtomicInteger looks = new AtomicInteger();
        try (SyncFolder next = SyncFolder.open(path(), "sync", "second", LONG, () -> {
            if (looks.incrementAndGet() == 3) {
                held.close();
            }
            return false;
        })) {
            assertThat(next.sync()).isEqualTo("sync");
        }
        assertThat(looks).hasValue(3);
    }

    @Test
    void theWaitEndsWhenItsTimeIsOver() {
        try (SyncFolder held = SyncFolder.open(path(), "sync", "first")) {
            assertThat(held.sync()).isEqualTo("sync");
            assertFails(
                    HostFailure.STATE_IN_USE,
                    () -> SyncFolder.open(path(), "sync", "second", Duration.ofMillis(150), () -> false));
        }
    }

    @Test
    void theWaitEndsWhenItIsToldToOrInterrupted() {
        try (SyncFolder held = SyncFolder.open(path(), "sync", "first")) {
            assertThat(held.sync()).isEqualTo("sync");
            assertFails(HostFailure.RUN_STOPPED, () -> SyncFolder.open(path(), "sync", "second", LONG, () -> true));
            Thread.currentThread().interrupt();
            assertFails(HostFailure.RUN_STOPPED, () -> SyncFolder.open(path(), "sync", "second", LONG, () -> false));
            assertThat(Thread.interrupted()).as("the flag stays").isTrue();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsToldWithTheOptionThatNamesAnother() throws IOException {
        Files.writeString(directory.resolve("state"), "a file");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> SyncFolder.open(path(), "sync", "run"))
                .satisfies(e -> {
                    assertThat(e.is(HostFailure.STATE_FAILED)).isTrue();
                    assertThat(e.detail().message()).contains(path().toString());
                    assertThat(e.detail().remedy()).contains("--state-dir");
                });
    }
}
