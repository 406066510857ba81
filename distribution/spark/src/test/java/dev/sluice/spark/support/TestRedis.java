package dev.sluice.spark.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A server of Redis with nothing in it, which keeps nothing on disk. */
public final class TestRedis implements AutoCloseable {
    private final Process process;
    private final int port;
    /** No server outlives the tests, where they are stopped in the middle. */
    private final Thread hook;

    private TestRedis(Process process, int port) {
        this.process = process;
        this.hook = new Thread(process::destroyForcibly, "end-redis");
        Runtime.getRuntime().addShutdownHook(hook);
        this.port = port;
    }

    /** @param options of the server, such as {@code --requirepass secret} */
    public static TestRedis start(String... options) {
        int port = freePort();
        List<String> command =
                new ArrayList<>(List.of("redis-server", "--port", port + "", "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of(options));
        try {
            TestRedis redis = new TestRedis(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start(),
                    port);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(redis::answers);
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Jedis jedis = client()) {
            jedis.ping();
            return true;
        } catch (JedisException e) {
            return String.valueOf(e.getMessage()).contains("NOAUTH");
        }
    }

    /** A port of this machine that nobody listens on now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection, which the caller closes. */
    public Jedis client() {
        return new Jedis("127.0.0.1", port);
    }

    /** What a sync is given to find it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        Runtime.getRuntime().removeShutdownHook(hook);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
