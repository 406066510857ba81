package dev.sluice.redis.check;

import dev.sluice.redis.config.Topology;
import java.util.ArrayList;
import java.util.List;

/** The steps that need the target, in order. */
enum TargetStep {
    SENTINELS("sentinels", "/config/sentinel_master"),
    RESOLVE("name resolution", "/config/connection_url"),
    CONNECT("connect", "/config/connection_url"),
    SECURE("TLS handshake", "/config/connection_url"),
    AUTHENTICATE("authentication", "/config/connection_url"),
    SELECT("database", "/target/database"),
    PING("ping", "/config/connection_url"),
    RIGHTS("permissions", "/config/connection_url"),
    MEMORY("memory", "/config/connection_url"),
    TOPOLOGY("topology", "/config/connection_url");

    private final String title;
    private final String configPath;

    TargetStep(String title, String configPath) {
        this.title = title;
        this.configPath = configPath;
    }

    /** The steps for a topology. */
    static List<TargetStep> of(Topology topology) {
        List<TargetStep> steps = new ArrayList<>(List.of(values()));
        if (!(topology instanceof Topology.Sentinel)) {
            steps.remove(SENTINELS);
        }
        if (topology instanceof Topology.Cluster) {
            // The probe key of the rights may belong to any node.
            steps.remove(TOPOLOGY);
            steps.add(steps.indexOf(RIGHTS), TOPOLOGY);
        }
        return steps;
    }

    /** The name in the report. */
    String title() {
        return title;
    }

    /** The JSON Pointer of the setting to look at first if the step fails. */
    String configPath() {
        return configPath;
    }
}
