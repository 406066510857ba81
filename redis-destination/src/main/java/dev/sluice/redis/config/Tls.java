package dev.sluice.redis.config;

import java.util.Optional;

/**
 * What is trusted and what is shown when the URL says TLS. Each certificate or key is a PEM text, or the path of a file with one.
 *
 * @param caCertificate who is trusted; empty means whom this Java runtime trusts
 * @param clientCertificate who this is, with the certificates between it and its issuer; there exactly if the key is
 * @param clientKey the private key of the client certificate
 * @param verify what is verified of the server
 */
public record Tls(
        Optional<String> caCertificate, Optional<String> clientCertificate, Optional<Secret> clientKey, Verify verify) {
    /** What is verified of a server. */
    public enum Verify {
        /** That a trusted issuer vouches for it, and that it is the host of the URL. */
        FULL,
        /** That a trusted issuer vouches for it, whichever host it is. */
        CA,
        /** Nothing. */
        NONE
    }

    /** Shows the choice alone. */
    @Override
    public String toString() {
        return "Tls[verify=" + verify + "]";
    }
}
