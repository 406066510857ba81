package dev.sluice.redis.config;

import java.util.List;
import java.util.Optional;

/** How many servers there are, and how the one for a key is found. */
public sealed interface Topology {
    /** One server: the one of the URL. */
    record Standalone() implements Topology {}

    /**
     * A Redis Cluster: the slot of a key tells its server.
     *
     * @param nodes any of which tells the slots; the one of the URL first, distinct
     */
    record Cluster(List<Endpoint> nodes) implements Topology {}

    /**
     * One server that sentinels watch: they tell which it is.
     *
     * @param master the name under which they watch it
     * @param nodes the sentinels; the one of the URL first, distinct
     * @param user of the sentinels themselves
     * @param password of the sentinels themselves
     */
    record Sentinel(String master, List<Endpoint> nodes, Optional<String> user, Optional<Secret> password)
            implements Topology {}
}
