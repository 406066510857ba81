package dev.sluice.cli.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** What the operating system says of a file: "No space left on device". */
final class Reason {
    private Reason() {}

    static Optional<String> of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return Optional.of("Permission denied");
        }
        if (e instanceof FileSystemException known) {
            return Optional.ofNullable(known.getReason());
        }
        // Of a failing write the JDK gives the words of the operating system and nothing else.
        return Optional.ofNullable(e.getMessage()).filter(message -> message.matches("[A-Z][a-z ]{3,60}"));
    }
}
