package dev.sluice.host.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.fake.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-27T00:00:00Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final int MINUTES = 24 * 60;
    private static final Map<String, Duration> EVERY = Map.of("users", QUARTER);

    private final SettableClock clock = new SettableClock(MIDNIGHT);
    private volatile int minute;
    private volatile @Nullable Instant elsewhere;
    private final List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
    private final Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    private final Schedule schedule = new Schedule(new Random(7));
    private final Scheduler scheduler =
            new Scheduler(schedule, clock, 1, sync -> Optional.ofNullable(elsewhere), this::run);

    @BeforeEach
    void listen() {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(e));
    }

    @AfterEach
    void restore() {
        Thread.setDefaultUncaughtExceptionHandler(handler);
    }

    /** Every third one fails as nobody expects it to. */
    private void run(String sync) {
        begun.add(minute);
        if (begun.size() % 3 == 0) {
            throw new IllegalStateException("run " + begun.size());
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Between runs there is a next one; the only sync has none while it runs. */
    private boolean isIdle() {
        synchronized (scheduler) {
            return schedule.next().isPresent();
        }
    }

    private Thread service() {
        Thread service = new Thread(
                () -> {
                    try {
                        scheduler.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "service");
        service.start();
        return service;
    }

    /** A day, minute by minute; after each the definition is read again, and three times the clock is set back. */
    @Test
    void inADayOfFailuresReloadsAndAClockThatIsSetBackEachRunComesOnce() throws InterruptedException {
        scheduler.replace(EVERY, Map.of());
        Thread service = service();
        Duration back = Duration.ZERO;
        for (int i = 0; i <= MINUTES; i++) {
            minute = i;
            if (i % 400 == 200) {
                back = back.plusMinutes(97);
            }
            Instant next = MIDNIGHT.plus(Duration.ofMinutes(i)).minus(back);
            clock.set(next);
            // What the run that is known to have begun last says is of another clock by now.
            scheduler.replace(EVERY, Map.of("users", MIDNIGHT.plus(Duration.ofMinutes(i))));
            await("a look", () -> scheduler.looked().equals(next));
            await("the end of a run", this::isIdle);
        }
        scheduler.stop();
        service.join();
        assertThat(begun).hasSizeBetween(MINUTES / 15, MINUTES / 15 + 1);
        await("what runs threw", () -> thrown.size() == begun.size() / 3);
        assertThat(schedule.missed("users")).isZero();
        for (int i = 1; i < begun.size(); i++) {
            // Each begins up to a minute late, and is seen at the next minute.
            assertThat(begun.get(i) - begun.get(i - 1)).as("run %s", i).isBetween(13, 17);
        }
    }

    @Test
    void whatIsDueAfterTheStopDoesNotBegin() throws InterruptedException {
        scheduler.replace(EVERY, Map.of());
        scheduler.stop();
        clock.set(MIDNIGHT.plus(QUARTER));
        scheduler.run();
        assertThat(begun).isEmpty();
    }

    @Test
    void whatRanElsewhereDoesNotRunUntilItIsDueAgain() throws InterruptedException {
        elsewhere = MIDNIGHT.plusSeconds(1);
        clock.set(MIDNIGHT.plus(Duration.ofMinutes(1)));
        scheduler.replace(EVERY, Map.of("users", MIDNIGHT.minus(QUARTER)));
        Thread service = service();
        await("that another time is known", this::isLate);
        assertThat(begun).isEmpty();
        clock.set(MIDNIGHT.plus(QUARTER).plusSeconds(61));
        scheduler.replace(EVERY, Map.of());
        await("a run", () -> begun.size() == 1);
        scheduler.stop();
        service.join();
    }

    private boolean isLate() {
        synchronized (scheduler) {
            return schedule.next().filter(MIDNIGHT.plus(QUARTER)::isBefore).isPresent();
        }
    }
}
