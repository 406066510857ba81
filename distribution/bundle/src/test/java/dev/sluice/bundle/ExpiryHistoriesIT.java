package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * Random histories of rows that say when their records expire: the source is edited, other applications write, time passes, and the built
 * command runs in between. After each step every key is looked at.
 */
@ExtendWith(SharedServer.class)
class ExpiryHistoriesIT {
    private static final Server SERVER = SharedServer.get();
    private static final int KEYS = 16;
    private static final int STEPS = 9;

    /** As far as clocks and the time of a command may be apart. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private final Map<Integer, Line> source = new TreeMap<>();
    private final Map<Integer, Line> sent = new HashMap<>();
    private final Map<Integer, String> strangers = new HashMap<>();
    /** The time of the row ran out while a run went on: it may have left an older record, which the next mirror withdraws. */
    private final Set<Integer> unsure = new HashSet<>();

    private final List<String> log = new ArrayList<>();
    private int expired;
    private int withdrawn;

    /** How the sync is set up. */
    @SuppressWarnings("ImmutableEnumChecker") // the list is an immutable copy
    enum Setting {
        MIRROR_OF_STRINGS("mirror", "data_format=string", "key_template=k:{id}"),
        MIRROR_OF_HASHES("mirror", "data_format=hash", "key_template=k:{{{id}}}"),
        UPSERT_OF_STRINGS("upsert", "data_format=string", "key_template=k:{id}"),
        UPSERT_OF_VALUES("upsert", "value_field=value", "key_template=k:{id}:v");

        private final String mode;
        private final List<String> sets;

        Setting(String mode, String... sets) {
            this.mode = mode;
            this.sets = List.of(sets);
        }

        boolean isMirror() {
            return mode.equals("mirror");
        }

        String key(int id) {
            return sets.get(1)
                    .substring("key_template=".length())
                    .replace("{{", "<")
                    .replace("}}}", "}>")
                    .replace("{id}", "" + id)
                    .replace('<', '{')
                    .replace('>', '}');
        }
    }

    /**
     * A row, or what was sent of it.
     *
     * @param until null for a record that stays
     */
    private record Line(String value, @Nullable Instant until) {
        boolean isOver(Instant now) {
            return until != null && !until.isAfter(now);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRecordIsThereAsLongAsItsRowSays(Setting setting) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        log.add("seed " + seed);
        try (Jedis jedis = SERVER.client()) {
            for (int step = 0; step < STEPS; step++) {
                edit(random);
                strangersWrite(random, setting, jedis);
                run(setting);
                look(setting, jedis);
                // So that some time runs out between two runs.
                waitUntil(Instant.now().plusMillis(random.nextInt(1_500)));
                look(setting, jedis);
            }
            assertThat(expired).as("rows whose time was over in a run: %s", log).isPositive();
            if (setting.isMirror()) {
                assertThat(withdrawn).as("records that were withdrawn: %s", log).isPositive();
            }
        }
    }

    private void edit(Random random) {
        for (int id = 0; id < KEYS; id++) {
            Line line = source.get(id);
            int chance = random.nextInt(10);
            if (line == null && chance < 4) {
                source.put(id, new Line("v" + random.nextInt(1_000), until(random)));
            } else if (line != null && chance == 0 && source.size() > 2) {
                source.remove(id);
            } else if (line != null && chance < 3) {
                // The expiry alone.
                source.put(id, new Line(line.value(), until(random)));
            } else if (line != null && chance == 3) {
                source.put(id, new Line("v" + random.nextInt(1_000), line.until()));
            }
        }
        // A guard stops a mirror of nothing.
        source.put(0, new Line("always", null));
    }

    /** Nothing that runs out while the next run goes on. */
    private static @Nullable Instant until(Random random) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> now.minusSeconds(2 + random.nextInt(100));
            case 2 -> now.plusSeconds(5 + random.nextInt(3));
            default -> now.plusSeconds(1_000 + random.nextInt(1_000));
        };
    }

    /** Other applications write under keys of which the sync has no record any more. */
    private void strangersWrite(Random random, Setting setting, Jedis jedis) {
        Instant now = Instant.now();
        for (int id = 0; id < KEYS; id++) {
            Line row = source.get(id);
            boolean willBeWritten = row != null && !row.isOver(now);
            Line record = sent.get(id);
            boolean gone = !unsure.contains(id) && (record == null || record.isOver(now.minus(TOLERANCE)));
            if (!willBeWritten && gone && !strangers.containsKey(id) && random.nextInt(3) == 0) {
                String value = "stranger " + random.nextInt(1_000);
                jedis.set(setting.key(id), value);
                strangers.put(id, value);
                sent.remove(id);
                log.add("stranger " + id);
            }
        }
    }

    private void run(Setting setting) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of("id,value,until"));
        source.forEach(
                (id, line) -> lines.add(id + "," + line.value() + "," + (line.until() == null ? "" : line.until())));
        Files.write(directory.resolve("rows.csv"), lines);
        Instant before = Instant.now();
        // What another application has under a key of a row is written over.
        try (Jedis jedis = SERVER.client()) {
            source.forEach((id, line) -> {
                if (!line.isOver(before) && strangers.remove(id) != null) {
                    jedis.del(setting.key(id));
                }
            });
        }
        Sluice.Ended ended = new Sluice(directory).run(Map.of("TEST_URL", SERVER.url()), command(setting));
        log.add("run " + lines);
        assertThat(ended.exit()).as("%s %s", log, ended.err()).isZero();
        Instant after = Instant.now();
        if (setting.isMirror()) {
            unsure.clear();
        }
        Map<Integer, Line> known = new HashMap<>(sent);
        source.forEach((id, line) -> {
            Line record = known.get(id);
            if (!line.isOver(before)) {
                sent.put(id, line);
                unsure.remove(id);
                if (line.isOver(after)) {
                    unsure.add(id);
                }
            } else {
                expired++;
                if (setting.isMirror() && record != null && !record.isOver(before)) {
                    withdrawn++;
                    sent.remove(id);
                }
            }
        });
        if (setting.isMirror()) {
            sent.keySet().retainAll(source.keySet());
        }
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
                                "until=instant",
                                "--max-delete-percent",
                                "100",
                                "--set",
                                "ttl_field=until"),
                        setting.sets.stream().flatMap(set -> Stream.of("--set", set)))
                .toArray(String[]::new);
    }

    private void look(Setting setting, Jedis jedis) {
        for (int id = 0; id < KEYS; id++) {
            String key = setting.key(id);
            Instant before = Instant.now();
            String there = read(jedis, key);
            long left = jedis.pttl(key);
            String what = key + " at " + before + ": " + log;
            Line record = sent.get(id);
            if (unsure.contains(id)) {
                continue;
            }
            if (strangers.containsKey(id)) {
                assertThat(there).as("%s", what).isEqualTo(strangers.get(id));
            } else if (record == null || record.isOver(before.minus(TOLERANCE))) {
                assertThat(there).as("%s", what).isNull();
            } else if (!record.isOver(before.plus(TOLERANCE))) {
                assertThat(there).as("%s", what).isNotNull().contains(record.value());
                assertThat(there).as("%s", what).doesNotContain("until");
                if (record.until() == null) {
                    assertThat(left).as("%s", what).isEqualTo(-1);
                } else {
                    assertThat(before.plusMillis(left))
                            .as("%s", what)
                            .isBetween(
                                    record.until().minus(TOLERANCE),
                                    record.until().plus(TOLERANCE));
                }
            }
        }
    }

    private static @Nullable String read(Jedis jedis, String key) {
        return switch (jedis.type(key)) {
            case "hash" -> jedis.hgetAll(key).toString();
            case "string" -> jedis.get(key);
            default -> null;
        };
    }

    private static void waitUntil(Instant moment) {
        await().pollInterval(Duration.ofMillis(20)).until(() -> !Instant.now().isBefore(moment));
    }
}
