package dev.sluice.spark.support;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.Jedis;

/** A server of Redis for all tests of a class, with nothing in it when each begins. Registered in a static field. */
public final class SharedRedis implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private @Nullable TestRedis server;

    @Override
    public void beforeAll(ExtensionContext context) {
        server = TestRedis.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        empty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server().close();
    }

    private TestRedis server() {
        return requireNonNull(server, "before the tests");
    }

    /** Removes everything that is in it. */
    public void empty() {
        try (Jedis jedis = client()) {
            jedis.flushAll();
        }
    }

    /** A connection, which the caller closes. */
    public Jedis client() {
        return server().client();
    }

    /** What a sync is given to find it. */
    public String url() {
        return server().url();
    }

    public int port() {
        return server().port();
    }
}
