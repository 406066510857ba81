package dev.sluice.source.input;

import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A file, which can be read as often as needed. */
public final class FileInput extends Input {
    private final Path path;

    /** @param path a regular file */
    public FileInput(Path path) {
        this.path = path;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String label() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public String fingerprint() {
        return fingerprint(path);
    }

    /** Changes when the size or the modification time of the file changes. */
    public static String fingerprint(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return path.toAbsolutePath().normalize() + "|" + attributes.size() + "|"
                    + attributes.lastModifiedTime().toInstant();
        } catch (IOException e) {
            throw HostFailure.SOURCE_MISSING
                    .exception("There is no file " + path + ".")
                    .at("file", path.toString());
        }
    }

    @Override
    Counted raw() throws IOException {
        return new Counted(Files.newInputStream(path), Files.size(path));
    }
}
