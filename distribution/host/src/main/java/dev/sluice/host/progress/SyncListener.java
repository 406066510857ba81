package dev.sluice.host.progress;

import dev.sluice.spi.RunEvent;

/** Told how a sync proceeds. Calls come one at a time, from threads of the engine, and are to return at once. */
public interface SyncListener {
    /** A listener that does nothing. */
    SyncListener NONE = progress -> {};

    /** How far the sync is; about five times a second, and once at the end. */
    void progress(SyncProgress progress);

    /** What the destination tells while it works: each retry, wait, reconnect and warning, as it happens. */
    default void heard(RunEvent event) {}
}
