package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A disk of a few megabytes in memory, which can be filled up. Only who may mount one has it. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Whether this user may mount a disk here. */
    static boolean isPossible(Path directory) throws IOException, InterruptedException {
        Path trial = Files.createDirectory(directory.resolve("trial"));
        try {
            return mount(trial, 1) && execute("umount", trial.toString());
        } finally {
            Files.delete(trial);
        }
    }

    static SmallDisk mount(Path directory) throws IOException, InterruptedException {
        assertThat(mount(Files.createDirectories(directory), 4)).isTrue();
        return new SmallDisk(directory);
    }

    private static boolean mount(Path directory, int megabytes) throws IOException, InterruptedException {
        return execute("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
    }

    private static boolean execute(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }

    Path directory() {
        return directory;
    }

    /** Leaves room for so many kilobytes. */
    void leave(int kilobytes) throws IOException {
        free();
        long room = directory.toFile().getUsableSpace() - kilobytes * 1_024L;
        try (OutputStream filler = Files.newOutputStream(filler())) {
            byte[] block = new byte[4_096];
            for (long written = 0; written + block.length <= room; written += block.length) {
                filler.write(block);
            }
        }
    }

    /** Takes away what fills it. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        try {
            execute("umount", directory.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
