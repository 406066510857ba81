package dev.sluice.source.jdbc;

import dev.sluice.host.failure.HostException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The drivers that are installed. Each has a class loader that sees the JDK and its own jars, and stays loaded, because some keep threads
 * and native libraries.
 */
final class Drivers {
    private static final Map<Path, List<Driver>> LOADED = new ConcurrentHashMap<>();

    private Drivers() {}

    /**
     * The driver for a URL.
     *
     * @throws HostException if it is not installed
     */
    static Driver of(Dialect dialect, JdbcConnection connection) {
        Path folder =
                connection.drivers().resolve(dialect.folder()).toAbsolutePath().normalize();
        List<URL> jars = jars(folder);
        if (jars.isEmpty()) {
            throw JdbcErrors.driverMissing(dialect, folder);
        }
        try {
            for (Driver driver : LOADED.computeIfAbsent(folder, path -> load(dialect, jars))) {
                if (driver.acceptsURL(connection.url())) {
                    return driver;
                }
            }
        } catch (SQLException | ServiceConfigurationError | LinkageError e) {
            throw JdbcErrors.driverBroken(dialect, folder);
        }
        throw JdbcErrors.driverBroken(dialect, folder);
    }

    private static List<Driver> load(Dialect dialect, List<URL> jars) {
        ClassLoader loader = new URLClassLoader(
                "driver-" + dialect.folder(), jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        List<Driver> drivers = new ArrayList<>();
        ServiceLoader.load(Driver.class, loader).stream()
                .filter(provider -> provider.type().getClassLoader() == loader)
                .forEach(provider -> drivers.add(provider.get()));
        return drivers;
    }

    private static List<URL> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Drivers::url)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<URL> url(Path file) {
        try {
            return Optional.of(file.toUri().toURL());
        } catch (MalformedURLException e) {
            return Optional.empty();
        }
    }
}
