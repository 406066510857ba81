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
    private final Set<Integer> ran = ConcurrentHashMap.newKeySet();

    private List<Runnable> tasks(int count) {
        return IntStream.range(0, count)
                .<Runnable>mapToObj(i -> () -> ran.add(i))
                .toList();
    }

    @Test
    void everyCallRuns() {
        try (ParallelCalls calls = new ParallelCalls()) {
            calls.run(tasks(40));
        }
        assertThat(ran).hasSize(40);
    }

    @Test
    void theCallerRunsTheCallsForWhichThereIsNoThread() {
        AtomicInteger threads = new AtomicInteger();
        try (ParallelCalls calls = new ParallelCalls(task -> {
            if (threads.incrementAndGet() > 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        })) {
            calls.run(tasks(5));
        }
        assertThat(ran).hasSize(5);
    }

    @Test
    void anExceptionOfACallIsThrownAfterAllHaveEnded() {
        List<Runnable> tasks = List.of(
                () -> ran.add(0),
                () -> {
                    throw new IllegalStateException("here");
                },
                () -> ran.add(2));
        try (ParallelCalls calls = new ParallelCalls()) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> calls.run(tasks));
        }
        assertThat(ran).containsExactlyInAnyOrder(0, 2);
    }
}
