package dev.sluice.tck.support;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Objects that nothing should hold any more. */
public final class Held {
    private static final int COLLECTIONS = 20;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private final List<WeakReference<Object>> references = new ArrayList<>();

    public void add(Object object) {
        references.add(new WeakReference<>(object));
    }

    public int size() {
        return references.size();
    }

    /** How many of the objects are still held, after several garbage collections. */
    public long count() {
        for (int i = 0; i < COLLECTIONS && held() > 0; i++) {
            System.gc();
            Await.until(BETWEEN, () -> held() == 0);
        }
        return held();
    }

    private long held() {
        return references.stream().filter(reference -> reference.get() != null).count();
    }
}
