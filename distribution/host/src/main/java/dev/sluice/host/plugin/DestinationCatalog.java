package dev.sluice.host.plugin;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * The destinations of a host: those on the class path, and those of the plugin directory, which has one directory with the jars of each
 * plugin. Safe for use by several threads. To be closed when no destination is in use any more.
 */
public final class DestinationCatalog implements AutoCloseable {
    private final Map<String, InstalledDestination> byId = new TreeMap<>();
    private final Map<String, InstalledDestination> byScheme = new TreeMap<>();
    private final List<PluginFailure> failures = new ArrayList<>();
    private final List<URLClassLoader> loaders = new ArrayList<>();

    private DestinationCatalog() {}

    /**
     * The destinations on the class path and of the directories in each of {@code plugins}. A missing directory has no plugins.
     *
     * @throws HostException if two destinations have the same id or URL scheme, or a directory cannot be listed
     */
    public static DestinationCatalog load(Path... plugins) {
        DestinationCatalog catalog = new DestinationCatalog();
        boolean open = false;
        try {
            ClassLoader host = DestinationCatalog.class.getClassLoader();
            catalog.addAll(host, "the class path");
            for (Path each : plugins) {
                catalog.addPlugins(each, host);
            }
            open = true;
            return catalog;
        } finally {
            if (!open) {
                catalog.close();
            }
        }
    }

    private void addPlugins(Path plugins, ClassLoader host) {
        if (!Files.exists(plugins)) {
            return;
        }
        for (Path found : list(plugins)) {
            if (Files.isDirectory(found)) {
                addDirectory(found, host);
            } else if (isJar(found)) {
                failures.add(loose(found));
            }
        }
    }

    private static boolean isJar(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".jar");
    }

    private static PluginFailure loose(Path jar) {
        return new PluginFailure(
                jar.toString(),
                HostFailure.PLUGIN_NOT_LOADED.detail(
                        "The plugin " + jar + " is not loaded: it is not in a directory of its own.",
                        "Make a directory for it beside it, and move the jar and the libraries that it needs there."));
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> found = Files.list(directory)) {
            return found.sorted().toList();
        } catch (IOException e) {
            throw unreadable(directory);
        }
    }

    private static HostException unreadable(Path directory) {
        return HostFailure.PLUGINS_UNREADABLE
                .exception("The plugin directory " + directory + " cannot be listed.")
                .at("file", directory.toString());
    }

    private void addDirectory(Path directory, ClassLoader host) {
        List<URL> jars = new ArrayList<>();
        for (Path jar :
                list(directory).stream().filter(DestinationCatalog::isJar).toList()) {
            Optional<ErrorDetail> refusal =
                    SpiVersion.ofJar(jar).flatMap(built -> SpiVersion.refusal(jar.toString(), built));
            if (refusal.isPresent()) {
                failures.add(new PluginFailure(jar.toString(), refusal.get()));
                return;
            }
            try {
                jars.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw unreadable(directory);
            }
        }
        PluginClassLoader loader =
                new PluginClassLoader(String.valueOf(directory.getFileName()), jars.toArray(new URL[0]), host);
        loaders.add(loader);
        int before = byId.size() + failures.size();
        addAll(loader, directory.toString());
        if (byId.size() + failures.size() == before) {
            fail(directory.toString(), "It provides no destination");
        }
    }

    private void addAll(ClassLoader loader, String place) {
        ContextDestination.within(loader, () -> {
            Iterator<ServiceLoader.Provider<Destination>> providers =
                    ServiceLoader.load(Destination.class, loader).stream().iterator();
            // After a broken entry the iterator can continue; the limit stops one that cannot.
            for (int errors = 0; errors < 100; ) {
                String origin = place;
                try {
                    if (!providers.hasNext()) {
                        return true;
                    }
                    ServiceLoader.Provider<Destination> provider = providers.next();
                    origin = origin(provider.type(), place);
                    add(provider.get(), loader, origin);
                } catch (ServiceConfigurationError | LinkageError e) {
                    errors++;
                    if (isOfOtherSpi(e)) {
                        refuse(origin, SpiVersion.UNNAMED);
                    } else {
                        fail(origin, reason(e));
                    }
                } catch (HostException e) {
                    throw e;
                } catch (RuntimeException e) {
                    errors++;
                    fail(origin, place(e));
                }
            }
            return true;
        });
    }

    private void add(Destination found, ClassLoader loader, String origin) {
        Destination destination = new ContextDestination(found, loader);
        DestinationSpec spec = found.spec();
        if (spec == null) {
            fail(origin, "spec() gives nothing");
            return;
        }
        if (refuse(origin, spec.spiVersion())) {
            return;
        }
        for (String schema : List.of(spec.configSchema(), spec.targetSchema())) {
            if (!isObject(schema)) {
                fail(origin, "A schema of its settings is no JSON object");
                return;
            }
        }
        InstalledDestination installed = new InstalledDestination(spec, destination, origin);
        InstalledDestination other = byId.get(spec.id());
        if (other != null) {
            throw HostFailure.PLUGIN_DUPLICATE.exception("Two plugins provide the destination '" + spec.id() + "': "
                    + other.origin() + " and " + origin + ".");
        }
        for (String scheme : spec.urlSchemes().keySet()) {
            InstalledDestination taken = byScheme.get(scheme.toLowerCase(Locale.ROOT));
            if (taken != null) {
                throw HostFailure.PLUGIN_DUPLICATE_SCHEME.exception("Two destinations take URLs that begin with '"
                        + scheme + ":': " + taken.origin() + " and " + origin + ".");
            }
        }
        byId.put(spec.id(), installed);
        spec.urlSchemes().keySet().forEach(scheme -> byScheme.put(scheme.toLowerCase(Locale.ROOT), installed));
    }

    private static boolean isObject(String schema) {
        try {
            JsonTree.read(schema);
            return true;
        } catch (IllegalArgumentException | JacksonException e) {
            return false;
        }
    }

    /** Whether a version of the SPI is another than the host's; such a plugin is among the failures then. */
    private boolean refuse(String origin, String built) {
        Optional<ErrorDetail> refusal = SpiVersion.refusal(origin, built);
        refusal.ifPresent(error -> failures.add(new PluginFailure(origin, error)));
        return refusal.isPresent();
    }

    /** A plugin that was built before plugins named their SPI misses a type or a member of it. */
    private static boolean isOfOtherSpi(Throwable thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        String message = String.valueOf(cause.getMessage());
        return cause instanceof LinkageError
                && (message.contains("dev/sluice/spi/") || message.contains("dev.sluice.spi."));
    }

    private void fail(String origin, String reason) {
        failures.add(new PluginFailure(
                origin,
                HostFailure.PLUGIN_NOT_LOADED.detail("The plugin " + origin + " does not load: " + reason + ".")));
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && (cause == e || cause instanceof ExceptionInInitializerError)) {
            cause = cause.getCause();
        }
        // The message of a linkage error names classes only; an exception of a constructor may contain anything.
        boolean ownMessage = cause.getMessage() != null
                && (cause instanceof LinkageError || cause == e || cause instanceof NoSuchMethodException);
        return ownMessage ? cause.getClass().getSimpleName() + " " + cause.getMessage() : place(cause);
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static String origin(Class<?> type, String place) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return place;
        }
        URL location = source.getLocation();
        return location.getProtocol().equals("file")
                ? Path.of(java.net.URI.create(location.toString())).toString()
                : location.toString();
    }

    /** All destinations, by id. */
    public List<InstalledDestination> destinations() {
        return List.copyOf(byId.values());
    }

    /** The plugins that did not load. */
    public List<PluginFailure> failures() {
        return List.copyOf(failures);
    }

    /** The destination with an id. */
    public Optional<InstalledDestination> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The destination that takes URLs of a scheme, in upper or lower case. */
    public Optional<InstalledDestination> findByUrlScheme(String scheme) {
        return Optional.ofNullable(byScheme.get(scheme.toLowerCase(Locale.ROOT)));
    }

    /** Closes the class loaders. Idempotent. */
    @Override
    public void close() {
        for (URLClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                // Its jars were only read.
            }
        }
    }
}
