package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import redis.clients.jedis.Jedis;

/**
 * A random history of rows that say when their records expire: the source is edited, other applications write, the built command runs, and time
 * passes. After each step every key is looked at. Times are milliseconds since 1970. For one thread.
 *
 * @param <L> a row of the source
 * @param <S> what is known of a record that was sent
 */
abstract class History<L, S> {
    static final int KEYS = 15;

    /** As far as clocks and the time of a command may be apart. */
    static final long TOLERANCE = 1_000;

    private final Setting setting;
    private final Path directory;
    private final Server server;
    final Random random;
    final List<String> log = new ArrayList<>();
    final Map<Integer, L> source = new TreeMap<>();
    final Map<Integer, S> sent = new HashMap<>();
    private final Map<Integer, String> strangers = new HashMap<>();

    /** Records of which nobody knows whether they are there. */
    final Set<Integer> unsure = new HashSet<>();

    /**
     * How a sync is set up.
     *
     * @param name begins every key, so that histories go on beside each other
     * @param template of the key, after the name
     */
    record Setting(String name, String mode, String template, List<String> more) {
        static Setting of(String name, String mode, String template, String... more) {
            return new Setting(name, mode, template, List.of(more));
        }

        boolean isMirror() {
            return mode.equals("mirror");
        }

        String key(int id) {
            return name + ":" + template.replace("{{{id}}}", "{" + id + "}").replace("{id}", "" + id);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    History(Setting setting, Path directory, Server server, long seed) {
        this.setting = setting;
        this.directory = directory;
        this.server = server;
        this.random = new Random(seed);
        log.add(setting + ", seed " + seed);
    }

    boolean isMirror() {
        return setting.isMirror();
    }

    String key(int id) {
        return setting.key(id);
    }

    /** Goes through it. */
    void play(int steps, int longestPause) {
        try (Jedis jedis = server.client()) {
            for (int step = 0; step < steps; step++) {
                edit();
                strangersWrite(jedis);
                run(jedis);
                look(jedis);
                // So that some time runs out between two runs.
                long until = System.currentTimeMillis() + random.nextInt(longestPause);
                await().pollInterval(Duration.ofMillis(20)).until(() -> System.currentTimeMillis() >= until);
                look(jedis);
            }
        } catch (Exception e) {
            throw new AssertionError(log.toString(), e);
        }
        assertThatAllWasSeen();
    }

    /** Changes the rows of the source. */
    abstract void edit();

    /** Whether a run that begins now writes a record for the row. */
    abstract boolean isWritten(L row, long now);

    /** Whether what was sent has surely expired. */
    abstract boolean isGone(int id, @Nullable S record, long now);

    /** The columns after {@code id,value}, and the options that say what they are. */
    abstract List<String> options();

    abstract String header();

    abstract String line(int id, L row);

    /** Notes what a run did. */
    abstract void ran(Jedis jedis, long before, long after);

    /** Holds a key against what was sent, where no other application has written. */
    abstract void look(int id, @Nullable S record, @Nullable String there, long left, long now);

    /** Whether the history had what it is about. */
    abstract void assertThatAllWasSeen();

    /** Other applications write under keys that are not there any more, also where the sync does not know of it. */
    private void strangersWrite(Jedis jedis) {
        long now = System.currentTimeMillis();
        for (int id = 0; id < KEYS; id++) {
            L row = source.get(id);
            boolean willBeWritten = row != null && isWritten(row, now);
            if (!willBeWritten
                    && isGone(id, sent.get(id), now)
                    && !strangers.containsKey(id)
                    && random.nextInt(2) == 0) {
                String value = "stranger " + random.nextInt(1_000);
                jedis.set(key(id), value);
                strangers.put(id, value);
                sent.remove(id);
                unsure.remove(id);
                log.add("stranger " + id);
            }
        }
    }

    private void run(Jedis jedis) throws Exception {
        List<String> lines = new ArrayList<>(List.of("id,value," + header()));
        source.forEach((id, row) -> lines.add(id + "," + line(id, row)));
        Files.write(directory.resolve("rows.csv"), lines);
        long before = System.currentTimeMillis();
        // What another application has under a key of a row is written over.
        source.forEach((id, row) -> {
            if (isWritten(row, before) && strangers.remove(id) != null) {
                jedis.del(key(id));
            }
        });
        Sluice.Ended ended = new Sluice(directory).run(Map.of("TEST_URL", server.url()), command());
        log.add("run " + lines);
        assertThat(ended.exit()).as("%s %s", log, ended.err()).isZero();
        ran(jedis, before, System.currentTimeMillis());
    }

    private String[] command() {
        Stream<String> settings = Stream.concat(
                        Stream.of("key_prefix=" + setting.name() + ":", "key_template=" + setting.template()),
                        setting.more().stream())
                .flatMap(set -> Stream.of("--set", set));
        return Stream.of(
                        Stream.of("sync", "rows.csv", "--mode", setting.mode(), "--to", "${env:TEST_URL}"),
                        Stream.of("--max-delete-percent", "100"),
                        options().stream(),
                        settings)
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private void look(Jedis jedis) {
        for (int id = 0; id < KEYS; id++) {
            long now = System.currentTimeMillis();
            String there = read(jedis, key(id));
            long left = jedis.pttl(key(id));
            if (strangers.containsKey(id)) {
                assertThat(there).as("%s", what(id, now)).isEqualTo(strangers.get(id));
            } else {
                look(id, sent.get(id), there, left, now);
            }
        }
    }

    String what(int id, long now) {
        return key(id) + " at " + now + ": " + log;
    }

    private static @Nullable String read(Jedis jedis, String key) {
        return switch (jedis.type(key)) {
            case "hash" -> jedis.hgetAll(key).toString();
            case "string" -> jedis.get(key);
            default -> null;
        };
    }
}
