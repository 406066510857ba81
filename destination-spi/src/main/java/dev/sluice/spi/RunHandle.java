package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;

import java.util.Map;

/**
 * What names a run to writers in any process, and to {@link Destination#resolve} after a crash. Plain values without secrets: a host stores
 * them before it opens the first writer.
 *
 * @param runId the run's id, {@link RunContext#runId()}
 * @param values what the destination needs to find the run again, such as the id of a bulk job; may be empty
 */
public record RunHandle(String runId, Map<String, String> values) {
    public RunHandle {
        requireText(runId, "runId");
        values = Map.copyOf(values);
    }

    /** A handle without values. */
    public static RunHandle of(String runId) {
        return new RunHandle(runId, Map.of());
    }

    /** A handle with values. */
    public static RunHandle of(String runId, Map<String, String> values) {
        return new RunHandle(runId, values);
    }
}
