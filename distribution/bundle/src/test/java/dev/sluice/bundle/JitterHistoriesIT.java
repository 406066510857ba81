package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/**
 * Random histories of rows whose records last for seconds that are shortened at random: the source is edited, other applications write, time
 * passes, and the built command runs in between. After each step every key is looked at. Times are milliseconds.
 */
@ExtendWith(SharedServer.class)
class JitterHistoriesIT {
    private static final Server SERVER = SharedServer.get();
    private static final int KEYS = 14;
    private static final int STEPS = 6;
    private static final int PERCENT = 25;

    /** What rows without seconds of their own have. */
    private static final int OTHERWISE = 5_000;

    /** As far as clocks and the time of a command may be apart. */
    private static final long TOLERANCE = 1_000;

    @TempDir
    Path directory;

    private final Map<Integer, Line> source = new TreeMap<>();
    private final Map<Integer, Sent> sent = new HashMap<>();
    private final Map<Integer, String> strangers = new HashMap<>();

    /** Records without a row, which were removed or were too close to the end of what is known. */
    private final Set<Integer> unsure = new HashSet<>();

    private final List<String> log = new ArrayList<>();
    private final List<Double> shares = new ArrayList<>();
    private int onlyExpiry;
    private int renewed;
    private int withdrawn;

    /** How the sync is set up. */
    @SuppressWarnings("ImmutableEnumChecker") // the list is an immutable copy
    enum Setting {
        MIRROR_OF_STRINGS("mirror", "key_template=j:{id}", "data_format=string"),
        MIRROR_OF_HASHES("mirror", "key_template=j:{id}", "data_format=hash"),
        UPSERT_OF_VALUES("upsert", "key_template=j:{id}", "value_field=value");

        private final String mode;
        private final List<String> sets;

        Setting(String mode, String... sets) {
            this.mode = mode;
            this.sets = List.of(sets);
        }

        boolean isMirror() {
            return mode.equals("mirror");
        }
    }

    /** @param seconds as the row says; null for {@link #OTHERWISE} */
    private record Line(String value, @Nullable Integer seconds) {
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
    private record Sent(Line line, long before, long after, long ends) {
        /** From when on the sync does not know whether it is there, and leaves what is there alone. */
        long uncertain() {
            return before + 10L * line.lasts() * (100 - PERCENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRecordIsThereWithinTheBoundsOfItsRow(Setting setting) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        log.add("seed " + seed);
        try (Jedis jedis = SERVER.client()) {
            jedis.flushAll();
            for (int step = 0; step < STEPS; step++) {
                edit(random);
                strangersWrite(random, jedis);
                run(setting, jedis);
                look(jedis);
                waitUntil(System.currentTimeMillis() + random.nextInt(1_200));
                look(jedis);
            }
        }
        assertThat(onlyExpiry)
                .as("rows of which the expiry alone changed: %s", log)
                .isPositive();
        assertThat(shares).as("shares that were left of an expiry: %s", log).hasSizeGreaterThan(10);
        double least = shares.stream().mapToDouble(share -> share).min().orElseThrow();
        double most = shares.stream().mapToDouble(share -> share).max().orElseThrow();
        assertThat(most - least).as("how far the shares %s are apart", shares).isGreaterThan(0.05);
        if (setting.isMirror()) {
            assertThat(renewed)
                    .as("unchanged rows that were written again: %s", log)
                    .isPositive();
            assertThat(withdrawn).as("records that were removed: %s", log).isPositive();
        }
    }

    private void edit(Random random) {
        for (int id = 3; id < KEYS; id++) {
            Line line = source.get(id);
            int chance = random.nextInt(8);
            if (line == null && chance < 5) {
                source.put(id, new Line("v" + random.nextInt(1_000), seconds(random)));
            } else if (line != null && chance == 0) {
                source.remove(id);
            } else if (line != null && chance < 3) {
                source.put(id, new Line(line.value(), seconds(random)));
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

    private static @Nullable Integer seconds(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> -random.nextInt(100);
            case 2 -> 5 + random.nextInt(4);
            default -> 1_000 + random.nextInt(9_000);
        };
    }

    /** Other applications write under keys that are not there any more, also where the sync does not know of it. */
    private void strangersWrite(Random random, Jedis jedis) {
        long now = System.currentTimeMillis();
        for (int id = 0; id < KEYS; id++) {
            Line row = source.get(id);
            boolean willBeWritten = row != null && !row.isOver();
            Sent record = sent.get(id);
            boolean gone = record == null || record.ends() + TOLERANCE < now;
            if (!willBeWritten && gone && !strangers.containsKey(id) && random.nextInt(2) == 0) {
                String value = "stranger " + random.nextInt(1_000);
                jedis.set(key(id), value);
                strangers.put(id, value);
                sent.remove(id);
                unsure.remove(id);
                log.add("stranger " + id);
            }
        }
    }

    private void run(Setting setting, Jedis jedis) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of("id,value,ttl"));
        source.forEach((id, line) -> {
            lines.add(id + "," + line.value() + "," + (line.seconds() == null ? "" : line.seconds()));
            // What another application has under a key of a row is written over.
            if (!line.isOver() && strangers.remove(id) != null) {
                jedis.del(key(id));
            }
        });
        Files.write(directory.resolve("rows.csv"), lines);
        long before = System.currentTimeMillis();
        Sluice.Ended ended = new Sluice(directory).run(Map.of("TEST_URL", SERVER.url()), command(setting));
        long after = System.currentTimeMillis();
        log.add("run " + lines);
        assertThat(ended.exit()).as("%s %s", log, ended.err()).isZero();
        for (int id = 0; id < KEYS; id++) {
            Line line = source.get(id);
            Sent known = sent.get(id);
            if (line == null || line.isOver()) {
                // One of which nobody knows whether it is there goes by itself.
                if (setting.isMirror() && known != null && after + TOLERANCE < known.uncertain()) {
                    sent.remove(id);
                    unsure.remove(id);
                    withdrawn++;
                } else if (setting.isMirror()
                        && known != null
                        && before < known.uncertain() + (known.after() - known.before()) + TOLERANCE) {
                    unsure.add(id);
                }
            } else {
                sent.put(id, found(setting, jedis, id, line, known, before, after));
                unsure.remove(id);
            }
        }
    }

    /** What there is of a row that has a record after a run. */
    private Sent found(Setting setting, Jedis jedis, int id, Line line, @Nullable Sent known, long before, long after) {
        String what = key(id) + " of " + line + ", known " + known + ": " + log;
        long asked = System.currentTimeMillis();
        long left = jedis.pttl(key(id));
        assertThat(left).as("time left of %s", what).isPositive();
        long ends = asked + left;
        long lasts = line.lasts() * 1_000L;
        if (known != null && known.line().equals(line) && Math.abs(ends - known.ends()) < 100) {
            // A mirror leaves an unchanged row alone for half of its time.
            assertThat(setting.isMirror())
                    .as("whether %s may be left alone", what)
                    .isTrue();
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

    private static String[] command(Setting setting) {
        return Stream.concat(
                        Stream.of(
                                "sync",
                                "rows.csv",
                                "--mode",
                                setting.mode,
                                "--to",
                                "${env:TEST_URL}",
                                "--types",
                                "ttl=integer",
                                "--max-delete-percent",
                                "100",
                                "--set",
                                "ttl_field=ttl",
                                "--set",
                                "ttl_seconds=" + OTHERWISE,
                                "--set",
                                "ttl_jitter_percent=" + PERCENT),
                        setting.sets.stream().flatMap(set -> Stream.of("--set", set)))
                .toArray(String[]::new);
    }

    private void look(Jedis jedis) {
        for (int id = 0; id < KEYS; id++) {
            long now = System.currentTimeMillis();
            String there = read(jedis, key(id));
            String what = key(id) + " at " + now + ": " + log;
            Sent record = sent.get(id);
            if (strangers.containsKey(id)) {
                assertThat(there).as("%s", what).isEqualTo(strangers.get(id));
            } else if (record == null || record.ends() + TOLERANCE < now) {
                assertThat(there).as("%s", what).isNull();
            } else if (now + TOLERANCE < record.ends() && !(unsure.contains(id) && there == null)) {
                assertThat(there)
                        .as("%s", what)
                        .isNotNull()
                        .contains(record.line().value());
                assertThat(there).as("%s", what).doesNotContain("ttl");
            }
        }
    }

    private static String key(int id) {
        return "j:" + id;
    }

    private static @Nullable String read(Jedis jedis, String key) {
        return switch (jedis.type(key)) {
            case "hash" -> jedis.hgetAll(key).toString();
            case "string" -> jedis.get(key);
            default -> null;
        };
    }

    private static void waitUntil(long moment) {
        await().pollInterval(Duration.ofMillis(20)).until(() -> System.currentTimeMillis() >= moment);
    }
}
