package dev.sluice.redis.it.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/**
 * The servers at hand that tests share and none may hurt: each program of this machine, and images where there is Docker. What is missing is
 * said once. Started with the first use, stopped with the process.
 */
public final class RedisServers {
    private static final String IMAGES =
            System.getProperty("sluice.test.redis.images", "redis:7.4,redis:8,valkey/valkey:8");
    private static final List<RedisServer> SERVERS = start();

    private RedisServers() {}

    /** All of them. */
    public static List<RedisServer> all() {
        return SERVERS;
    }

    /** The one that is always there. */
    public static RedisServer embedded() {
        return SERVERS.get(0);
    }

    private static List<RedisServer> start() {
        List<RedisServer> servers = new ArrayList<>();
        for (Program program : Program.all()) {
            servers.add(ServerProcess.start(program).server());
        }
        if (docker()) {
            for (String image : IMAGES.split(",", -1)) {
                servers.add(RedisServer.container(image.strip()));
            }
        } else {
            System.out.println("SKIPPED: tests against " + IMAGES + "; there is no Docker");
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
