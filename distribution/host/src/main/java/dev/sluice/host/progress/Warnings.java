package dev.sluice.host.progress;

import java.util.ArrayList;
import java.util.List;

/** What the user should know of a run beside its counts, each one sentence or two. Safe for use by several threads. */
public final class Warnings {
    private final SyncListener listener;
    private final List<String> sentences = new ArrayList<>();

    /** Of which nobody is told before the end. */
    public Warnings() {
        this(SyncListener.NONE);
    }

    /** @param listener is told of each as it is added */
    public Warnings(SyncListener listener) {
        this.listener = listener;
    }

    /** Adds one. */
    public void add(String sentence) {
        addHeard(sentence);
        listener.heard(new SyncEvent.Warned(sentence));
    }

    /** Adds one that sums up what the listener was told already. */
    public synchronized void addHeard(String sentence) {
        sentences.add(sentence);
    }

    /** All so far, in the order told. */
    public synchronized List<String> list() {
        return List.copyOf(sentences);
    }
}
