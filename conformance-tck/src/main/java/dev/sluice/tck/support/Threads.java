package dev.sluice.tck.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds threads that an action leaves. */
public final class Threads {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Threads() {}

    /**
     * Runs an action once, so that threads start that a process starts only once. Then runs it three more times, and asserts that these left
     * no thread. All threads together have five seconds to end.
     */
    public static void assertNoneLeft(String what, Runnable cycle) {
        cycle.run();
        Set<Thread> before = live();
        for (int i = 0; i < 3; i++) {
            cycle.run();
        }
        assertEnded("threads left by " + what, before, thread -> true);
    }

    /** Runs an action, and asserts that it left no thread that keeps a JVM from ending. */
    public static void assertNoneKeepsTheJvm(String what, Runnable action) {
        Set<Thread> before = live();
        action.run();
        assertEnded("threads left by " + what + " that keep the JVM", before, thread -> !thread.isDaemon());
    }

    /** The names of all threads, this one included. */
    public static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static void assertEnded(String what, Set<Thread> before, Predicate<Thread> meant) {
        List<Thread> left = live().stream()
                .filter(thread -> !before.contains(thread))
                .filter(meant)
                .toList();
        long end = System.nanoTime() + Await.grace(GRACE).toNanos();
        for (Thread thread : left) {
            try {
                // At least a millisecond, since zero means without a limit.
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        assertThat(left.stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName)
                        .sorted(Comparator.naturalOrder())
                        .toList())
                .as(what)
                .isEmpty();
    }

    private static Set<Thread> live() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread != Thread.currentThread())
                .filter(thread -> !"InnocuousThreadGroup".equals(groupOf(thread)))
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"))
                .collect(Collectors.toSet());
    }

    private static String groupOf(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null ? "" : group.getName();
    }
}
