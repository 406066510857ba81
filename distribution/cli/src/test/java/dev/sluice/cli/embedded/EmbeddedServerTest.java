package dev.sluice.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @TempDir
    Path directory;

    /** As in a container whose first process waits for no other. */
    @Test
    void aServerHasEndedWhenItsProcessIdFileIsGoneThoughItsProcessIsStillListed() throws IOException {
        Path pidFile = Files.writeString(directory.resolve("redis.pid"), "1");
        ProcessHandle listed = ProcessHandle.current();
        assertThat(EmbeddedServer.hasEnded(listed, pidFile)).isFalse();
        Files.delete(pidFile);
        assertThat(EmbeddedServer.hasEnded(listed, pidFile)).isTrue();
    }

    @Test
    void aServerThatWasKilledHasEndedThoughItsProcessIdFileIsThere() throws IOException, InterruptedException {
        Path pidFile = Files.writeString(directory.resolve("redis.pid"), "1");
        Process process = new ProcessBuilder("cat").start();
        assertThat(EmbeddedServer.hasEnded(process.toHandle(), pidFile)).isFalse();
        process.destroyForcibly().waitFor();
        assertThat(EmbeddedServer.hasEnded(process.toHandle(), pidFile)).isTrue();
    }
}
