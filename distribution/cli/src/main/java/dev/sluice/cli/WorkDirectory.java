package dev.sluice.cli;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;

/** {@code .sluice} in the current directory: state, rejected rows, the embedded server. For its owner alone. */
final class WorkDirectory {
    private static final Path ROOT = Path.of(".sluice");

    private WorkDirectory() {}

    /** @throws HostException if it cannot be made */
    static void prepare() {
        try {
            OwnerOnly.createDirectories(ROOT);
        } catch (IOException e) {
            throw HostFailure.WORK_DIRECTORY_FAILED.exception();
        }
    }

    static Path state() {
        return ROOT.resolve("state");
    }

    static Path embedded() {
        return ROOT.resolve("embedded");
    }
}
