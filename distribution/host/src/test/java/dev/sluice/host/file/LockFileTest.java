package dev.sluice.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void oneHolderHasTheLockUntilItCloses() throws IOException {
        Path file = folder.resolve("lock");
        LockFile first = LockFile.tryLock(file).orElseThrow();
        assertThat(LockFile.tryLock(file)).isEmpty();
        first.close();
        first.close();
        try (LockFile second = LockFile.tryLock(file).orElseThrow()) {
            assertThat(second).isNotNull();
        }
    }
}
