package dev.sluice.redis.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is open of each run in this process. Where a server admits few clients, the connection of the marker gives way to the first writer,
 * and no writer waits for room while another one of its run writes. Threadsafe.
 */
public final class OpenRuns {
    private final Map<String, Runnable> markers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> writers = new ConcurrentHashMap<>();

    /** Something that is open. */
    public interface Part extends AutoCloseable {
        /** It is open no longer. Idempotent. */
        @Override
        void close();
    }

    /**
     * The marker of a run has a connection of its own.
     *
     * @param release closes that connection, which is opened again when it is needed
     */
    Part marker(String runId, Runnable release) {
        markers.put(runId, release);
        return () -> markers.remove(runId, release);
    }

    /** Whether a run with a marker is open. */
    public boolean isOpen(String runId) {
        return markers.containsKey(runId);
    }

    /** A writer of a run has opened. */
    public Part writer(String runId) {
        writers.computeIfAbsent(runId, any -> new AtomicInteger()).incrementAndGet();
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                writers.computeIfPresent(runId, (any, open) -> open.decrementAndGet() == 0 ? null : open);
            }
        };
    }

    /**
     * The server admits no more clients. Gives up the connection of the run's marker.
     *
     * @return whether it is worth waiting for room; if not, other writers of the run have room already
     */
    public boolean makeRoom(String runId) {
        if (writers.containsKey(runId)) {
            return false;
        }
        Runnable release = markers.get(runId);
        if (release != null) {
            release.run();
        }
        return true;
    }
}
