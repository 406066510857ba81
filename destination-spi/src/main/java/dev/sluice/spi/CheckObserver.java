package dev.sluice.spi;

/** Told of each step of a check as it ends. */
@FunctionalInterface
public interface CheckObserver {
    /** An observer that does nothing. */
    CheckObserver NONE = step -> {};

    /** A step has ended. Called on the thread that checks. */
    void ended(CheckStep step);
}
