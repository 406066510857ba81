package dev.sluice.redis.adapter.tls;

import dev.sluice.spi.Problem;

/** A certificate or key that cannot be used; says which setting it is and nothing of what it holds. Costs no stack trace. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Unreadable(String setting, String message, String remedy) {
        super(setting, null, false, false);
        this.problem = new Problem("/config/" + setting, "'" + setting + "' " + message, remedy);
    }

    Problem problem() {
        return problem;
    }
}
