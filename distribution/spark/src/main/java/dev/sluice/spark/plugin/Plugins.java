package dev.sluice.spark.plugin;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.plugin.DestinationCatalog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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

    /** What could not be loaded, and what to do about it; the other destinations work. */
    public static List<String> warnings(Optional<String> folder) {
        return load(folder).failures().stream()
                .map(failure ->
                        failure.error().message() + " " + failure.error().remedy())
                .toList();
    }

    private static DestinationCatalog open(Optional<String> folder) {
        Optional<Path> given = folder.map(Plugins::folder);
        Path nested;
        try {
            nested = NestedPlugins.unpack();
        } catch (IOException e) {
            throw HostFailure.PLUGINS_UNREADABLE.exception(
                    "The destinations cannot be unpacked into a temporary folder ("
                            + e.getClass().getSimpleName() + ").",
                    "Check that the temporary folder of driver and executors is writable and has room;"
                            + " -Djava.io.tmpdir names another.");
        }
        try {
            return given.isPresent() ? DestinationCatalog.load(nested, given.get()) : DestinationCatalog.load(nested);
        } catch (HostException e) {
            throw e.is(HostFailure.PLUGIN_DUPLICATE) || e.is(HostFailure.PLUGIN_DUPLICATE_SCHEME)
                    ? duplicate(e, nested)
                    : e;
        }
    }

    /** The user knows the jar of the sink, and not where it was unpacked. */
    private static HostException duplicate(HostException failure, Path nested) {
        HostFailure code = failure.is(HostFailure.PLUGIN_DUPLICATE)
                ? HostFailure.PLUGIN_DUPLICATE
                : HostFailure.PLUGIN_DUPLICATE_SCHEME;
        return code.exception(
                failure.detail().message().replace(nested + File.separator, NestedPlugins.origin()),
                "The jar of the sink brings destinations of its own. Name a folder by option plugins that holds others only.");
    }

    private static Path folder(String name) {
        try {
            Path folder = Path.of(name).toAbsolutePath();
            if (Files.isDirectory(folder)) {
                return folder;
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        throw HostFailure.PLUGINS_UNREADABLE
                .exception(
                        "The folder of plugins " + name + " is not there.",
                        "Put it at the same path on every machine that runs a driver or an executor.")
                .at("file", name);
    }
}
