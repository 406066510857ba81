package dev.sluice.redis.port;

import java.util.List;
import java.util.stream.Stream;

/** How to spread a key over the servers, so that each of them has one. */
public sealed interface KeySpread {
    /**
     * What to append to the key. One server needs one key, and nothing appended.
     *
     * @param fixed in a cluster, one for each of 16 slots at equal distances: the same whatever nodes there are
     * @param further one for each primary that serves none of these slots now
     */
    record Suffixes(List<String> fixed, List<String> further) implements KeySpread {
        /** The key as it is. */
        public static final Suffixes ONE_KEY = new Suffixes(List.of(""), List.of());

        public Suffixes {
            fixed = List.copyOf(fixed);
            further = List.copyOf(further);
        }

        /** All of them, the fixed ones first. */
        public List<String> all() {
            return Stream.concat(fixed.stream(), further.stream()).toList();
        }
    }

    /** The nodes of the cluster are not known, for this reason. */
    record Unknown(Reply.Lost why) implements KeySpread {}
}
