package dev.sluice.redis.config;

import java.util.Optional;

/**
 * The certificates of a TLS connection. Each certificate or key is a PEM text, or the path of a file with one.
 *
 * @param caCertificate the trusted issuers; empty means those of this Java runtime
 * @param clientCertificate the client certificate with its intermediate certificates; present exactly if the key is
 * @param clientKey the private key of the client certificate
 * @param verify what is verified about the server
 */
public record Tls(
        Optional<String> caCertificate, Optional<String> clientCertificate, Optional<Secret> clientKey, Verify verify) {
    /** What is verified about a server. */
    public enum Verify {
        /** Its certificate is signed by a trusted issuer and is for the host of the URL. */
        FULL,
        /** Its certificate is signed by a trusted issuer. */
        CA,
        /** Nothing. */
        NONE
    }

    /** Shows only what is verified. */
    @Override
    public String toString() {
        return "Tls[verify=" + verify + "]";
    }
}
