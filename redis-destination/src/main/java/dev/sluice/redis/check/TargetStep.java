package dev.sluice.redis.check;

/** What is tried at the target, in this order. */
enum TargetStep {
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

    /** The name in the report. */
    String title() {
        return title;
    }

    /** JSON Pointer to the setting to look at first when it fails. */
    String configPath() {
        return configPath;
    }
}
