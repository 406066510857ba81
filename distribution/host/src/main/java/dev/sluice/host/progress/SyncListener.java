package dev.sluice.host.progress;

/** Told how a sync proceeds. Calls come one at a time, from threads of the engine, and are to return at once. */
@FunctionalInterface
public interface SyncListener {
    /** A listener that does nothing. */
    SyncListener NONE = event -> {};

    /** Something happened. */
    void heard(SyncEvent event);
}
