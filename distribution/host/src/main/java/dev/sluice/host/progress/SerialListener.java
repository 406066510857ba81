package dev.sluice.host.progress;

import java.util.ArrayList;
import java.util.List;

/**
 * Calls listeners from any thread, one call at a time, in their order. One that throws is told nothing more, and disturbs neither the run nor
 * the others.
 */
public final class SerialListener implements SyncListener {
    private final List<SyncListener> listeners;

    /** Of one listener. */
    public SerialListener(SyncListener listener) {
        this(List.of(listener));
    }

    /** @param listeners hear of the run, each until it throws */
    public SerialListener(List<SyncListener> listeners) {
        this.listeners = new ArrayList<>(listeners);
    }

    @Override
    public synchronized void heard(SyncEvent event) {
        listeners.removeIf(listener -> fails(listener, event));
    }

    private static boolean fails(SyncListener listener, SyncEvent event) {
        try {
            listener.heard(event);
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }
}
