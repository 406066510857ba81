package dev.sluice.redis.check;

import dev.sluice.redis.port.CommandExecutor.TransportFailure;

/** Why a step of a {@link ProbeConnection} got no reply. Has no cause and no text of a driver, which might hold a secret. */
public final class ProbeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong with TLS, if it was that. */
    public enum Tls {
        /** TLS is not at fault, or not used. */
        NONE,
        /** The server does not speak TLS, or breaks the handshake off. */
        HANDSHAKE,
        /** The server's certificate is not trusted, expired, or of another name. */
        CERTIFICATE
    }

    private final TransportFailure kind;
    private final Tls tls;

    /** A failure of the transport. */
    public ProbeFailure(TransportFailure kind) {
        this(kind, Tls.NONE);
    }

    /** A failure of the transport, and what TLS has to do with it. */
    public ProbeFailure(TransportFailure kind, Tls tls) {
        super(kind.name(), null, false, false);
        this.kind = kind;
        this.tls = tls;
    }

    /** What failed. */
    public TransportFailure kind() {
        return kind;
    }

    /** What TLS has to do with it. */
    public Tls tls() {
        return tls;
    }
}
