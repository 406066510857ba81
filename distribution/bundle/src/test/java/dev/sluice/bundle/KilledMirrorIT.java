package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.runfile.RunFiles;
import dev.sluice.host.runfile.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A mirror is killed by SIGKILL at random moments and run again, with the same source or another: keys and state are then those of a run
 * that nothing disturbed. {@code -Dsluice.test.kills} says how often, {@code -Dsluice.test.seed} replays.
 */
class KilledMirrorIT {
    private static final int KILLS = Integer.getInteger("sluice.test.kills", 4);
    private static final int ROWS = 12_000;

    /** Marked: the scan at the end of the build looks for it in all that was printed. */
    private static final String VALUE = "canary-pii-";

    @TempDir
    Path directory;

    private int kills;
    private int whileWriting;
    /** Of this round. */
    private int died;

    private int allDied;

    /** What is in the source: the values by id. */
    private static Map<Integer, String> first(Random random) {
        Map<Integer, String> rows = new TreeMap<>();
        for (int id = 0; id < ROWS; id++) {
            rows.put(id, VALUE + random.nextInt(1_000));
        }
        return rows;
    }

    /** The same some days later. */
    private static Map<Integer, String> later(Map<Integer, String> rows, Random random) {
        Map<Integer, String> later = new TreeMap<>(rows);
        for (Integer id : rows.keySet()) {
            int dice = random.nextInt(20);
            if (dice == 0) {
                later.remove(id);
            } else if (dice < 6) {
                later.put(id, VALUE + random.nextInt(1_000));
            }
        }
        int next = ((TreeMap<Integer, String>) later).lastKey() + 1;
        for (int i = random.nextInt(ROWS / 20); i >= 0; i--) {
            later.put(next++, VALUE + "new" + i);
        }
        return later;
    }

    private static void save(Path place, Map<Integer, String> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,value"));
        rows.forEach((id, value) -> lines.add(id + "," + value));
        Files.write(place.resolve("rows.csv"), lines);
    }

    private static String[] mirror(String prefix, String... more) {
        String[] arguments = {
            "sync",
            "rows.csv",
            "--key",
            "id",
            "--mode",
            "mirror",
            "--name",
            "rows",
            "--to",
            "${env:TEST_URL}",
            "--set",
            "key_prefix=" + prefix,
            "--set",
            "pipeline_commands=50",
            // Several days of changes may come together.
            "--max-delete-percent",
            "100",
            "-o",
            "json"
        };
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    @Fault(
            value = "A mirror is killed (SIGKILL) at a random moment",
            outcome = "the next run makes keys and state those of an undisturbed run")
    void aKilledMirrorIsMadeGoodByTheNext() throws IOException, InterruptedException, SQLException {
        long seed = Long.getLong("sluice.test.seed", new Random().nextLong());
        System.out.println("Mirrors are killed at moments of -Dsluice.test.seed=" + seed);
        Random random = new Random(seed);
        try (Server server = Server.start();
                Jedis jedis = server.client()) {
            for (int round = 0; kills < KILLS; round++) {
                round(server, jedis, random, "seed " + seed + ", round " + round, round);
                jedis.flushAll();
            }
        }
        System.out.println("Killed " + kills + " mirrors, " + whileWriting + " of them while they wrote; " + allDied
                + " are shown as died.");
        assertThat(allDied).isGreaterThanOrEqualTo(whileWriting - whileWriting / 10);
    }

    private void round(Server server, Jedis jedis, Random random, String where, int number)
            throws IOException, InterruptedException, SQLException {
        Path place = Files.createDirectory(directory.resolve("round" + number));
        Path clean = Files.createDirectory(directory.resolve("clean" + number));
        jedis.set("another's", "untouched");
        died = 0;
        Map<Integer, String> rows = first(random);
        save(place, rows);
        if (random.nextBoolean()) {
            run(server, place, "killed:", where);
            rows = later(rows, random);
            save(place, rows);
        }
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            kill(server, jedis, place, random);
            if (random.nextBoolean()) {
                rows = later(rows, random);
                save(place, rows);
            }
        }
        run(server, place, "killed:", where);

        save(clean, rows);
        run(server, clean, "clean:", where);
        Map<String, String> expected = read(jedis, "clean:");
        assertThat(expected.size()).as(where).isEqualTo(rows.size());
        assertThat(differing(expected, read(jedis, "killed:"))).as(where).isEmpty();
        assertThat(jedis.get("another's")).as(where).isEqualTo("untouched");
        assertThat(jedis.dbSize())
                .as("%s: the records of both syncs, a marker of each, and another's", where)
                .isEqualTo(2L * rows.size() + 2 + 1);

        JsonNode again = run(server, place, "killed:", where);
        assertThat(again.path("rows").path("unchanged").asLong()).as(where).isEqualTo(rows.size());
        assertThat(again.path("removals").path("planned").asLong()).as(where).isZero();
        assertThat(state(place)).as(where).isEqualTo(state(clean));
    }

    private JsonNode run(Server server, Path place, String prefix, String where)
            throws IOException, InterruptedException {
        Sluice.Ended ended = new Sluice(place).run(Map.of("TEST_URL", server.url()), mirror(prefix));
        assertThat(ended.exit()).as(where + ": " + ended.err()).isZero();
        assertThat(new RunFiles(place.resolve(".sluice/runs")).find("last").status())
                .isEqualTo(StoredRun.Status.SUCCEEDED);
        return ended.json().path("result");
    }

    /** Most die while they write, after a random number of commands; the others at any moment of their life. */
    private void kill(Server server, Jedis jedis, Path place, Random random) throws IOException, InterruptedException {
        long before = commands(jedis);
        long after = before + random.nextInt(ROWS / 3);
        long millis = random.nextInt(4) == 0 ? random.nextInt(2_500) : TimeUnit.MINUTES.toMillis(1);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Sluice.Running running = new Sluice(place).start(Map.of("TEST_URL", server.url()), mirror("killed:"));
        while (!running.process().waitFor(1, TimeUnit.MILLISECONDS)
                && System.nanoTime() < deadline
                && commands(jedis) <= after) {
            // It goes on.
        }
        boolean alive = running.process().destroyForcibly().waitFor() == 137;
        kills += alive ? 1 : 0;
        if (alive) {
            seeRuns(place);
        }
        whileWriting += alive && commands(jedis) > before ? 1 : 0;
    }

    /** The run that was killed has died, unless it had not begun or was over; its files can be read. */
    private void seeRuns(Path place) {
        RunFiles files = new RunFiles(place.resolve(".sluice/runs"));
        List<StoredRun> runs = files.list(Optional.empty(), Integer.MAX_VALUE);
        for (StoredRun run : runs) {
            assertThat(run.status()).isIn(StoredRun.Status.DIED, StoredRun.Status.SUCCEEDED);
            assertThat(files.events(run.id()).next()).isNotEmpty();
        }
        assertThat(runs.stream().filter(run -> run.status() == StoredRun.Status.DIED))
                .hasSizeBetween(Math.max(0, died), died + 1);
        died = (int) runs.stream()
                .filter(run -> run.status() == StoredRun.Status.DIED)
                .count();
        allDied += !runs.isEmpty() && runs.get(0).status() == StoredRun.Status.DIED ? 1 : 0;
    }

    /** How many SET and DEL the server has executed. */
    private static long commands(Jedis jedis) {
        return jedis.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_set:") || line.startsWith("cmdstat_del:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf("calls=") + 6, line.indexOf(','))))
                .sum();
    }

    private static Map<String, String> read(Jedis jedis, String prefix) {
        List<String> keys = jedis.keys(prefix + "*").stream()
                .filter(key -> !key.startsWith(prefix + "~sluice:"))
                .toList();
        List<String> values = jedis.mget(keys.toArray(String[]::new));
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            all.put(keys.get(i).substring(prefix.length()), values.get(i));
        }
        return all;
    }

    /** The keys that only one of them has, or has with another value; not the values. */
    private static Set<String> differing(Map<String, String> one, Map<String, String> other) {
        Set<Map.Entry<String, String>> both = new HashSet<>(one.entrySet());
        both.retainAll(other.entrySet());
        Set<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        both.forEach(entry -> keys.remove(entry.getKey()));
        return keys;
    }

    /** What the state knows: every record and the hash of its row, and nothing in doubt. */
    private static String state(Path place) throws IOException, SQLException {
        Path folder = place.resolve(".sluice/state/rows");
        JsonNode record = new JsonMapper().readTree(Files.readString(folder.resolve("state.json")));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("run-")))
                    .as("everything is folded")
                    .isEmpty();
        }
        Path snapshot = folder.resolve(record.path("snapshot").asString());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*) || ' records, ' || count(hash_high) || ' certain, '
                          || md5(string_agg(concat_ws(' ', identity, hash_high, hash_low), ';' ORDER BY identity))
                          || ', in doubt ' || count(*) FILTER (pending)
                        FROM read_parquet('%s') WHERE NOT removed AND NOT forgotten""".formatted(snapshot))) {
            row.next();
            return row.getString(1);
        }
    }
}
