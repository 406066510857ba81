package dev.sluice.redis.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A server with a password, and a client of our own to it. */
record RedisServer(String name, String host, int port, String version) {
    static final String PASSWORD = "canary-s3cret-it";

    static RedisServer process(String name, Path program) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path directory = Files.createTempDirectory("sluice-it-");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--requirepass",
                        PASSWORD)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return answering(name, "127.0.0.1", port);
    }

    @SuppressWarnings("resource") // it is stopped with the process
    static RedisServer container(String image) {
        // The servers of both kinds take the same flags; an image without a name of its own stands for Redis.
        String program = image.contains("valkey") ? "valkey-server" : "redis-server";
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(6379)
                .withCommand(program, "--requirepass", PASSWORD, "--save", "");
        container.start();
        return answering(image, container.getHost(), container.getMappedPort(6379));
    }

    private static RedisServer answering(String name, String host, int port) {
        RedisServer server = new RedisServer(name, host, port, "");
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
            return new RedisServer(name, host, port, version);
        }
    }

    Jedis client() {
        return new Jedis(
                new HostAndPort(host, port),
                DefaultJedisClientConfig.builder()
                        .password(PASSWORD)
                        .serverDefaultProtocol()
                        .build());
    }

    String url() {
        return "redis://:" + PASSWORD + "@" + host + ":" + port;
    }

    String urlOf(String user) {
        return "redis://" + user + ":" + PASSWORD + "@" + host + ":" + port;
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
