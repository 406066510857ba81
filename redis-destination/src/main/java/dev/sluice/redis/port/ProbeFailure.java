package dev.sluice.redis.port;

/** Why a step of a {@link ProbeConnection} got no reply. Has no cause and no text of a driver, which might hold a secret. */
public final class ProbeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final TransportFailure kind;

    /** A failure of the transport. */
    public ProbeFailure(TransportFailure kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    /** What failed. */
    public TransportFailure kind() {
        return kind;
    }
}
