package dev.sluice.spark.plugin;

import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that lie in the jar of the sink, each with its libraries as jars of their own: {@code META-INF/sluice/plugins/NAME/*.jar}. A class loader
 * reads no jar in a jar, so they are unpacked.
 */
final class NestedPlugins {
    private static final String PLACE = "META-INF/sluice/plugins/";

    private NestedPlugins() {}

    /** Unpacks them into a new folder of this process alone, which is removed when the process ends. */
    static Path unpack() throws IOException {
        Path folder = Files.createTempDirectory("sluice-plugins-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "sluice-plugins"));
        Path place = place();
        if (place == null) {
            return folder;
        }
        if (Files.isDirectory(place)) {
            copy(place.resolve(PLACE), folder);
        } else {
            unpack(place, folder);
        }
        return folder;
    }

    /** Where they lie, for a message: the name of a plugin follows. */
    static String origin() {
        return place() + "!/" + PLACE;
    }

    /** The jar of the sink, or the folder of a build that has none yet. */
    private static @Nullable Path place() {
        CodeSource source = NestedPlugins.class.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : Path.of(URI.create(source.getLocation().toString()));
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> nested = file.stream()
                    .filter(entry -> entry.getName().startsWith(PLACE) && !entry.isDirectory())
                    .toList();
            for (JarEntry entry : nested) {
                try (InputStream content = file.getInputStream(entry)) {
                    write(content, folder, Path.of(entry.getName().substring(PLACE.length())));
                }
            }
        }
    }

    /** Of a build that has no jar yet. */
    private static void copy(Path place, Path folder) throws IOException {
        if (!Files.isDirectory(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream content = Files.newInputStream(file)) {
                    write(content, folder, place.relativize(file));
                }
            }
        }
    }

    private static void write(InputStream content, Path folder, Path name) throws IOException {
        Path file = folder.resolve(name.toString()).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("a plugin lies outside its folder");
        }
        Files.createDirectories(file.getParent());
        Files.copy(content, file);
    }

    private static void remove(Path folder) {
        try {
            OwnerOnly.removeRecursively(folder);
        } catch (IOException e) {
            // The temporary folder is the system's to clean.
        }
    }
}
