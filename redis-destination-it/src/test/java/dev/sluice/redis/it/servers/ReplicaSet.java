package dev.sluice.redis.it.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A primary and its replicas, connected when this is made. */
public final class ReplicaSet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerProcess primary;
    private final List<ServerProcess> replicas;

    private ReplicaSet(ServerProcess primary, List<ServerProcess> replicas) {
        this.primary = primary;
        this.replicas = replicas;
    }

    /** Starts a primary and so many replicas, all with these flags. */
    public static ReplicaSet start(Program program, int replicas, String... flags) {
        List<ServerProcess> started = new ArrayList<>();
        ReplicaSet set = new ReplicaSet(ServerProcess.start(program, flags), started);
        boolean done = false;
        try {
            for (int i = 0; i < replicas; i++) {
                List<String> all = new ArrayList<>(List.of(flags));
                String port = Integer.toString(set.primary.server().port());
                all.addAll(List.of("--replicaof", "127.0.0.1", port));
                started.add(ServerProcess.start(program, all));
            }
            started.forEach(ReplicaSet::awaitLink);
            done = true;
            return set;
        } finally {
            if (!done) {
                set.close();
            }
        }
    }

    /** Waits until a server is a replica that is in touch with its primary. */
    public static void awaitLink(ServerProcess replica) {
        Awaitility.await("the link of " + replica + " to its primary")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> {
                    try (Jedis jedis = replica.server().client()) {
                        return jedis.info("replication").contains("master_link_status:up");
                    }
                });
    }

    /** The server that was started as the primary. */
    public ServerProcess primary() {
        return primary;
    }

    /** The servers that were started as replicas. */
    public List<ServerProcess> replicas() {
        return List.copyOf(replicas);
    }

    /** All servers. */
    public List<ServerProcess> all() {
        List<ServerProcess> all = new ArrayList<>(replicas);
        all.add(0, primary);
        return all;
    }

    /** The one at an address. */
    public ServerProcess at(int port) {
        return all().stream()
                .filter(process -> process.server().port() == port)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        all().forEach(ServerProcess::close);
    }
}
