package dev.sluice.host.progress;

import java.util.ArrayList;
import java.util.List;

/** What the user should know of a run beside its counts, each one sentence or two. Safe for use by several threads. */
public final class Warnings {
    private final List<String> sentences = new ArrayList<>();

    /** Adds one. */
    public synchronized void add(String sentence) {
        sentences.add(sentence);
    }

    /** All so far, in the order told. */
    public synchronized List<String> list() {
        return List.copyOf(sentences);
    }
}
