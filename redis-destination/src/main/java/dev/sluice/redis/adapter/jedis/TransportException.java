package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.check.ProbeFailure.Tls;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;

/** A connection failed. Has no cause: a driver's text might hold a secret. Costs no stack trace. */
final class TransportException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TransportFailure kind;
    private final Tls tls;

    TransportException(TransportFailure kind) {
        this(kind, Tls.NONE);
    }

    TransportException(TransportFailure kind, Tls tls) {
        super(kind.name(), null, false, false);
        this.kind = kind;
        this.tls = tls;
    }

    TransportFailure kind() {
        return kind;
    }

    Tls tls() {
        return tls;
    }
}
