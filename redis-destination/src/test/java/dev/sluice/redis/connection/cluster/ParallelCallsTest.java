package dev.sluice.redis.connection.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ParallelCallsTest {
    private final Set<Integer> made = ConcurrentHashMap.newKeySet();

    private List<Runnable> tasks(int count) {
        return IntStream.range(0, count)
                .<Runnable>mapToObj(i -> () -> made.add(i))
                .toList();
    }

    @Test
    void everyTripIsMade() {
        try (ParallelCalls calls = new ParallelCalls()) {
            calls.run(tasks(40));
        }
        assertThat(made).hasSize(40);
    }

    @Test
    void theCallerMakesTheTripsForWhichTheSystemHasNoThread() {
        AtomicInteger threads = new AtomicInteger();
        try (ParallelCalls calls = new ParallelCalls(task -> {
            if (threads.incrementAndGet() > 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        })) {
            calls.run(tasks(5));
        }
        assertThat(made).hasSize(5);
    }

    @Test
    void whatATripThrowsIsThrownOnceAllHaveEnded() {
        List<Runnable> tasks = List.of(
                () -> made.add(0),
                () -> {
                    throw new IllegalStateException("here");
                },
                () -> made.add(2));
        try (ParallelCalls calls = new ParallelCalls()) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> calls.run(tasks));
        }
        assertThat(made).containsExactlyInAnyOrder(0, 2);
    }
}
