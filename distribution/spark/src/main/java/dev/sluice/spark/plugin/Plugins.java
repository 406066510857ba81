package dev.sluice.spark.plugin;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.plugin.DestinationCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The destinations that this process has loaded, which stay loaded until it ends: executors write one partition after another. Safe for use by
 * several threads.
 */
public final class Plugins {
    private static final Map<String, DestinationCatalog> LOADED = new ConcurrentHashMap<>();

    private Plugins() {}

    /**
     * The destinations of the sink's jar, of the class path, and of a folder.
     *
     * @param folder with a folder for each further destination
     * @throws HostException if the folder is not there, or two destinations have the same id
     */
    public static DestinationCatalog load(Optional<String> folder) {
        return LOADED.computeIfAbsent(folder.orElse(""), name -> open(folder));
    }

    private static DestinationCatalog open(Optional<String> folder) {
        try {
            Path all = NestedPlugins.unpack();
            if (folder.isPresent()) {
                link(Path.of(folder.get()), all);
            }
            return DestinationCatalog.load(all);
        } catch (IOException e) {
            throw HostFailure.PLUGINS_UNREADABLE.exception(
                    "The destinations cannot be unpacked into a temporary folder ("
                            + e.getClass().getSimpleName() + ").",
                    "Check that the temporary folder of driver and executors is writable and has room;"
                            + " -Djava.io.tmpdir names another.");
        }
    }

    private static void link(Path folder, Path all) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw HostFailure.PLUGINS_UNREADABLE
                    .exception(
                            "The folder of plugins " + folder + " is not there.",
                            "Put it at the same path on every machine that runs a driver or an executor.")
                    .at("file", folder.toString());
        }
        try (Stream<Path> plugins = Files.list(folder)) {
            for (Path plugin : plugins.filter(Files::isDirectory).sorted().toList()) {
                Path place = all.resolve("given-" + plugin.getFileName());
                Files.createSymbolicLink(place, plugin.toAbsolutePath());
            }
        }
    }
}
