package dev.sluice.redis.connection.node;

import dev.sluice.redis.port.TransportFailure;

/** A connection failed. Has no stack trace and no cause, because the text of a driver might contain a secret. */
final class TransportException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TransportFailure kind;

    TransportException(TransportFailure kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    TransportFailure kind() {
        return kind;
    }
}
