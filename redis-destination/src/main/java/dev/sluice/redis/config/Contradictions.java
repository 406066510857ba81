package dev.sluice.redis.config;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds settings that are valid one by one but contradict each other. Ignoring one would write to another place, or less safely, than intended. */
final class Contradictions {
    private static final List<String> OF_SENTINELS =
            List.of("sentinel_master", "sentinel_username", "sentinel_password");
    private static final List<String> OF_TLS =
            List.of("tls_ca_certificate", "tls_client_certificate", "tls_client_key");

    private final DestinationConfig config;
    private final DestinationConfig target;
    private final List<ErrorDetail> problems = new ArrayList<>();

    private Contradictions(DestinationConfig config, DestinationConfig target) {
        this.config = config;
        this.target = target;
    }

    /** All contradictions between valid settings. */
    static List<ErrorDetail> of(DestinationConfig config, DestinationConfig target, Optional<RedisUrl> url) {
        Contradictions found = new Contradictions(config, target);
        switch (found.text("topology", "standalone")) {
            case "standalone" -> found.standalone();
            case "cluster" -> found.cluster(url);
            case "sentinel" -> found.sentinel();
            default -> {
                // The schema reports it.
            }
        }
        url.ifPresent(found::tls);
        url.ifPresent(found::credentials);
        found.clientCertificate();
        found.shape();
        return found.problems;
    }

    private void standalone() {
        if (isSet("nodes")) {
            add(
                    "/config/nodes",
                    "'nodes' is for a cluster or for sentinels, but the topology is standalone.",
                    "Set topology to cluster or sentinel, or remove nodes.");
        }
        noSentinels("standalone");
    }

    private void cluster(Optional<RedisUrl> url) {
        noSentinels("cluster");
        Optional<Object> database = target.value("database");
        boolean inTarget = database.orElse("") instanceof Number number && number.intValue() > 0;
        boolean inUrl = database.isEmpty()
                && url.map(valid -> valid.database().orElse(0) > 0).orElse(false);
        if (inTarget || inUrl) {
            add(
                    inTarget ? "/target/database" : "/config/connection_url",
                    "A cluster has only database 0.",
                    inTarget ? "Remove database." : "Remove the database from connection_url.");
        }
        if (Topology.hashTag(text("marker_key", "")).isPresent()) {
            add(
                    "/config/marker_key",
                    "'marker_key' holds a hash tag, so every key of the marker would be on the same node of the cluster.",
                    "Remove the braces from marker_key, or remove marker_key.");
        }
    }

    /** Of the keys and values of records. */
    private void shape() {
        if (inTarget("key_template") && inTarget("key_field")) {
            add(
                    "/target/key_template",
                    "'key_template' and 'key_field' both say what the key is.",
                    "Remove key_field, and name its field in the template as {field}; or remove key_template.");
        }
        if (inTarget("value_field") && text("data_format", "string").equals("hash")) {
            add(
                    "/target/value_field",
                    "'value_field' makes one field the whole record, but the data_format is hash.",
                    "Set data_format to string, or remove value_field.");
        }
        if (inTarget("value_field") && target.value("value_field").equals(target.value("ttl_field"))) {
            add(
                    "/target/value_field",
                    "'value_field' and 'ttl_field' are the same field, and the field of the expiry is not written.",
                    "Choose another field for one of the two.");
        }
    }

    private boolean inTarget(String name) {
        return target.value(name).isPresent();
    }

    private void noSentinels(String topology) {
        for (String name : OF_SENTINELS) {
            if (isSet(name)) {
                add(
                        "/config/" + name,
                        "'" + name + "' is for sentinels, but the topology is " + topology + ".",
                        "Set topology to sentinel, or remove " + name + ".");
            }
        }
    }

    private void sentinel() {
        if (!isSet("sentinel_master")) {
            add(
                    "/config/sentinel_master",
                    "'sentinel_master' is required, because the topology is sentinel.",
                    "Set it to the name under which the sentinels monitor the primary (SENTINEL MASTERS lists it).");
        }
        if (isSet("sentinel_username") && !isSet("sentinel_password")) {
            add(
                    "/config/sentinel_password",
                    "'sentinel_username' is set, but 'sentinel_password' is not.",
                    "Set sentinel_password, or remove sentinel_username.");
        }
    }

    /** The same user and password twice are no contradiction. */
    private void credentials(RedisUrl url) {
        boolean given = isSet("username") || isSet("password");
        if (given && url.password().isPresent()) {
            boolean same = url.user().equals(config.value("username"))
                    && url.password().map(Secret::reveal).equals(config.value("password"));
            if (!same) {
                add(
                        isSet("password") ? "/config/password" : "/config/username",
                        "'username' or 'password' is set, but connection_url has a user or a password, too.",
                        "Remove the part before the @ from connection_url, or remove username and password.");
            }
        } else if (isSet("username") && !isSet("password")) {
            add("/config/password", "'username' is set, but 'password' is not.", "Set password, or remove username.");
        }
    }

    private void tls(RedisUrl url) {
        if (url.tls()) {
            return;
        }
        for (String name : OF_TLS) {
            if (isSet(name)) {
                add(
                        "/config/" + name,
                        "'" + name + "' is for TLS, but connection_url begins with redis://.",
                        "Use rediss:// in connection_url, or remove " + name + ".");
            }
        }
        String verify = text("tls_verify", "full");
        if (verify.equals("ca") || verify.equals("none")) {
            add(
                    "/config/tls_verify",
                    "'tls_verify' is for TLS, but connection_url begins with redis://.",
                    "Use rediss:// in connection_url, or remove tls_verify.");
        }
    }

    private void clientCertificate() {
        boolean certificate = isSet("tls_client_certificate");
        if (certificate != isSet("tls_client_key")) {
            String missing = certificate ? "tls_client_key" : "tls_client_certificate";
            add(
                    "/config/" + missing,
                    "A client certificate and its key belong together, but '" + missing + "' is not set.",
                    "Set " + missing + ", or remove the other.");
        }
    }

    private void add(String pointer, String message, String remedy) {
        problems.add(ErrorDetail.setting(pointer, message, remedy));
    }

    private boolean isSet(String name) {
        return config.value(name).isPresent();
    }

    private String text(String name, String otherwise) {
        return config.value(name).orElse(otherwise) instanceof String text ? text : "";
    }
}
