package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Help for {@link Destination#check}: runs steps one after the other, times them, tells the observer, and skips what comes after a
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
        /** Tries something. A {@link DestinationException} is a failure with its code, message and remedy. */
        CheckStep.Result run();
    }

    private final CheckObserver observer;
    private final List<CheckStep> steps = new ArrayList<>();
    private boolean failed;

    /** A run that tells this observer. */
    public CheckRun(CheckObserver observer) {
        this.observer = requireNonNull(observer, "observer");
    }

    /** Runs a step, unless one before it failed. A {@link RuntimeException} of it is a failure. */
    public CheckRun step(String name, Step step) {
        long start = System.nanoTime();
        CheckStep.Result result = failed
                ? CheckStep.Result.skipped("AFTER_FAILURE", "not tried, because a step before it failed")
                : attempt(step);
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
            Optional<String> path = e.problems().stream().findFirst().map(Problem::pointer);
            return CheckStep.Result.fail(e.code(), requireNonNull(e.getMessage()), e.remedy(), path);
        } catch (RuntimeException e) {
            // Its message might hold anything, so only its type is told.
            return CheckStep.Result.fail(
                    "INTERNAL",
                    "The step ended with an unexpected " + e.getClass().getName() + ".",
                    "This is a defect of the destination: report it with the version of the destination.",
                    Optional.empty());
        }
    }
}
