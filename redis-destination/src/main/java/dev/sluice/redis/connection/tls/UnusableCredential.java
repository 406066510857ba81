package dev.sluice.redis.connection.tls;

import dev.sluice.spi.ErrorDetail;

/** A certificate or key cannot be used. Names the setting and never the content. Has no stack trace. */
final class UnusableCredential extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrorDetail problem;

    UnusableCredential(String setting, String message, String remedy) {
        super(setting, null, false, false);
        this.problem = ErrorDetail.setting("/config/" + setting, "'" + setting + "' " + message, remedy);
    }

    ErrorDetail problem() {
        return problem;
    }
}
