package dev.sluice.redis.adapter.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CrewTest {
    private final Set<Integer> made = ConcurrentHashMap.newKeySet();

    private List<Runnable> trips(int count) {
        return IntStream.range(0, count)
                .<Runnable>mapToObj(i -> () -> made.add(i))
                .toList();
    }

    @Test
    void everyTripIsMade() {
        try (Crew crew = new Crew()) {
            crew.run(trips(40));
        }
        assertThat(made).hasSize(40);
    }

    @Test
    void theCallerMakesTheTripsForWhichTheSystemHasNoThread() {
        AtomicInteger threads = new AtomicInteger();
        try (Crew crew = new Crew(task -> {
            if (threads.incrementAndGet() > 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        })) {
            crew.run(trips(5));
        }
        assertThat(made).hasSize(5);
    }

    @Test
    void whatATripThrowsIsThrownOnceAllHaveEnded() {
        List<Runnable> trips = List.of(
                () -> made.add(0),
                () -> {
                    throw new IllegalStateException("here");
                },
                () -> made.add(2));
        try (Crew crew = new Crew()) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> crew.run(trips));
        }
        assertThat(made).containsExactlyInAnyOrder(0, 2);
    }
}
