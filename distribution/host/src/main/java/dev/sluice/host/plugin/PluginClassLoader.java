package dev.sluice.host.plugin;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Loads the classes of one plugin. Its parents are the JDK and the destination SPI. The plugin sees neither the host's classes nor its
 * libraries, and brings libraries of its own in any version.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL[] jars, ClassLoader host) {
        super("plugin-" + name, jars, new Border(host));
    }

    /** Finds the SPI's classes in the host, and no other class of the host. */
    private static final class Border extends ClassLoader {
        private static final String SPI = "dev.sluice.spi.";

        static {
            registerAsParallelCapable();
        }

        private final ClassLoader host;

        Border(ClassLoader host) {
            super("plugin-border", ClassLoader.getPlatformClassLoader());
            this.host = host;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(SPI)) {
                return host.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
