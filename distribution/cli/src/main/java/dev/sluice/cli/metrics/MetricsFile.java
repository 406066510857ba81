package dev.sluice.cli.metrics;

import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a command in a file that others may read, such as the textfile collector of node_exporter. It is replaced in one step. Not safe for use by
 * several threads, except for {@link #problem}.
 */
public final class MetricsFile {
    /** A run that goes on is told so often. */
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final Path file;
    private Instant next = Instant.MIN;
    private volatile @Nullable String problem;

    /** @throws dev.sluice.host.failure.HostException if there can be no such file */
    public MetricsFile(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--metrics-file " + file + " cannot be written: "
                            + (Files.isDirectory(file) ? "it is a directory." : "its directory does not exist."),
                    "Name a file in a directory that exists.");
        }
        this.file = file;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(next);
    }

    /** What cannot be written keeps no run from going on: see {@link #problem}. */
    void write(byte[] text, Instant now) {
        next = now.plus(BETWEEN);
        // The collector of node_exporter reads names that end in .prom alone.
        Path written = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.write(written, text);
            if (written.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            problem = null;
        } catch (IOException e) {
            problem = "The metrics " + file + " cannot be written ("
                    + e.getClass().getSimpleName() + ").";
        }
    }

    /** Why the file is not up to date, if that is so; one sentence. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
