package dev.sluice.redis.adapter.tls;

import dev.sluice.spi.ErrorDetail;

/** A certificate or key that cannot be used; says which setting it is and nothing of what it holds. Costs no stack trace. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrorDetail problem;

    Unreadable(String setting, String message, String remedy) {
        super(setting, null, false, false);
        this.problem = ErrorDetail.setting("/config/" + setting, "'" + setting + "' " + message, remedy);
    }

    ErrorDetail problem() {
        return problem;
    }
}
