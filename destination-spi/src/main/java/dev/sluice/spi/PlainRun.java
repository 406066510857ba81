package dev.sluice.spi;

import java.util.List;

/** A run of a destination that has nothing to open, commit or remember. */
record PlainRun(RunHandle handle) implements DestinationRun {
    @Override
    public CommitResult commit(List<String> prepared, CommitObserver observer) {
        return CommitResult.COMPLETE;
    }

    @Override
    public void close() {}
}
