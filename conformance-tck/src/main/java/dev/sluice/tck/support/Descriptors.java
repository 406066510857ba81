package dev.sluice.tck.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds files, sockets and pipes that an action leaves open, on systems that list those of a process. */
public final class Descriptors {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MOST = 8;
    private static final int LEAST = 3;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private Descriptors() {}

    /** Whether the system lists what a process has open. */
    public static boolean areListed() {
        return Files.isDirectory(OPEN);
    }

    /**
     * Runs an action once, so that a process opens what it keeps. Then runs it eight more times, fewer if it is slow, and asserts that less
     * is left open than one descriptor for every second time: the JVM may open one of its own meanwhile.
     */
    public static void assertNoneLeft(String what, Runnable cycle) {
        cycle.run();
        Map<String, Integer> before = open();
        long begin = System.nanoTime();
        int cycles = 0;
        while (cycles < LEAST || (cycles < MOST && System.nanoTime() - begin < LONGEST.toNanos())) {
            cycle.run();
            cycles++;
        }
        int allowed = cycles / 2;
        Await.untilEnded(GRACE, () -> count(left(before)) <= allowed);
        Map<String, Integer> left = left(before);
        assertThat(count(left) <= allowed ? Map.of() : left)
                .as("descriptors left open by %d times %s, by kind", cycles, what)
                .isEmpty();
    }

    private static int count(Map<String, Integer> kinds) {
        return kinds.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> left(Map<String, Integer> before) {
        Map<String, Integer> left = open();
        left.replaceAll((kind, number) -> number - before.getOrDefault(kind, 0));
        left.values().removeIf(number -> number <= 0);
        return left;
    }

    /** The number of open descriptors by kind: a socket, a pipe, or the path of a file. */
    private static Map<String, Integer> open() {
        try (Stream<Path> descriptors = Files.list(OPEN)) {
            return descriptors
                    .map(Descriptors::kind)
                    .filter(kind -> !kind.isEmpty())
                    .collect(Collectors.toMap(kind -> kind, kind -> 1, Integer::sum, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a descriptor leads to; nothing if it is closed by now, or that of the list itself. */
    private static String kind(Path descriptor) {
        try {
            String to = Files.readSymbolicLink(descriptor).toString();
            return to.startsWith("/proc/") ? "" : to.replaceFirst(":\\[.*", "");
        } catch (IOException e) {
            return "";
        }
    }
}
