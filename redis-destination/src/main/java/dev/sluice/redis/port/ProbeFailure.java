package dev.sluice.redis.port;

/** A step of a {@link ProbeConnection} failed. Has no stack trace and no cause, because the text of a driver might contain a secret. */
public final class ProbeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final TransportFailure kind;

    /** A failure of this kind. */
    public ProbeFailure(TransportFailure kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    /** The kind of the failure. */
    public TransportFailure kind() {
        return kind;
    }
}
