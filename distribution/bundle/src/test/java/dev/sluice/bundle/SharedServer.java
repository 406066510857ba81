package dev.sluice.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.Jedis;

/**
 * Empties a server before each test that all tests of a process share. It starts with the first of them and ends with the process. A test
 * that stops its server, or gives it other settings, starts a {@link Server} of its own.
 */
final class SharedServer implements BeforeEachCallback {
    private static final Server SERVER = start();

    private static Server start() {
        try {
            Server server = Server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Server get() {
        return SERVER;
    }

    static void empty() {
        try (Jedis jedis = SERVER.client()) {
            jedis.flushAll();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        empty();
    }
}
