package dev.sluice.redis.it.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Three sentinels that watch a primary and its replicas, and know each other when this is made. */
public final class SentinelGroup implements AutoCloseable {
    /** The name under which they watch the primary. */
    public static final String MASTER = "profiles";

    /** The password of the sentinels, another than that of the servers. */
    public static final String PASSWORD = "canary-s3cret-sentinel";

    private static final int SENTINELS = 3;
    private static final int CLIENT_TIMEOUT_MS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TRIES = 4;

    /** Well above {@code failover-timeout}. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(20);

    private final ReplicaSet servers;
    private final List<ServerProcess> sentinels = new ArrayList<>();

    private SentinelGroup(ReplicaSet servers) {
        this.servers = servers;
    }

    /** Starts a primary, so many replicas with these flags, and the sentinels, which take a server for down after a second. */
    public static SentinelGroup start(Program program, int replicas, String... flags) {
        SentinelGroup group = new SentinelGroup(ReplicaSet.start(program, replicas, flags));
        boolean done = false;
        try {
            for (int i = 0; i < SENTINELS; i++) {
                group.sentinels.add(ServerProcess.sentinel(program, group.configuration()));
            }
            group.awaitAcquaintance(replicas);
            done = true;
            return group;
        } finally {
            if (!done) {
                group.close();
            }
        }
    }

    private String configuration() {
        return String.join(
                "\n",
                "requirepass " + PASSWORD,
                "sentinel sentinel-pass " + PASSWORD,
                "sentinel monitor " + MASTER + " 127.0.0.1 "
                        + servers.primary().server().port() + " 2",
                "sentinel auth-pass " + MASTER + " " + RedisServer.PASSWORD,
                "sentinel down-after-milliseconds " + MASTER + " 1000",
                "sentinel failover-timeout " + MASTER + " 5000",
                "");
    }

    private void awaitAcquaintance(int replicas) {
        String others = Integer.toString(SENTINELS - 1);
        String known = Integer.toString(replicas);
        for (ServerProcess sentinel : sentinels) {
            Awaitility.await("the other sentinels")
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(JedisException.class)
                    .until(() -> {
                        try (Jedis jedis = client(sentinel)) {
                            Map<String, String> master = jedis.sentinelMasters().get(0);
                            return others.equals(master.get("num-other-sentinels"))
                                    && known.equals(master.get("num-slaves"));
                        }
                    });
        }
    }

    /** A plain client to a sentinel. */
    public static Jedis client(ServerProcess sentinel) {
        return new Jedis(
                new HostAndPort(sentinel.server().host(), sentinel.server().port()),
                DefaultJedisClientConfig.builder()
                        .password(PASSWORD)
                        .timeoutMillis(CLIENT_TIMEOUT_MS)
                        .serverDefaultProtocol()
                        .build());
    }

    /** The servers that are watched. */
    public ReplicaSet servers() {
        return servers;
    }

    /** The sentinels. */
    public List<ServerProcess> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The first sentinel as a connection URL, with the password of the servers. */
    public String url() {
        return sentinels.get(0).server().url();
    }

    /** The other sentinels, for the setting {@code nodes}. */
    public String nodes() {
        return sentinels.stream()
                .skip(1)
                .map(sentinel -> sentinel.server().address())
                .collect(Collectors.joining(","));
    }

    /** The primary, as a sentinel that answers knows it. */
    public ServerProcess primary() {
        for (ServerProcess sentinel : sentinels) {
            try (Jedis jedis = client(sentinel)) {
                return servers.at(Integer.parseInt(
                        jedis.sentinelGetMasterAddrByName(MASTER).get(1)));
            } catch (JedisException e) {
                // The next one.
            }
        }
        throw new IllegalStateException("no sentinel answers");
    }

    /** Has the sentinels make another server the primary, as soon as one is fit; returns when they start. */
    private void failover() {
        Awaitility.await("a replica fit to become primary")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> {
                    try (Jedis jedis = client(sentinels.get(0))) {
                        return "OK".equals(jedis.sentinelFailover(MASTER));
                    }
                });
    }

    /**
     * Has the sentinels make another server the primary, and waits until it is. Where the replica is not promoted within the
     * {@code failover-timeout}, as on a busy machine, the sentinels give up and do not try again by themselves: then they are told again.
     */
    public void changePrimary() {
        ServerProcess former = primary();
        for (int i = 0; i < TRIES; i++) {
            failover();
            try {
                awaitOtherPrimary(former, GIVEN_UP);
                return;
            } catch (ConditionTimeoutException e) {
                // They have given up.
            }
        }
        throw new IllegalStateException("the sentinels gave up " + TRIES + " failovers");
    }

    /** Waits until all sentinels agree that another server than this is the primary, and it takes writes. */
    public void awaitOtherPrimary(ServerProcess former) {
        awaitOtherPrimary(former, PATIENCE);
    }

    private void awaitOtherPrimary(ServerProcess former, Duration patience) {
        Awaitility.await("another primary").atMost(patience).until(() -> {
            ServerProcess primary = primary();
            if (primary == former) {
                return false;
            }
            try (Jedis jedis = primary.server().client()) {
                return jedis.info("replication").contains("role:master");
            } catch (JedisException e) {
                return false;
            }
        });
    }

    @Override
    public void close() {
        sentinels.forEach(ServerProcess::close);
        servers.close();
    }
}
