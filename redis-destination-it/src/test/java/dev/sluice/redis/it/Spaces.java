package dev.sluice.redis.it;

import java.util.concurrent.atomic.AtomicInteger;

/** Key prefixes that no other test uses. */
final class Spaces {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Spaces() {}

    static String next() {
        return "space" + NEXT.incrementAndGet() + ":";
    }
}
