package dev.sluice.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What tells one machine, and one start of it, from another. */
public final class Machine {
    private static final Path KERNEL = Path.of("/proc/sys/kernel");

    private Machine() {}

    /** Its name, without asking a name server, which may take long. */
    public static Optional<String> name() {
        return kernel("hostname")
                .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
                .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")));
    }

    /** Another after each start of the machine. */
    static Optional<String> boot() {
        return kernel("random/boot_id");
    }

    /** What Linux says of itself; empty elsewhere. */
    private static Optional<String> kernel(String name) {
        try {
            return Optional.of(Files.readString(KERNEL.resolve(name)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
