package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.source.input.FileInput;
import java.nio.file.Files;
import java.nio.file.Path;

/** A regular file that may be read. */
record SourceFile(Path path) {
    /** @throws HostException if there is no such file */
    static SourceFile of(Path path) {
        if (Files.isRegularFile(path)) {
            if (!Files.isReadable(path)) {
                throw SourceErrors.unreadable(path, "permission denied");
            }
            return new SourceFile(path);
        }
        throw Files.exists(path) ? SourceErrors.directory(path) : SourceErrors.missing(path);
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** Changes when the size or the modification time of the file changes. */
    String fingerprint(String reading) {
        return FileInput.fingerprint(path) + "|" + reading;
    }
}
