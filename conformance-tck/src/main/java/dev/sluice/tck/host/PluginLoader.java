package dev.sluice.tck.host;

import dev.sluice.spi.Destination;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.StringTokenizer;
import java.util.jar.JarFile;

/** Loads a destination as a host loads a plugin: in a class loader that shares only the JDK and the SPI with the application. */
public final class PluginLoader implements AutoCloseable {
    private static final String SPI = Destination.class.getPackageName();

    private final Path home;
    private final URLClassLoader loader;

    /** Creates a loader for the class path and for the jar or directory of this class. */
    public PluginLoader(Class<?> destination) {
        CodeSource source = destination.getProtectionDomain().getCodeSource();
        try {
            this.home = Path.of(source.getLocation().toURI());
            List<URL> urls = new ArrayList<>();
            urls.add(home.toUri().toURL());
            StringTokenizer entries =
                    new StringTokenizer(System.getProperty("java.class.path", ""), File.pathSeparator);
            while (entries.hasMoreTokens()) {
                urls.add(Path.of(entries.nextToken()).toUri().toURL());
            }
            this.loader = new URLClassLoader(urls.toArray(URL[]::new), new SpiOnly());
        } catch (URISyntaxException | MalformedURLException e) {
            throw new AssertionError("the class path cannot be read", e);
        }
    }

    /** Whether the jar or directory of the destination contains the SPI's classes. */
    public boolean holdsSpi() {
        String entry = Destination.class.getName().replace('.', '/') + ".class";
        if (Files.isDirectory(home)) {
            return Files.exists(home.resolve(entry));
        }
        try (JarFile jar = new JarFile(home.toFile())) {
            return jar.getEntry(entry) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Destination> destinations(String id) {
        List<Destination> found = new ArrayList<>();
        for (Destination candidate : ServiceLoader.load(Destination.class, loader)) {
            if (candidate.spec().id().equals(id)) {
                found.add(candidate);
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** Finds the JDK and the SPI, and nothing else. */
    private static final class SpiOnly extends ClassLoader {
        SpiOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            int end = name.lastIndexOf('.');
            if (end > 0 && name.substring(0, end).equals(SPI)) {
                return Destination.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
