package dev.sluice.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** Closing any channel of a file releases the locks of the process on it. */
    @Test
    void tryingAndLookingInTheSameProcessTakesTheLockFromNobody() throws Exception {
        Path file = folder.resolve("lock");
        assertThat(LockFile.isHeld(file)).isFalse();
        try (LockFile lock = LockFile.tryLock(file).orElseThrow()) {
            lock.describe("run 1\n");
            assertThat(LockFile.tryLock(folder.resolve(".").resolve("lock"))).isEmpty();
            assertThat(LockFile.description(file)).containsExactly("run 1");
            assertThat(LockFile.isHeld(file)).isTrue();
            assertThat(isHeldSeenByAnotherProcess(file)).isTrue();
        }
        assertThat(LockFile.isHeld(file)).isFalse();
        assertThat(isHeldSeenByAnotherProcess(file)).isFalse();
    }

    /** Whoever ends a run interrupts its thread at any moment. */
    @Test
    void anInterruptTakesTheLockFromNobody() throws Exception {
        Path file = folder.resolve("lock");
        Thread.currentThread().interrupt();
        try (LockFile lock = LockFile.tryLock(file).orElseThrow()) {
            lock.describe("run 1\n");
            assertThat(LockFile.description(file)).containsExactly("run 1");
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            assertThat(isHeldSeenByAnotherProcess(file)).isTrue();
        }
    }

    private static boolean isHeldSeenByAnotherProcess(Path file) throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Looking.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(other.waitFor()).isZero();
        return Boolean.parseBoolean(said);
    }

    /** Another process. */
    static final class Looking {
        private Looking() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(LockFile.isHeld(Path.of(arguments[0])));
        }
    }
}
