package dev.sluice.redis.it.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis Cluster of three masters, each with as many replicas as asked for; whole when this is made. */
public final class ClusterGroup implements AutoCloseable {
    /** How many slots there are. */
    public static final int SLOTS = 16_384;

    private static final int MASTERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Pattern WRITTEN = Pattern.compile("master_repl_offset:([0-9]+)");
    private static final Pattern RECEIVED = Pattern.compile("state=online,offset=([0-9]+)");

    private final List<ServerProcess> nodes = new ArrayList<>();

    private ClusterGroup() {}

    /**
     * Starts a cluster.
     *
     * @param replicas of each master; the masters are the first three nodes, and node {@code i} replicates master {@code i % 3}
     * @param flags of every node; a node is taken for down after 2 s
     */
    public static ClusterGroup start(Program program, int replicas, String... flags) {
        return start(program, Collections.nCopies(MASTERS * (1 + replicas), List.of(flags)), List.of());
    }

    /**
     * Starts a cluster of three masters that meet on ports of their own.
     *
     * @param ports where they meet, one for each
     * @param flags of the node with that port
     */
    public static ClusterGroup start(Program program, List<Integer> ports, IntFunction<List<String>> flags) {
        return start(program, ports.stream().map(flags::apply).toList(), ports);
    }

    private static ClusterGroup start(Program program, List<List<String>> flags, List<Integer> meetingPorts) {
        ClusterGroup group = new ClusterGroup();
        boolean done = false;
        try {
            for (List<String> own : flags) {
                List<String> all =
                        new ArrayList<>(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
                // A replica that was out of touch for a moment shall be allowed to take over.
                all.addAll(List.of("--cluster-replica-validity-factor", "0", "--cluster-migration-barrier", "99"));
                all.addAll(own);
                group.nodes.add(ServerProcess.start(program, all));
            }
            group.join(
                    meetingPorts.isEmpty()
                            ? group.nodes.stream()
                                    .map(node -> node.server().port())
                                    .toList()
                            : meetingPorts);
            done = true;
            return group;
        } finally {
            if (!done) {
                group.close();
            }
        }
    }

    private void join(List<Integer> ports) {
        for (int i = 0; i < nodes.size(); i++) {
            try (Jedis jedis = nodes.get(i).server().client()) {
                if (i < MASTERS) {
                    jedis.clusterAddSlots(IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
                            .toArray());
                }
                jedis.sendCommand(Command.CLUSTER, "SET-CONFIG-EPOCH", Integer.toString(i + 1));
                for (int port : ports.subList(0, i)) {
                    jedis.clusterMeet("127.0.0.1", port);
                }
            }
        }
        awaitNodes();
        for (int i = MASTERS; i < nodes.size(); i++) {
            try (Jedis jedis = nodes.get(i).server().client()) {
                jedis.clusterReplicate(id(nodes.get(i % MASTERS)));
            }
        }
        awaitWhole();
        nodes.subList(MASTERS, nodes.size()).forEach(ReplicaSet::awaitLink);
    }

    private void awaitNodes() {
        awaitOfEach(
                "acquaintance",
                jedis -> jedis.clusterNodes()
                                .lines()
                                .filter(line -> !line.contains("handshake"))
                                .count()
                        == nodes.size());
    }

    /** Waits until every node that runs takes the cluster for whole. */
    public void awaitWhole() {
        awaitOfEach("a whole cluster", jedis -> {
            String info = jedis.clusterInfo();
            return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS);
        });
    }

    /** Waits until every node that runs takes the cluster for down. */
    public void awaitDown() {
        awaitOfEach("a cluster that is down", jedis -> jedis.clusterInfo().contains("cluster_state:fail"));
    }

    private interface Condition {
        boolean holds(Jedis jedis);
    }

    private void awaitOfEach(String what, Condition condition) {
        for (ServerProcess node : nodes) {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(JedisException.class)
                    .until(() -> {
                        if (!node.isAlive()) {
                            return true;
                        }
                        try (Jedis jedis = node.server().client()) {
                            return condition.holds(jedis);
                        }
                    });
        }
    }

    /** All nodes, the masters first. */
    public List<ServerProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** The first node as a connection URL. */
    public String url() {
        return nodes.get(0).server().url();
    }

    /** The others, for the setting {@code nodes}. */
    public String others() {
        return nodes.stream().skip(1).map(node -> node.server().address()).collect(Collectors.joining(","));
    }

    /** The node that serves a slot at present, as the first that runs and answers knows it. */
    public ServerProcess owner(int slot) {
        for (ServerProcess node : nodes) {
            if (node.isAlive()) {
                try (Jedis jedis = node.server().client()) {
                    return owner(jedis, slot);
                } catch (JedisException e) {
                    // The next one.
                }
            }
        }
        throw new IllegalStateException("no node answers");
    }

    /** The node that says of itself that it serves a slot. Others learn of a move a little later. */
    public ServerProcess claimant(int slot) {
        for (ServerProcess node : nodes) {
            if (node.isAlive()) {
                try (Jedis jedis = node.server().client()) {
                    if (owner(jedis, slot) == node) {
                        return node;
                    }
                } catch (JedisException e) {
                    // The next one.
                }
            }
        }
        throw new IllegalStateException("no node claims slot " + slot);
    }

    private ServerProcess owner(Jedis jedis, int slot) {
        for (Object entry : (List<?>) jedis.sendCommand(Command.CLUSTER, "SLOTS")) {
            List<?> range = (List<?>) entry;
            if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
                long port = (Long) ((List<?>) range.get(2)).get(1);
                return nodes.stream()
                        .filter(node -> node.server().port() == port)
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IllegalStateException("nobody serves slot " + slot);
    }

    /** Waits until another node than this serves a slot, and every node that runs takes the cluster for whole. */
    public void awaitOtherOwner(int slot, ServerProcess former) {
        Awaitility.await("another owner of slot " + slot).atMost(PATIENCE).until(() -> owner(slot) != former);
        awaitWhole();
    }

    /**
     * Waits until a replica has all that its master has written. Nothing is sent to it in the second after its link is up, and is lost with the
     * master then.
     */
    public static void awaitReplica(ServerProcess master) {
        Awaitility.await("a replica of " + master).atMost(PATIENCE).until(() -> {
            try (Jedis jedis = master.server().client()) {
                String info = jedis.info("replication");
                Matcher written = WRITTEN.matcher(info);
                Matcher received = RECEIVED.matcher(info);
                return written.find()
                        && received.find()
                        && Long.parseLong(received.group(1)) >= Long.parseLong(written.group(1));
            }
        });
    }

    /** The id of a node. */
    public static String id(ServerProcess node) {
        try (Jedis jedis = node.server().client()) {
            return jedis.clusterMyId();
        }
    }

    /** A slot on its way from one node to another: keys that are gone from the first are asked for at the second. */
    public Migration migrate(int slot, ServerProcess to) {
        return new Migration(slot, claimant(slot), to);
    }

    /** All keys with a prefix and their values as a plain client finds them on the masters: text, or the fields of a hash. */
    public Map<String, Object> readAll(String prefix) {
        Map<String, Object> all = new TreeMap<>();
        for (ServerProcess node : nodes) {
            if (node.isAlive()) {
                try (Jedis jedis = node.server().client()) {
                    if (jedis.info("replication").contains("role:master")) {
                        read(jedis, prefix, all);
                    }
                }
            }
        }
        return all;
    }

    private static void read(Jedis jedis, String prefix, Map<String, Object> all) {
        for (String key : jedis.keys(prefix + "*")) {
            try {
                all.put(key, jedis.type(key).equals("hash") ? new TreeMap<>(jedis.hgetAll(key)) : jedis.get(key));
            } catch (JedisMovedDataException e) {
                // It has left a copy behind that nobody can read.
            }
        }
    }

    /** The slot of a key. */
    public static int slot(String key) {
        return JedisClusterCRC16.getSlot(key);
    }

    @Override
    public void close() {
        nodes.forEach(ServerProcess::close);
    }

    /** A migration under way. */
    public static final class Migration {
        private final int slot;
        private final ServerProcess from;
        private final ServerProcess to;

        private Migration(int slot, ServerProcess from, ServerProcess to) {
            this.slot = slot;
            this.from = from;
            this.to = to;
            command(to, "SETSLOT", Integer.toString(slot), "IMPORTING", id(from));
            command(from, "SETSLOT", Integer.toString(slot), "MIGRATING", id(to));
        }

        /** Moves some of the keys that are left; how many there were. */
        public int moveKeys(int count) {
            try (Jedis jedis = from.server().client()) {
                List<String> keys = jedis.clusterGetKeysInSlot(slot, count);
                for (String key : keys) {
                    jedis.sendCommand(
                            Command.MIGRATE,
                            "127.0.0.1",
                            Integer.toString(to.server().port()),
                            key,
                            "0",
                            "10000",
                            "AUTH",
                            RedisServer.PASSWORD);
                }
                return keys.size();
            }
        }

        /** Moves what is left, and makes the other node the owner. */
        public void finish() {
            int left;
            do {
                left = moveKeys(100);
            } while (left > 0);
            String id = id(to);
            command(to, "SETSLOT", Integer.toString(slot), "NODE", id);
            command(from, "SETSLOT", Integer.toString(slot), "NODE", id);
        }

        private static void command(ServerProcess node, String... arguments) {
            try (Jedis jedis = node.server().client()) {
                jedis.sendCommand(Command.CLUSTER, arguments);
            }
        }
    }
}
