package dev.sluice.redis.run;

import dev.sluice.spi.RunHandle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A server process that holds a marker of the run, as it was when the run opened. It stands in the handle of the run.
 *
 * @param name host and port
 * @param runId the {@code run_id} of the process; empty if the server does not tell this user
 * @param evictedKeys how many keys it had evicted, if it tells
 */
record Server(String name, String runId, Optional<Long> evictedKeys) {
    private static final String RUN_ID = "run_id@";
    private static final String EVICTED_KEYS = "evicted_keys@";

    /** Those of a run; none if it has no marker. */
    static List<Server> of(RunHandle run) {
        List<Server> servers = new ArrayList<>();
        new TreeMap<>(run.values()).forEach((name, value) -> {
            if (name.startsWith(RUN_ID)) {
                String server = name.substring(RUN_ID.length());
                servers.add(new Server(
                        server,
                        value,
                        Optional.ofNullable(run.values().get(EVICTED_KEYS + server))
                                .map(Long::valueOf)));
            }
        });
        return servers;
    }

    /** What the handle says of it. */
    void addTo(Map<String, String> values) {
        values.put(RUN_ID + name, runId);
        evictedKeys.ifPresent(number -> values.put(EVICTED_KEYS + name, Long.toString(number)));
    }

    /**
     * Whether one writer, or the run itself, used these processes and no other. Where a server does not tell its {@code run_id}, only its
     * first connection counts as proof.
     *
     * @param seen every connection of that writer
     */
    static boolean prove(List<Server> opened, List<Sighting> seen) {
        Set<String> names = new HashSet<>();
        Set<String> runIds = new HashSet<>();
        for (Server server : opened) {
            names.add(server.name());
            runIds.add(server.runId());
        }
        return seen.stream()
                .allMatch(sighting -> sighting.isIdentified()
                        ? runIds.contains(sighting.runId())
                        : names.contains(sighting.server())
                                && seen.stream()
                                                .filter(other -> other.server().equals(sighting.server()))
                                                .count()
                                        == 1);
    }
}
