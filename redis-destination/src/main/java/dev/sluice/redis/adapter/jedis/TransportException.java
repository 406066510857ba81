package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.port.TransportFailure;

/** A connection failed. Has no cause: a driver's text might hold a secret. Costs no stack trace. */
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
