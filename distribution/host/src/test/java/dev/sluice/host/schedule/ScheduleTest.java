package dev.sluice.host.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-27T00:00:00Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    private final Schedule schedule = new Schedule(new Random(7));

    @Test
    void aSyncIsDueAtOnceAndThenAfterEachTimeWithALittleDelay() {
        schedule.replace(Map.of("users", QUARTER), Map.of(), MIDNIGHT);
        Instant first = schedule.next().orElseThrow();
        assertThat(first).isBetween(MIDNIGHT, MIDNIGHT.plusSeconds(60));
        assertThat(schedule.begin(first.minusMillis(1))).isEmpty();
        assertThat(schedule.begin(first)).containsExactly("users");
        assertThat(schedule.next()).as("it runs").isEmpty();
        schedule.ended("users");
        assertThat(schedule.next().orElseThrow())
                .isBetween(MIDNIGHT.plus(QUARTER), MIDNIGHT.plus(QUARTER).plusSeconds(60));
    }

    @Test
    void aServiceThatStartsAgainGoesOnFromTheLastRunAndMakesUpForOne() {
        Instant before = MIDNIGHT.minus(Duration.ofMinutes(5));
        schedule.replace(
                Map.of("users", QUARTER, "orders", QUARTER),
                Map.of("users", before, "orders", MIDNIGHT.minus(Duration.ofHours(5))),
                MIDNIGHT);
        assertThat(schedule.begin(MIDNIGHT.plusSeconds(61))).containsExactly("orders");
        assertThat(schedule.missed("orders")).isEqualTo(19);
        assertThat(schedule.next().orElseThrow()).isAfterOrEqualTo(before.plus(QUARTER));
    }

    @Test
    void aRunThatSomebodyElseBeganIsCountedFromAsIfItHadBegunHere() {
        schedule.replace(Map.of("users", QUARTER), Map.of(), MIDNIGHT);
        Instant due = MIDNIGHT.plusSeconds(60);
        Instant other = MIDNIGHT.plusSeconds(20);
        assertThat(schedule.begin(due)).containsExactly("users");
        assertThat(schedule.begunElsewhere("users", other, due)).isFalse();
        schedule.ended("users");
        assertThat(schedule.next().orElseThrow())
                .isBetween(other.plus(QUARTER), other.plus(QUARTER).plusSeconds(60));

        Instant next = other.plus(QUARTER).plusSeconds(60);
        assertThat(schedule.begin(next)).containsExactly("users");
        assertThat(schedule.begunElsewhere("users", next.minus(QUARTER), next))
                .as("long ago")
                .isTrue();
        assertThat(schedule.begunElsewhere("users", next.plusSeconds(1), next))
                .as("by a clock that was set back")
                .isTrue();
        assertThat(schedule.begunElsewhere("gone", next, next)).isTrue();
    }

    @Test
    void aRunOfTheFutureIsOfAClockThatWasSetBack() {
        schedule.replace(Map.of("users", QUARTER), Map.of("users", MIDNIGHT.plus(Duration.ofDays(3))), MIDNIGHT);
        assertThat(schedule.next().orElseThrow())
                .isBeforeOrEqualTo(MIDNIGHT.plus(QUARTER).plusSeconds(60));
    }

    @Test
    void anotherTimeCountsFromTheLastRunAndWhatIsGoneIsNotDue() {
        schedule.replace(Map.of("users", Duration.ofHours(1), "orders", QUARTER), Map.of(), MIDNIGHT);
        schedule.begin(MIDNIGHT.plusSeconds(60)).forEach(schedule::ended);
        schedule.replace(Map.of("users", QUARTER), Map.of(), MIDNIGHT.plusSeconds(90));
        assertThat(schedule.begin(MIDNIGHT.plus(QUARTER).plusSeconds(60))).containsExactly("users");
    }

    @Test
    void aSyncThatIsTakenOutWhileItRunsAndPutBackDoesNotOverlapItself() {
        schedule.replace(Map.of("users", QUARTER), Map.of(), MIDNIGHT);
        Instant later = MIDNIGHT.plusSeconds(60);
        assertThat(schedule.begin(later)).containsExactly("users");
        schedule.replace(Map.of(), Map.of(), later);
        assertThat(schedule.next()).isEmpty();
        schedule.replace(Map.of("users", QUARTER), Map.of(), later);
        Instant muchLater = later.plus(Duration.ofHours(2));
        assertThat(schedule.begin(muchLater)).isEmpty();
        schedule.ended("users");
        assertThat(schedule.begin(muchLater)).containsExactly("users");
        schedule.replace(Map.of(), Map.of(), muchLater);
        schedule.ended("users");
        assertThat(schedule.begin(muchLater.plus(QUARTER).plus(QUARTER))).isEmpty();
    }

    /** A day in which runs take long or fail, the definition is read again, nobody asks for a while, and the clock is set back. */
    @Test
    void inADayEveryTimeIsAccountedForAndNoneTwice() {
        for (long seed = 0; seed < 20; seed++) {
            day(new Random(seed), "seed " + seed);
        }
    }

    private static void day(Random random, String where) {
        Map<String, Duration> every = new TreeMap<>(
                Map.of("second", Duration.ofSeconds(1), "minute", Duration.ofMinutes(1), "quarter", QUARTER));
        Schedule schedule = new Schedule(random);
        schedule.replace(every, Map.of(), MIDNIGHT);
        Map<String, Long> begun = new HashMap<>();
        Map<String, Integer> ends = new HashMap<>();
        Set<String> running = new HashSet<>();
        int silentUntil = 0;
        Duration clock = Duration.ZERO;
        int seconds = 24 * 3600;
        for (int second = 0; second < seconds; second++) {
            if (random.nextInt(5_000) == 0) {
                clock = clock.minusSeconds(random.nextInt(7_200));
            }
            Instant now = MIDNIGHT.plus(clock).plusSeconds(second);
            int moment = second;
            ends.entrySet().removeIf(end -> {
                boolean over = end.getValue() <= moment;
                if (over) {
                    running.remove(end.getKey());
                    schedule.ended(end.getKey());
                }
                return over;
            });
            if (random.nextInt(1_000) == 0) {
                Map<String, Duration> others = new TreeMap<>(every);
                if (random.nextBoolean()) {
                    others.put("guest", Duration.ofSeconds(1 + random.nextInt(600)));
                }
                schedule.replace(others, Map.of(), now);
            }
            if (random.nextInt(5_000) == 0) {
                silentUntil = second + random.nextInt(1_200);
            }
            if (second < silentUntil) {
                continue;
            }
            List<String> due = schedule.begin(now);
            assertThat(due).as(where).noneMatch(running::contains);
            for (String sync : due) {
                running.add(sync);
                begun.merge(sync, 1L, Long::sum);
                ends.put(sync, second + (random.nextInt(20) == 0 ? random.nextInt(3_000) : random.nextInt(3)));
            }
        }
        every.forEach((sync, time) -> {
            long all = begun.getOrDefault(sync, 0L) + schedule.missed(sync);
            long passed = seconds / time.toSeconds();
            // A run that goes on, or a silence at the end, has not been made up for yet.
            long open = 4_200 / time.toSeconds() + 1;
            assertThat(all).as("%s, %s", where, sync).isBetween(passed - open - 3, passed);
        });
    }
}
