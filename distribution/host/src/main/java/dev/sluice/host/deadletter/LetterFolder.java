package dev.sluice.host.deadletter;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one sync: {@code RUN.ndjson} with the letters of a run; {@code RUN.unchecked.ndjson} with letters that are not sent again from
 * there, because a later run may have written newer rows; and {@code RUN.running} while a run may write such rows. For one thread.
 */
final class LetterFolder {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final String LETTERS = ".ndjson";
    private static final String UNCHECKED = ".unchecked.ndjson";
    private static final String RUNNING = ".running";

    private final Path directory;

    LetterFolder(Path directory) {
        this.directory = directory;
    }

    Path file(String run) {
        return directory.resolve(run + LETTERS);
    }

    /** Takes each line of a file, with its position from 0, until there is none. */
    interface Lines {
        void line(int position, String line) throws IOException;
    }

    static void read(Path file, Lines lines) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            int position = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.line(position++, line);
            }
        }
    }

    /** Those whose letters may be sent again, the oldest first. */
    List<Path> open() {
        return list(LETTERS).stream()
                .filter(file -> !file.toString().endsWith(UNCHECKED))
                .toList();
    }

    /** All files with letters. */
    List<Path> all() {
        return list(LETTERS);
    }

    private List<Path> list(String ending) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ending)) {
                files.forEach(found::add);
            } catch (IOException | DirectoryIteratorException e) {
                throw unwritable(directory);
            }
        }
        // The names begin with the ids of runs, which ascend with time.
        found.sort(null);
        return found;
    }

    void deleteOld(Clock clock) {
        FileTime oldest = FileTime.from(clock.instant().minus(KEPT));
        for (Path old : all()) {
            try {
                if (Files.getLastModifiedTime(old).compareTo(oldest) < 0) {
                    Files.delete(old);
                }
            } catch (IOException e) {
                throw unwritable(old);
            }
        }
    }

    /** A run may write newer rows from now on. */
    void begin(String run) {
        try {
            OwnerOnly.createDirectories(directory);
            OwnerOnly.createFile(running(run)).close();
        } catch (IOException e) {
            throw unwritable(file(run));
        }
    }

    /** The letters tell what the run wrote. */
    void end(String run) {
        try {
            Files.deleteIfExists(running(run));
        } catch (IOException e) {
            throw unwritable(running(run));
        }
    }

    private Path running(String run) {
        return directory.resolve(run + RUNNING);
    }

    /** Whether {@link #recover} has something to do. */
    boolean isCutOff() {
        return !list(RUNNING).isEmpty() && !open().isEmpty();
    }

    /** Whether a run ended without {@link #end}; then no letter is sent again that was there. */
    boolean recover() {
        List<Path> cutOff = list(RUNNING);
        if (cutOff.isEmpty()) {
            return false;
        }
        List<Path> letters = open();
        letters.forEach(this::uncheck);
        cutOff.forEach(mark -> end(mark.getFileName().toString().replace(RUNNING, "")));
        return !letters.isEmpty();
    }

    /** Letters of this file are not sent again. */
    void uncheck(Path file) {
        String name = file.getFileName().toString();
        Path unchecked = file.resolveSibling(name.substring(0, name.length() - LETTERS.length()) + UNCHECKED);
        try {
            Files.move(file, unchecked);
        } catch (IOException e) {
            throw unwritable(unchecked);
        }
    }

    /**
     * Takes lines out of a file, which is removed with the last of them.
     *
     * @param settled positions of lines
     */
    void remove(Path file, BitSet settled) {
        try {
            FileTime written = Files.getLastModifiedTime(file);
            boolean[] left = {false};
            OwnerOnly.replace(
                    file,
                    stream -> read(file, (position, line) -> {
                        if (!settled.get(position)) {
                            left[0] = true;
                            stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                        }
                    }));
            if (left[0]) {
                // It is kept for as long as its letters are.
                Files.setLastModifiedTime(file, written);
            } else {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(file);
        }
    }

    /** Without the cause, which might quote a value. */
    HostException unwritable(@Nullable Path file) {
        return HostFailure.DEAD_LETTERS_UNWRITABLE
                .exception("The file of rejected rows, " + file + ", cannot be written.")
                .at("file", String.valueOf(file));
    }
}
