package dev.sluice.host.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

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

    /**
     * Makes a call that may wait long, and interrupts its thread when the wish is made. Afterwards the thread is interrupted only if somebody
     * else did it.
     */
    public <T> T interrupting(Supplier<T> call) {
        CallingThread thread = new CallingThread();
        onRequest(thread::interrupt);
        try {
            return call.get();
        } finally {
            thread.end();
        }
    }

    private static final class CallingThread {
        private final Thread thread = Thread.currentThread();
        private boolean ended;
        private boolean interrupted;

        synchronized void interrupt() {
            if (!ended) {
                interrupted = true;
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
            if (interrupted) {
                Thread.interrupted();
            }
        }
    }
}
