package dev.sluice.tck.host;

import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;

/** A change that a writer was given, with its outcome so far. Used by one thread at a time. */
final class Sent {
    /** The place among all changes of the run. */
    final int number;

    final Change change;
    Outcome outcome;

    Sent(int number, Change change, Outcome outcome) {
        this.number = number;
        this.change = change;
        this.outcome = outcome;
    }

    boolean isAccepted() {
        return outcome instanceof Outcome.Accepted;
    }
}
