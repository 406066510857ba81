package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisUrl;
import dev.sluice.redis.failure.RunCode;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.write.FailureCatalog;
import dev.sluice.spi.DestinationException;

/** Says what a failed step means: as the catalog does, and more of what shows only while a connection is opened. */
record CheckFailures(FailureCatalog catalog, RedisUrl url) {
    DestinationException refused(String text) {
        return catalog.refused(text).exception();
    }

    /** Of silence and loss the catalog says what they mean to a batch; a check has sent no more than a greeting. */
    DestinationException transport(ProbeFailure failure) {
        String otherPort =
                url.tls() ? "See that the port is that of Redis with TLS" : "See that the port is that of Redis";
        return switch (failure.kind()) {
            case COMMAND_TIMEOUT ->
                RunCode.NO_ANSWER.exception(
                        "The server accepted the connection and did not answer in time.",
                        otherPort + " and that the server is not overloaded.");
            case LOST ->
                RunCode.CONNECTION_LOST.exception(
                        "The server closed the connection instead of answering.",
                        otherPort + ", and look at the log of the server.");
            case UNKNOWN_HOST,
                    REFUSED,
                    UNREACHABLE,
                    CONNECT_TIMEOUT,
                    TLS_REQUIRED,
                    TLS_NOT_SPOKEN,
                    TLS_HANDSHAKE,
                    TLS_VERSION,
                    TLS_UNTRUSTED,
                    TLS_EXPIRED,
                    TLS_HOST_NAME,
                    TLS_CERTIFICATE,
                    TLS_CLIENT_CERTIFICATE,
                    PROTOCOL,
                    HANDSHAKE,
                    NOT_A_CLUSTER,
                    NO_SENTINEL,
                    NOT_A_SENTINEL,
                    SENTINEL_LOGIN,
                    MASTER_UNKNOWN,
                    MASTER_STALE -> catalog.transport(failure.kind()).exception();
        };
    }
}
