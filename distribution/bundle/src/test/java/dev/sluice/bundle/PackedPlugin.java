package dev.sluice.bundle;

import dev.sluice.spi.Destination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The packed Redis plugin. Its classes without its libraries are on the class path of the tests too, and are not to be found. */
final class PackedPlugin extends URLClassLoader {
    /** One for all tests of a process. */
    static final Destination REDIS = load();

    private PackedPlugin() throws IOException {
        super(jars(), ClassLoader.getPlatformClassLoader());
    }

    private static Destination load() {
        try {
            return ServiceLoader.load(Destination.class, new PackedPlugin())
                    .iterator()
                    .next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL[] jars() throws IOException {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Sluice.BUNDLE.resolve("plugins/redis"), "*.jar")) {
            for (Path file : files) {
                jars.add(file.toUri().toURL());
            }
        }
        return jars.toArray(new URL[0]);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return name.startsWith("dev.sluice.spi.")
                ? Destination.class.getClassLoader().loadClass(name)
                : super.findClass(name);
    }
}
