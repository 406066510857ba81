package dev.sluice.redis.config;

import java.util.List;
import java.util.Optional;

/** Which servers there are, and how the server for a key is found. */
public sealed interface Topology {
    /** The hash tag of a key, or of what keys begin with: in a cluster all keys with the same one are on the same node. */
    static Optional<String> hashTag(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open + 1);
        return close > open + 1 ? Optional.of(key.substring(open + 1, close)) : Optional.empty();
    }

    /** One server, that of the URL. */
    record Standalone() implements Topology {}

    /**
     * A Redis Cluster: the slot of a key determines its server.
     *
     * @param nodes the nodes to ask for the slots; that of the URL first, distinct
     */
    record Cluster(List<Endpoint> nodes) implements Topology {}

    /**
     * One server that sentinels monitor: they name it.
     *
     * @param master the name under which they monitor it
     * @param nodes the sentinels; that of the URL first, distinct
     * @param user the user of the sentinels
     * @param password the password of the sentinels
     */
    record Sentinel(String master, List<Endpoint> nodes, Optional<String> user, Optional<Secret> password)
            implements Topology {}
}
