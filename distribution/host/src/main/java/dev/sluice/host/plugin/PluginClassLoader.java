package dev.sluice.host.plugin;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * The classes of one plugin. Above it there are only the JDK and the destination SPI: neither the host's classes nor its libraries, so a
 * plugin brings its own of whatever version.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL[] jars, ClassLoader host) {
        super("plugin-" + name, jars, new Border(host));
    }

    /** Lets the SPI through, from where the host has it, and nothing else of the host. */
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
