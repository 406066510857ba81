package dev.sluice.host.change;

/** Is told when outcomes are durable. */
@FunctionalInterface
public interface Checkpoints {
    /** For a target that keeps no marker. */
    Checkpoints NONE = number -> {};

    /**
     * The groups of outcomes up to this number are durable. One call at a time, by any thread; throws nothing.
     *
     * @param number from 1, ascending
     */
    void reached(long number);
}
