package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** A history of rows whose records last for seconds that are shortened at random. */
final class JitterHistory extends History<JitterHistory.Line, JitterHistory.Sent> {
    private static final int PERCENT = 25;

    /** What rows without seconds of their own have. */
    private static final int OTHERWISE = 5_000;

    private final List<Double> shares = new ArrayList<>();
    private int onlyExpiry;
    private int renewed;
    private int withdrawn;

    /** @param seconds as the row says; null for {@link #OTHERWISE} */
    record Line(String value, @Nullable Integer seconds) {
        int lasts() {
            return seconds == null ? OTHERWISE : seconds;
        }

        boolean isOver() {
            return lasts() <= 0;
        }
    }

    /**
     * What was sent of a row.
     *
     * @param before when the run began that sent it, and after when that run had ended
     * @param ends when the server lets it expire
     */
    record Sent(Line line, long before, long after, long ends) {
        /** From when on the sync does not know whether it is there, and leaves what is there alone. */
        long uncertain() {
            return before + 10L * line.lasts() * (100 - PERCENT);
        }
    }

    JitterHistory(Setting setting, Path directory, Server server, long seed) {
        super(setting, directory, server, seed);
    }

    @Override
    void edit() {
        for (int id = 3; id < KEYS; id++) {
            Line line = source.get(id);
            int chance = random.nextInt(8);
            if (line == null && chance < 5) {
                source.put(id, new Line("v" + random.nextInt(1_000), seconds()));
            } else if (line != null && chance == 0) {
                source.remove(id);
            } else if (line != null && chance < 3) {
                source.put(id, new Line(line.value(), seconds()));
            } else if (line != null && chance == 3) {
                source.put(id, new Line("v" + random.nextInt(1_000), line.seconds()));
            }
        }
        source.put(0, new Line("always", null));
        // Its expiry alone changes in every step, that of the next one never, and the one after that is there every
        // other time.
        source.put(
                1,
                new Line(
                        "changing",
                        2_000 + source.getOrDefault(1, new Line("", 0)).lasts() % 1_999));
        source.put(2, new Line("short", 6));
        source.computeIfPresent(3, (id, line) -> line.isOver() ? null : new Line(line.value(), 0));
        source.computeIfAbsent(3, id -> new Line("to and fro", 3_000));
    }

    private @Nullable Integer seconds() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> -random.nextInt(100);
            case 2 -> 5 + random.nextInt(4);
            default -> 1_000 + random.nextInt(9_000);
        };
    }

    @Override
    boolean isWritten(Line row, long now) {
        return !row.isOver();
    }

    @Override
    boolean isGone(int id, @Nullable Sent record, long now) {
        return record == null || record.ends() + TOLERANCE < now;
    }

    @Override
    List<String> options() {
        return List.of(
                "--types",
                "ttl=integer",
                "--set",
                "ttl_field=ttl",
                "--set",
                "ttl_seconds=" + OTHERWISE,
                "--set",
                "ttl_jitter_percent=" + PERCENT);
    }

    @Override
    String header() {
        return "ttl";
    }

    @Override
    String line(int id, Line row) {
        return row.value() + "," + (row.seconds() == null ? "" : row.seconds());
    }

    @Override
    void ran(Jedis jedis, long before, long after) {
        for (int id = 0; id < KEYS; id++) {
            Line line = source.get(id);
            Sent known = sent.get(id);
            if (line == null || line.isOver()) {
                // One of which nobody knows whether it is there goes by itself.
                if (isMirror() && known != null && after + TOLERANCE < known.uncertain()) {
                    sent.remove(id);
                    unsure.remove(id);
                    withdrawn++;
                } else if (isMirror()
                        && known != null
                        && before < known.uncertain() + (known.after() - known.before()) + TOLERANCE) {
                    unsure.add(id);
                }
            } else {
                sent.put(id, found(jedis, id, line, known, before, after));
                unsure.remove(id);
            }
        }
    }

    /** What there is of a row that has a record after a run. */
    private Sent found(Jedis jedis, int id, Line line, @Nullable Sent known, long before, long after) {
        String what = key(id) + " of " + line + ", known " + known + ": " + log;
        long asked = System.currentTimeMillis();
        long left = jedis.pttl(key(id));
        assertThat(left).as("time left of %s", what).isPositive();
        long ends = asked + left;
        long lasts = line.lasts() * 1_000L;
        if (known != null && known.line().equals(line) && Math.abs(ends - known.ends()) < 100) {
            // A mirror leaves an unchanged row alone for half of its time.
            assertThat(isMirror()).as("whether %s may be left alone", what).isTrue();
            assertThat(before - known.before() - TOLERANCE)
                    .as("age of %s", what)
                    .isLessThanOrEqualTo(lasts / 2 + (after - before));
            return known;
        }
        assertThat(ends)
                .as("end of %s", what)
                .isBetween(before + lasts * (100 - PERCENT) / 100 - TOLERANCE, after + lasts + TOLERANCE);
        if (lasts >= 1_000_000) {
            shares.add((ends - (before + after) / 2.0) / lasts);
        }
        if (known != null && known.line().equals(line)) {
            renewed++;
        } else if (known != null && known.line().value().equals(line.value())) {
            onlyExpiry++;
        }
        return new Sent(line, before, after, ends);
    }

    @Override
    void look(int id, @Nullable Sent record, @Nullable String there, long left, long now) {
        if (record == null || record.ends() + TOLERANCE < now) {
            assertThat(there).as("%s", what(id, now)).isNull();
        } else if (now + TOLERANCE < record.ends() && !(unsure.contains(id) && there == null)) {
            assertThat(there)
                    .as("%s", what(id, now))
                    .isNotNull()
                    .contains(record.line().value())
                    .doesNotContain("ttl");
        }
    }

    @Override
    void assertThatAllWasSeen() {
        assertThat(onlyExpiry)
                .as("rows of which the expiry alone changed: %s", log)
                .isPositive();
        assertThat(shares).as("shares that were left of an expiry: %s", log).hasSizeGreaterThan(10);
        double least = shares.stream().mapToDouble(share -> share).min().orElseThrow();
        double most = shares.stream().mapToDouble(share -> share).max().orElseThrow();
        assertThat(most - least).as("how far the shares %s are apart", shares).isGreaterThan(0.05);
        if (isMirror()) {
            assertThat(renewed)
                    .as("unchanged rows that were written again: %s", log)
                    .isPositive();
            assertThat(withdrawn).as("records that were removed: %s", log).isPositive();
        }
    }
}
