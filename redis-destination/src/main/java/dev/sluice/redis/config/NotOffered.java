package dev.sluice.redis.config;

import dev.sluice.spi.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * Settings that people expect of a Redis destination and that this one does not have. To ignore one would be to write to a single server
 * where a cluster was meant, or without the certificate that was given, so each has an answer of its own.
 */
final class NotOffered {
    private static final String ONE_SERVER = "This destination writes to one standalone server.";
    private static final String POINT_TO_SERVER =
            "Take it out, and point connection_url to the primary, or to a proxy in front of the cluster.";
    private static final String JAVA_TRUST = "TLS uses the trust and key stores of the Java runtime.";
    private static final String IMPORT_CERTIFICATE =
            "Take it out, use rediss:// in connection_url, and name the stores by -Djavax.net.ssl.trustStore and -Djavax.net.ssl.keyStore.";
    private static final String ACKNOWLEDGED_BY_PRIMARY = "A row counts as written when the primary has answered.";
    private static final String RAISE_ON_SERVER =
            "Take it out; to refuse writes without replicas, set min-replicas-to-write on the server.";

    private static final Map<String, String[]> ANSWERS = Map.ofEntries(
            Map.entry("topology", new String[] {ONE_SERVER, POINT_TO_SERVER}),
            Map.entry("nodes", new String[] {ONE_SERVER, POINT_TO_SERVER}),
            Map.entry("sentinel_master", new String[] {ONE_SERVER, POINT_TO_SERVER}),
            Map.entry("sentinel_username", new String[] {ONE_SERVER, POINT_TO_SERVER}),
            Map.entry("sentinel_password", new String[] {ONE_SERVER, POINT_TO_SERVER}),
            Map.entry("tls_ca_certificate", new String[] {JAVA_TRUST, IMPORT_CERTIFICATE}),
            Map.entry("tls_client_certificate", new String[] {JAVA_TRUST, IMPORT_CERTIFICATE}),
            Map.entry("tls_client_key", new String[] {JAVA_TRUST, IMPORT_CERTIFICATE}),
            Map.entry("tls_verify", new String[] {
                "A certificate is always verified in full.", "Take it out; rediss:// in connection_url says TLS."
            }),
            Map.entry("wait_replicas", new String[] {ACKNOWLEDGED_BY_PRIMARY, RAISE_ON_SERVER}));

    private NotOffered() {}

    /** The problem with a setting, if it is one of these. */
    static Optional<Problem> problem(String pointer, String name) {
        return Optional.ofNullable(ANSWERS.get(name))
                .map(answer -> new Problem(pointer + name, "'" + name + "' is not offered. " + answer[0], answer[1]));
    }
}
