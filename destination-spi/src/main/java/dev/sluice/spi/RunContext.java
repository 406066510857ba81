package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;

import java.util.Optional;

/** What the host says of a run, and what it listens to meanwhile. Safe for use by several threads. */
public interface RunContext {
    /** A context for tests and simple hosts: no sync id, the JDK's logger, nobody listens. */
    static RunContext of(String runId) {
        return new PlainContext(requireText(runId, "runId"));
    }

    /** Names the run; no two runs of any host have the same. */
    String runId();

    /**
     * Names the sync for as long as it exists: eight hexadecimal digits. Empty in a run that keeps no state: such a run leaves no marker.
     */
    default Optional<String> syncId() {
        return Optional.empty();
    }

    /** Takes what the destination logs; the host routes it and removes secrets. */
    default System.Logger logger() {
        return System.getLogger("dev.sluice.destination");
    }

    /** Tells the host of something. Returns at once, and never throws. */
    default void report(RunEvent event) {}

    /**
     * The newest settings, for credentials that are rotated while a run goes on. A setting that is not among them is as in the request.
     * Secrets may change; {@link WriteProfile#target()} may not.
     */
    default DestinationConfig config() {
        return DestinationConfig.EMPTY;
    }
}
