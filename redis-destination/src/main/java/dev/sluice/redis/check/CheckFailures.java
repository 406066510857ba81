package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisUrl;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import dev.sluice.redis.write.FailureCatalog;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;

/** Says what a failed step means: as the catalog does, and of TLS what shows only while a connection is opened. */
record CheckFailures(FailureCatalog catalog, RedisUrl url) {
    DestinationException refused(String text) {
        return catalog.refused(text).exception();
    }

    DestinationException transport(ProbeFailure failure) {
        return switch (failure.tls()) {
            case HANDSHAKE ->
                connection(
                        "TLS_HANDSHAKE",
                        "The server did not complete the TLS handshake.",
                        "Use redis:// if this port speaks plain Redis, or give the port that speaks TLS.");
            case CERTIFICATE ->
                connection(
                        "TLS_CERTIFICATE",
                        "The server's certificate is not trusted, has expired, or names another host.",
                        "Use the host name that the certificate names, and let this Java trust its issuer.");
            case NONE -> plain(failure.kind());
        };
    }

    /** Of silence and loss the catalog says what they mean to a batch; a check has sent no more than a greeting. */
    private DestinationException plain(TransportFailure kind) {
        String otherPort = url.tls()
                ? "See that the port is that of Redis with TLS"
                : "If the port speaks TLS, use rediss://; else see that it is that of Redis";
        return switch (kind) {
            case COMMAND_TIMEOUT ->
                connection(
                        "NO_ANSWER",
                        "The server accepted the connection and did not answer in time.",
                        otherPort + " and that the server is not overloaded.");
            case LOST ->
                connection(
                        "CONNECTION_LOST",
                        "The server closed the connection instead of answering.",
                        otherPort + ", and look at the log of the server.");
            case UNKNOWN_HOST, REFUSED, CONNECT_TIMEOUT, PROTOCOL, HANDSHAKE ->
                catalog.transport(kind).exception();
        };
    }

    private static DestinationException connection(String code, String message, String remedy) {
        return DestinationException.of(code, ErrorCategory.CONNECTION, message, remedy, false);
    }
}
