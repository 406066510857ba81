package dev.sluice.redis.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import redis.embedded.core.ExecutableProvider;

/**
 * The servers at hand: the embedded one always, {@code redis-server} of the {@code PATH} where there is one, images where there is Docker. What
 * is missing is said once. Started with the first use, stopped with the process.
 */
final class RedisServers {
    private static final String IMAGES =
            System.getProperty("sluice.test.redis.images", "redis:7.4,redis:8,valkey/valkey:8");
    private static final List<RedisServer> SERVERS = start();

    private RedisServers() {}

    static List<RedisServer> all() {
        return SERVERS;
    }

    /** The one that is always there. */
    static RedisServer embedded() {
        return SERVERS.get(0);
    }

    private static List<RedisServer> start() {
        List<RedisServer> servers = new ArrayList<>();
        try {
            Path directory = Files.createTempDirectory("sluice-it-");
            servers.add(RedisServer.process(
                    "embedded",
                    ExecutableProvider.newJarResourceProvider(directory.toFile())
                            .get()
                            .toPath()));
            Optional<Path> installed = Arrays.stream(
                            System.getenv().getOrDefault("PATH", "").split(":", -1))
                    .map(entry -> Path.of(entry, "redis-server"))
                    .filter(Files::isExecutable)
                    .findFirst();
            if (installed.isPresent()) {
                servers.add(RedisServer.process("installed", installed.get()));
            } else {
                System.out.println("SKIPPED: tests against a redis-server of the PATH; there is none");
            }
            if (docker()) {
                for (String image : IMAGES.split(",", -1)) {
                    servers.add(RedisServer.container(image.strip()));
                }
            } else {
                System.out.println("SKIPPED: tests against " + IMAGES + "; there is no Docker");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("no redis-server starts", e);
        }
        servers.forEach(server -> System.out.println("Server under test: " + server));
        return List.copyOf(servers);
    }

    private static boolean docker() {
        // Looking for it is slow and noisy where there is plainly none.
        boolean likely = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return likely && DockerClientFactory.instance().isDockerAvailable();
    }
}
