package dev.sluice.redis.it.servers;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Where a server is that has the password of all tests, and a client of our own to it.
 *
 * @param name what tests call it
 * @param host its host
 * @param port its port
 * @param version as it says
 */
public record RedisServer(String name, String host, int port, String version) {
    /** Nothing that is written anywhere may hold this text. */
    public static final String PASSWORD = "canary-s3cret-it";

    private static final int CLIENT_TIMEOUT_MS = 20_000;

    @SuppressWarnings("resource") // it is stopped with the process
    static RedisServer container(String image) {
        // The servers of both kinds take the same flags; an image without a name of its own stands for Redis.
        String program = image.contains("valkey") ? "valkey-server" : "redis-server";
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(6379)
                .withCommand(program, "--requirepass", PASSWORD, "--save", "");
        container.start();
        RedisServer server = new RedisServer(image, container.getHost(), container.getMappedPort(6379), "");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> {
                    try (Jedis jedis = server.client()) {
                        return jedis.ping() != null;
                    }
                });
        try (Jedis jedis = server.client()) {
            String version = jedis.info("server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
            return new RedisServer(image, server.host(), server.port(), version);
        }
    }

    /** A plain client, logged in as the default user. */
    public Jedis client() {
        return new Jedis(
                new HostAndPort(host, port),
                DefaultJedisClientConfig.builder()
                        .password(PASSWORD)
                        .timeoutMillis(CLIENT_TIMEOUT_MS)
                        .serverDefaultProtocol()
                        .build());
    }

    /** A connection URL for the default user. */
    public String url() {
        return "redis://:" + PASSWORD + "@" + address();
    }

    /** A connection URL for another user of the same password. */
    public String urlOf(String user) {
        return "redis://" + user + ":" + PASSWORD + "@" + address();
    }

    /** Host and port. */
    public String address() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
