package dev.sluice.host.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When each sync is due: again and again after the same time, counted from the beginning of its last run. Several that are due together begin at
 * slightly different times. A sync never overlaps with itself; of the times that pass while it runs, or while nobody asks, one is made up for. A clock that
 * is set back moves every time with it, so that nothing runs twice and nothing waits longer. Not safe for use by several threads.
 */
public final class Schedule {
    /** Of the time between two runs, how much one may begin late. */
    private static final int JITTER_SHARE = 10;

    private static final Duration MOST_JITTER = Duration.ofMinutes(1);

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final RandomGenerator random;
    private Instant last = Instant.MIN;

    /** @param random says how late each run begins */
    public Schedule(RandomGenerator random) {
        this.random = random;
    }

    /** What is known of a sync. */
    private static final class Line {
        private Duration every;
        private Instant due;
        private Duration late = Duration.ZERO;
        private boolean runs;
        private boolean gone;
        private long missed;

        Line(Duration every, Instant due) {
            this.every = every;
            this.due = due;
        }

        boolean waits() {
            return !runs && !gone;
        }

        Instant begins() {
            return due.plus(late);
        }
    }

    /**
     * What is to run from now on. A sync that stays keeps its turn, and one that still runs is known until it has ended; a new one is due at
     * once, unless its last run says otherwise.
     *
     * @param every the time between the beginnings of two runs, by sync; at least a second
     * @param begun when the last run of a sync began, where one is known
     */
    public void replace(Map<String, Duration> every, Map<String, Instant> begun, Instant now) {
        follow(now);
        lines.entrySet().removeIf(entry -> !every.containsKey(entry.getKey()) && !entry.getValue().runs);
        lines.forEach((sync, line) -> line.gone = !every.containsKey(sync));
        every.forEach((sync, time) -> {
            Line line = lines.get(sync);
            if (line == null) {
                Optional<Instant> before = Optional.ofNullable(begun.get(sync));
                // A run that began in the future began before the clock was set back.
                Instant due = before.map(start -> (start.isAfter(now) ? now : start).plus(time))
                        .orElse(now);
                lines.put(sync, delayed(new Line(time, due)));
            } else if (!line.every.equals(time)) {
                line.due = line.due.minus(line.every).plus(time);
                line.every = time;
                delayed(line);
            }
        });
    }

    /** The syncs that begin now, the one that was due first at the front. They run until {@link #ended} is told. */
    public List<String> begin(Instant now) {
        follow(now);
        List<Map.Entry<String, Line>> begin = lines.entrySet().stream()
                .filter(entry ->
                        entry.getValue().waits() && !entry.getValue().begins().isAfter(now))
                .sorted(Comparator.comparing(entry -> entry.getValue().due))
                .toList();
        for (Map.Entry<String, Line> each : begin) {
            Line line = each.getValue();
            long passed = Duration.between(line.due, now).dividedBy(line.every);
            line.missed += passed;
            line.due = line.due.plus(line.every.multipliedBy(passed + 1));
            line.runs = true;
            delayed(line);
        }
        return begin.stream().map(Map.Entry::getKey).toList();
    }

    /**
     * Somebody else has begun a run of a sync: its next one is counted from there.
     *
     * @return whether one is due all the same, because that was long ago
     */
    public boolean begunElsewhere(String sync, Instant start, Instant now) {
        follow(now);
        Line line = lines.get(sync);
        if (line == null || start.isAfter(now) || !start.plus(line.every).isAfter(now)) {
            return true;
        }
        line.due = start.plus(line.every);
        delayed(line);
        return false;
    }

    /** A run is over, however it ended. */
    public void ended(String sync) {
        Line line = lines.get(sync);
        if (line != null) {
            line.runs = false;
        }
        if (line != null && line.gone) {
            lines.remove(sync);
        }
    }

    /** When the next sync is due that does not run; empty if there is none. */
    public Optional<Instant> next() {
        return lines.values().stream().filter(Line::waits).map(Line::begins).min(Comparator.naturalOrder());
    }

    /** How many times have passed without a run of their own. */
    public long missed(String sync) {
        Line line = lines.get(sync);
        return line == null ? 0 : line.missed;
    }

    private Line delayed(Line line) {
        long most = Math.min(line.every.dividedBy(JITTER_SHARE).toMillis(), MOST_JITTER.toMillis());
        line.late = Duration.ofMillis(random.nextLong(most + 1));
        return line;
    }

    private void follow(Instant now) {
        if (now.isBefore(last)) {
            Duration back = Duration.between(now, last);
            lines.values().forEach(line -> line.due = line.due.minus(back));
        }
        last = now;
    }
}
