package dev.sluice.spi;

import java.util.List;
import java.util.Optional;

/**
 * The result of a "test connection".
 *
 * @param steps every step, in the order in which they were tried
 */
public record CheckReport(List<CheckStep> steps) {
    public CheckReport {
        steps = List.copyOf(steps);
    }

    /** Whether no step failed. */
    public boolean passed() {
        return firstFailure().isEmpty();
    }

    /** The first failed step. */
    public Optional<CheckStep> firstFailure() {
        return steps.stream()
                .filter(step -> step.status() == CheckStep.Status.FAIL)
                .findFirst();
    }
}
