package dev.sluice.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
    @TempDir
    Path folder = Path.of("");

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void everyDirectoryThatIsCreatedIsItsOwnersAndTheOthersStay() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path deep = OwnerOnly.createDirectories(open.resolve("a/b"));
        assertThat(permissions(deep)).isEqualTo("rwx------");
        assertThat(permissions(open.resolve("a"))).isEqualTo("rwx------");
        assertThat(permissions(OwnerOnly.createDirectories(open))).isEqualTo("rwxr-xr-x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), open);
        assertThat(OwnerOnly.createDirectories(link)).isEqualTo(link);
        Path temporary = OwnerOnly.createTempDirectory("sluice-test-");
        assertThat(permissions(temporary)).isEqualTo("rwx------");
        Files.delete(temporary);
    }

    @Test
    void aFileIsItsOwnersAndIsNotOneThatWasThere() throws IOException {
        Path file = folder.resolve("file");
        try (OutputStream stream = OwnerOnly.createFile(file)) {
            assertThat(permissions(file)).isEqualTo("rw-------");
            stream.write('x');
        }
        assertThat(file).hasContent("x");
        assertThatThrownBy(() -> OwnerOnly.createFile(file).close()).isInstanceOf(FileAlreadyExistsException.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        OwnerOnly.restrict(file);
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    /** What is known of a run that is stopped has to be kept. */
    @Test
    void aFileIsReplacedWhateverInterruptsTheThread() throws IOException {
        Path file = folder.resolve("interrupted.json");
        Thread.currentThread().interrupt();
        OwnerOnly.replace(file, stream -> stream.write(1));
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(file).hasBinaryContent(new byte[] {1});
    }
}
