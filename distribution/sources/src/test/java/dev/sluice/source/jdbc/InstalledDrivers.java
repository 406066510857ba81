package dev.sluice.source.jdbc;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of drivers, with the jars of the test's class path. */
final class InstalledDrivers {
    private InstalledDrivers() {}

    static Path in(Path directory, String folder, Class<?> driver) throws IOException, URISyntaxException {
        Path jar = Path.of(
                driver.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path target = Files.createDirectories(directory.resolve(folder)).resolve(jar.getFileName());
        if (!Files.exists(target)) {
            Files.copy(jar, target);
        }
        return directory;
    }
}
