package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Helps to implement {@link Destination#check}: runs steps one after the other, times them, tells the observer, and skips what comes after a
 * failure. For one check and one thread.
 *
 * <pre>{@code
 * CheckRun run = new CheckRun(observer);
 * run.step("connect", () -> { connect(); return CheckStep.Result.pass("connected"); });
 * run.step("write", this::writeProbe);
 * return run.report();
 * }</pre>
 */
public final class CheckRun {
    /** What one step does. */
    @FunctionalInterface
    public interface Step {
        /** Tries something. A {@link DestinationException} is a failure with its detail. */
        CheckStep.Result run();
    }

    private static final ErrorDetail AFTER_FAILURE = ErrorDetail.of(
            "AFTER_FAILURE",
            ErrorCategory.CONFIGURATION,
            "not tried, because a step before it failed",
            "Mend the step that failed, and check again.",
            false);

    private final CheckObserver observer;
    private final List<CheckStep> steps = new ArrayList<>();
    private boolean failed;

    /** A run that tells this observer. */
    public CheckRun(CheckObserver observer) {
        this.observer = requireNonNull(observer, "observer");
    }

    /** Runs a step, unless one before it failed. A {@link RuntimeException} of it is a failure, of which it is the cause. */
    public CheckRun step(String name, Step step) {
        long start = System.nanoTime();
        CheckStep.Result result = failed ? CheckStep.Result.skipped(AFTER_FAILURE) : attempt(step);
        failed |= result.status() == CheckStep.Status.FAIL;
        CheckStep ended = new CheckStep(name, result, Duration.ofNanos(System.nanoTime() - start));
        steps.add(ended);
        observer.ended(ended);
        return this;
    }

    /** Whether a step has failed. */
    public boolean hasFailed() {
        return failed;
    }

    /** Every step so far. */
    public CheckReport report() {
        return new CheckReport(steps);
    }

    private static CheckStep.Result attempt(Step step) {
        try {
            return step.run();
        } catch (DestinationException e) {
            ErrorDetail detail = e.detail();
            String setting =
                    e.problems().isEmpty() ? null : e.problems().get(0).at().get(ErrorDetail.SETTING);
            return CheckStep.Result.fail(setting == null ? detail : detail.at(ErrorDetail.SETTING, setting))
                    .causedBy(e);
        } catch (RuntimeException e) {
            // Its message might hold anything, so only its type is told.
            return CheckStep.Result.fail(ErrorDetail.of(
                            "INTERNAL",
                            ErrorCategory.INTERNAL,
                            "The step ended with an unexpected " + e.getClass().getName() + ".",
                            "This is a defect of the destination: report it with the version of the destination.",
                            false))
                    .causedBy(e);
        }
    }
}
