package dev.sluice.host.progress;

import java.time.Duration;
import java.time.Instant;

/** The time in which a destination waits: lanes wait at the same time, and what counts is that one does. Not safe for use by several threads. */
public final class WaitTime {
    private Duration waited = Duration.ZERO;
    private Instant until = Instant.MIN;

    /** A wait begins. */
    public void add(Instant now, Instant end) {
        Instant from = until.isAfter(now) ? until : now;
        if (end.isAfter(from)) {
            waited = waited.plus(Duration.between(from, end));
            until = end;
        }
    }

    /** Whether there is one now. */
    public boolean goesOn(Instant now) {
        return until.isAfter(now);
    }

    /** All of them. */
    public Duration total() {
        return waited;
    }
}
