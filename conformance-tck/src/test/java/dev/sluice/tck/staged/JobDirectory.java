package dev.sluice.tck.staged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What was uploaded to a job: a file for each batch, numbered in the order in which the uploads of all processes arrived. */
public final class JobDirectory {
    private static final String NUMBERED = "[0-9]{6}";

    private final Path directory;

    JobDirectory(Path directory) {
        this.directory = directory;
    }

    void create() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a batch; false if there is no such job any more. */
    boolean upload(PartFile part) {
        try {
            Path whole = Files.createTempFile(directory, "upload", ".tmp");
            Files.write(whole, part.bytes());
            int number = parts().size();
            while (!isTaken(whole, String.format(java.util.Locale.ROOT, "%06d", number))) {
                number++;
            }
            Files.delete(whole);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives an upload its number, unless another one has it. */
    private boolean isTaken(Path whole, String number) throws IOException {
        try {
            Files.createLink(directory.resolve(number), whole);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Every batch, in the order of the uploads. */
    List<PartFile> read() {
        List<PartFile> read = new ArrayList<>();
        try {
            for (Path part : parts()) {
                read.add(PartFile.of(Files.readAllBytes(part)));
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (NoSuchFileException e) {
            // It is gone already.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(NUMBERED))
                    .sorted()
                    .toList();
        }
    }
}
