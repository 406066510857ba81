package dev.sluice.host.progress;

import java.util.ArrayList;
import java.util.List;

/** The wish that a run ends. Once made it stays. Safe for use by several threads. */
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean requested;

    /** Asks the run to end: batches in flight end within about a second, the rest is not attempted. Returns at once. */
    public void request() {
        List<Runnable> due;
        synchronized (this) {
            requested = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Whether the run is to end. */
    public synchronized boolean requested() {
        return requested;
    }

    /** Runs an action, once, when the wish is made; at once if it is made already. */
    public void onRequest(Runnable action) {
        synchronized (this) {
            if (!requested) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }
}
