package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.report.SyncReport;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Random histories of a mirror, between whose runs and in whose middle things happen to the server and to the process: it is emptied,
 * restarts empty, evicts keys, is restored from an older dump, or a replica takes over that was cut off; others set and delete keys; a second
 * host mirrors to it, also at the same time; the data format changes; the command is killed. After each run that completes, the server is
 * held against a model of what may be there. {@code -Dsluice.test.histories.seconds} says how long, {@code -Dsluice.test.seed} begins with a
 * certain history.
 */
@SuppressWarnings("NullAway.Init") // the test sets the fields
class MirrorHistoriesIT {
    private static final long SEED_OF_THE_BUILD = 20_261_126;

    private static final Duration TIME = Duration.ofSeconds(Long.getLong("sluice.test.histories.seconds", 60));
    private static final String PREFIX = "h:";
    private static final String OUTSIDE = "outside";
    private static final int IDS = 120;
    private static final int STEPS = 30;

    @TempDir
    Path directory;

    private Server server;
    private Server replica;
    private Jedis jedis;
    private Random random;

    private final List<String> log = new ArrayList<>();
    private final Map<String, Integer> happened = new TreeMap<>();
    private int completed;
    private int killed;

    private History history;

    /** What is in the server, and what of it the sync cannot be blamed for. */
    private static final class Dump {
        private final Map<String, byte[]> keys = new HashMap<>();
        private Set<Integer> tampered = Set.of();
        private Set<Integer> strangers = Set.of();
        /** Of a replica that was cut off, in place of the keys: a folder with its file. */
        private @Nullable Path file;
    }

    /** One history, in a folder and under a name of its own. */
    private static final class History {
        private final Path place;
        private final Path elsewhere;
        private TreeMap<Integer, String> rows = new TreeMap<>();
        /** Changed by others since the sync wrote it, which only a look at that very record shows. */
        private Set<Integer> tampered = new HashSet<>();
        /** Written once, and lost with the server or removed before: what has the key now may be anybody's. */
        private final Set<Integer> forgotten = new HashSet<>();
        /** Everything that the sync has ever written. */
        private final Set<Integer> everWritten = new HashSet<>();
        /** Written by the second host, or by others where the sync has no record. */
        private Set<Integer> strangers = new HashSet<>();
        /** What the last run that completed has written. */
        private Set<Integer> owned = Set.of();
        /** Set by others after the server was emptied and before a run has noticed it, with the value. */
        private final Map<Integer, String> protectedKeys = new HashMap<>();
        /** Whether the server was emptied and no run has noticed it. */
        private boolean emptied;

        /** Whether the marker of a run that did not complete may hide that. */
        private boolean hidden;

        /** Whether a run of the second host met one of the first. */
        private boolean contested;

        /** Whether something happened in the middle of the run. */
        private boolean disturbed;

        /** Whether records are hashes from the next run on. */
        private boolean hashes;

        private final List<Dump> dumps = new ArrayList<>();

        History(Path place, Path elsewhere) {
            this.place = place;
            this.elsewhere = elsewhere;
        }
    }

    @Test
    @Fault(
            value =
                    "Random histories: a server that is emptied, restarts empty, evicts keys or is restored from an older dump; a replica that was cut off takes over; deletions and changes by others; a second host in turn and at once; another data format; kills",
            outcome =
                    "after every completed run the server holds what a model allows; nothing is called unchanged that is gone")
    void afterEveryCompletedRunTheServerHasWhatItMayHave() throws IOException, InterruptedException {
        // The build plays the same histories each time; a longer run plays new ones.
        long seed =
                Long.getLong("sluice.test.seed", TIME.toMinutes() > 1 ? new Random().nextLong() : SEED_OF_THE_BUILD);
        long begun = System.nanoTime();
        int histories = 0;
        try (Server running = Server.start();
                Server other = Server.start()) {
            server = running;
            replica = other;
            jedis = running.client();
            do {
                System.out.println("Mirrors have the history of -Dsluice.test.seed=" + seed);
                random = new Random(seed);
                play(seed, histories++);
                seed = random.nextLong();
            } while (System.nanoTime() - begun < TIME.toNanos());
        } finally {
            jedis.close();
        }
        System.out.println(
                histories + " histories, " + completed + " completed runs, " + killed + " kills, " + happened);
        assertThat(completed).as("runs that say something").isGreaterThan(histories);
    }

    private void play(long seed, int number) throws IOException, InterruptedException {
        log.clear();
        jedis.flushAll();
        jedis.set(OUTSIDE, "untouched");
        Path place = Files.createDirectories(directory.resolve("h" + number));
        history = new History(place, Files.createDirectories(directory.resolve("e" + number)));
        edit();
        try {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            run(Kind.ALL_SEEN, () -> {});
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + String.join(", ", log) + ": " + e.getMessage(), e);
        }
    }

    private void step() throws IOException, InterruptedException {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> {
                edit();
                run(Kind.PLAIN, () -> {});
            }
            case 3 -> run(Kind.PLAIN, () -> {});
            case 4 -> run(Kind.ALL_SEEN, () -> {});
            case 5 -> run(Kind.FULL, () -> {});
            case 6 -> run(Kind.REMOVING_FORGOTTEN, () -> {});
            case 7 -> empty();
            case 8 -> dump();
            case 9 -> restore();
            case 10 -> tamper(1);
            case 11 -> tamper(1 + random.nextInt(IDS / 2));
            case 12 -> evictMarker();
            case 13 -> secondHost();
            // It takes as long as a dozen runs.
            case 14 -> {
                if (random.nextInt(4) == 0) {
                    kill();
                }
            }
            case 15 -> restartEmpty();
            case 16 -> evict();
            case 17 -> cutOff();
            case 18 -> {
                note("format");
                history.hashes = !history.hashes;
            }
            default -> {
                edit();
                run(random.nextBoolean() ? Kind.PLAIN : Kind.FULL, this::inMidRun);
            }
        }
    }

    private void note(String what) {
        log.add(what);
        happened.merge(what.replaceAll(" .*", ""), 1, Integer::sum);
    }

    // What happens.

    private void edit() {
        TreeMap<Integer, String> rows = new TreeMap<>(history.rows);
        int changes = 1 + random.nextInt(IDS / 4);
        for (int i = 0; i < changes; i++) {
            int id = random.nextInt(IDS);
            if (random.nextInt(3) == 0) {
                rows.remove(id);
            } else {
                rows.put(id, "v" + random.nextInt(5));
            }
        }
        if (rows.isEmpty()) {
            rows.put(0, "v0");
        }
        history.rows = rows;
        note("edit");
    }

    private void empty() {
        note("empty");
        jedis.flushAll();
        jedis.set(OUTSIDE, "untouched");
        lost();
        maybeSetByOthers();
    }

    private void maybeSetByOthers() {
        if (random.nextBoolean()) {
            // Most of them the sync has written.
            List<Integer> ids = List.copyOf(history.rows.keySet());
            int id = ids.get(random.nextInt(ids.size()));
            note("others-set " + id);
            jedis.set(key(id), "of others");
            history.protectedKeys.put(id, "of others");
            if (ids.size() > 1) {
                history.rows = new TreeMap<>(history.rows);
                history.rows.remove(id);
            }
        }
    }

    /** The process of the server dies, and it has nothing on disk. */
    private void restartEmpty() {
        note("restart-empty");
        restart(() -> server.restartEmpty());
        jedis.set(OUTSIDE, "untouched");
        lost();
        maybeSetByOthers();
    }

    private void restart(Runnable how) {
        jedis.close();
        how.run();
        jedis = server.client();
    }

    /** The server is short of memory for a moment, and evicts keys of its choice. */
    private void evict() {
        Set<Integer> before = present();
        boolean marked = marker() != null;
        long used = Long.parseLong(jedis.info("memory").replaceAll("(?s).*used_memory:([0-9]+).*", "$1"));
        jedis.configSet("maxmemory-policy", "allkeys-random");
        jedis.configSet("maxmemory", Long.toString(used - 2_000 - random.nextInt(4_000)));
        try {
            jedis.set(OUTSIDE, "untouched");
        } catch (JedisDataException e) {
            // There is nothing left to evict.
        }
        jedis.configSet("maxmemory", "0");
        jedis.set(OUTSIDE, "untouched");
        before.removeAll(present());
        note("evict " + before.size());
        history.tampered.addAll(before);
        history.protectedKeys.keySet().removeAll(before);
        if (marked && marker() == null) {
            markerIsGone();
        }
    }

    private void lost() {
        history.emptied = true;
        history.hidden = false;
        history.tampered.clear();
        history.strangers.clear();
        history.protectedKeys.clear();
    }

    /** The marker of a run that did not complete may hide the loss, so what others set may be taken for the sync's. */
    private void unprotect() {
        history.strangers.addAll(history.protectedKeys.keySet());
        history.protectedKeys.clear();
        history.hidden = true;
    }

    private void evictMarker() {
        String marker = marker();
        if (marker != null) {
            note("evict-marker");
            jedis.del(marker);
            markerIsGone();
        }
    }

    private void markerIsGone() {
        history.emptied = true;
        history.hidden = false;
        // What is there now stays, whoever wrote it.
        history.strangers.addAll(present());
    }

    private void dump() {
        if (marker() == null || history.emptied) {
            return;
        }
        note("dump");
        Dump dump = new Dump();
        for (String key : jedis.keys(PREFIX + "*")) {
            dump.keys.put(key, jedis.dump(key));
        }
        keep(dump);
    }

    /** A replica follows for a moment, and is cut off. */
    private void cutOff() throws IOException {
        if (marker() == null || history.emptied) {
            return;
        }
        note("cut-off");
        Dump dump = new Dump();
        dump.file = replica.copyOf(server);
        keep(dump);
    }

    private void keep(Dump dump) {
        dump.tampered = Set.copyOf(history.tampered);
        Set<Integer> strangers = new HashSet<>(history.strangers);
        strangers.addAll(history.protectedKeys.keySet());
        dump.strangers = Set.copyOf(strangers);
        history.dumps.add(dump);
    }

    private void restore() {
        if (history.dumps.isEmpty()) {
            return;
        }
        Dump dump = history.dumps.get(random.nextInt(history.dumps.size()));
        Path file = dump.file;
        if (file == null) {
            note("restore");
            jedis.flushAll();
            dump.keys.forEach((key, value) -> jedis.restore(key, 0, value));
        } else {
            note("failover");
            restart(() -> server.restart(file));
        }
        jedis.set(OUTSIDE, "untouched");
        history.emptied = false;
        history.hidden = false;
        history.protectedKeys.clear();
        history.tampered = new HashSet<>(dump.tampered);
        history.strangers = new HashSet<>(dump.strangers);
        // A run that noticed that the server was empty has forgotten them, and now they are back.
        history.strangers.addAll(history.forgotten);
    }

    private void tamper(int times) {
        for (int i = 0; i < times; i++) {
            int id = random.nextInt(IDS);
            String key = key(id);
            history.tampered.add(id);
            history.protectedKeys.remove(id);
            if (!history.owned.contains(id) || history.emptied) {
                history.strangers.add(id);
            }
            switch (random.nextInt(3)) {
                case 0 -> {
                    note("others-set " + id);
                    jedis.set(key, "of others");
                    if (history.emptied && !history.hidden) {
                        history.protectedKeys.put(id, "of others");
                    }
                }
                case 1 -> {
                    note("others-del " + id);
                    jedis.del(key);
                }
                default -> {
                    note("others-type " + id);
                    jedis.del(key);
                    jedis.rpush(key, "of others");
                }
            }
        }
    }

    private void inMidRun() {
        history.disturbed = true;
        note("in-mid-run:");
        switch (random.nextInt(6)) {
            case 0 -> {
                note("empty-in-mid-run");
                jedis.flushAll();
                jedis.set(OUTSIDE, "untouched");
                lost();
            }
            case 1 -> {
                note("restart-empty-in-mid-run");
                restart(() -> server.restartEmpty());
                jedis.set(OUTSIDE, "untouched");
                lost();
            }
            case 2 -> {
                if (!history.dumps.isEmpty()) {
                    history.contested = true;
                    restore();
                }
            }
            case 3 -> evict();
            case 4 -> {
                history.contested = true;
                secondHost();
            }
            default -> tamper(2);
        }
    }

    // Runs.

    private enum Kind {
        PLAIN,
        ALL_SEEN,
        FULL,
        REMOVING_FORGOTTEN
    }

    private String format() {
        return history.hashes ? "hash" : "string";
    }

    private Mirror mirror(Path place, Kind kind) {
        Mirror mirror = new Mirror(place, server.url(), PREFIX)
                .with("data_format", format())
                .sampling(8);
        return switch (kind) {
            case PLAIN -> mirror;
            case ALL_SEEN -> mirror.sampling(Long.MAX_VALUE);
            case FULL -> mirror.full();
            case REMOVING_FORGOTTEN -> mirror.removingForgotten();
        };
    }

    private void run(Kind kind, Runnable inTheMiddle) {
        note("run-" + kind);
        boolean noticesLoss = history.emptied;
        // Else an earlier run may have noticed it, whose checkpoints are believed.
        boolean believesNothing = noticesLoss && !history.hidden;
        history.contested = false;
        history.disturbed = false;
        SyncReport report = mirror(history.place, kind).run(history.rows, inTheMiddle);
        Set<Integer> before = new HashSet<>(history.everWritten);
        history.everWritten.addAll(history.rows.keySet());
        if (report.ended() != SyncReport.Ended.COMPLETED) {
            note("failed " + report.failure().map(failure -> failure.code()).orElse(""));
            // What it has written and removed is open, and whether it has noticed the loss too.
            if (noticesLoss) {
                history.forgotten.addAll(before);
            }
            history.strangers.addAll(before);
            unprotect();
            return;
        }
        completed++;
        assertThat(history.contested)
                .as("a run completes in whose middle another target or another run took its place")
                .isFalse();
        history.hidden = false;
        boolean emptiedMeanwhile = history.emptied && !noticesLoss;
        assertThat(emptiedMeanwhile)
                .as("a run in whose middle the server was emptied does not complete")
                .isFalse();
        if (noticesLoss) {
            history.forgotten.addAll(before);
            history.emptied = false;
        }
        verify(kind, noticesLoss, believesNothing);
    }

    private void verify(Kind kind, boolean noticedLoss, boolean believedNothing) {
        boolean everythingSeen = (kind == Kind.ALL_SEEN || kind == Kind.FULL || believedNothing) && !history.disturbed;
        Set<Integer> blocked = new HashSet<>();
        history.rows.forEach((id, value) -> {
            boolean holds = expected(id, value).equals(value(id));
            if (!holds && isOfOthers(id)) {
                blocked.add(id);
            } else if (everythingSeen || !history.tampered.contains(id)) {
                assertThat(value(id)).as("the record of row " + id).isEqualTo(expected(id, value));
            }
            if (holds) {
                history.tampered.remove(id);
                history.forgotten.remove(id);
            }
        });
        history.tampered.retainAll(history.rows.keySet());
        history.tampered.addAll(blocked);
        history.owned = Set.copyOf(history.rows.keySet());
        Set<Integer> more = present();
        more.removeAll(history.rows.keySet());
        Set<Integer> left = new HashSet<>(more);
        left.removeAll(history.strangers);
        left.removeAll(history.protectedKeys.keySet());
        assertThat(left).as("records without a row that are nobody's").isEmpty();
        history.protectedKeys.keySet().removeAll(history.rows.keySet());
        if (kind != Kind.REMOVING_FORGOTTEN || noticedLoss) {
            history.protectedKeys.forEach((id, value) -> assertThat(value(id))
                    .as("what others set at " + id + " after the server was emptied")
                    .isEqualTo(value));
        }
        history.strangers.addAll(history.protectedKeys.keySet());
        if (kind == Kind.REMOVING_FORGOTTEN) {
            history.protectedKeys.clear();
        }
        history.strangers.retainAll(more);
        // The sync never took it over, and does not remove it.
        history.strangers.addAll(blocked);
        assertThat(jedis.get(OUTSIDE)).isEqualTo("untouched");
    }

    /** A hash cannot be written over what may be a key of others. */
    private boolean isOfOthers(int id) {
        return history.hashes
                && !List.of("hash", "none").contains(jedis.type(key(id)))
                && (history.tampered.contains(id)
                        || history.strangers.contains(id)
                        || history.forgotten.contains(id)
                        || history.protectedKeys.containsKey(id));
    }

    /** Another host, with a state of its own, mirrors nearly the same rows. */
    private void secondHost() {
        note("second-host");
        Map<Integer, String> rows = new TreeMap<>(history.rows);
        List<Integer> ids = List.copyOf(rows.keySet());
        rows.put(ids.get(random.nextInt(ids.size())), "of the second host");
        SyncReport report = mirror(history.elsewhere, Kind.FULL).run(rows);
        assertThat(report.ended()).isEqualTo(SyncReport.Ended.COMPLETED);
        rows.forEach((id, value) -> {
            // What it knows nothing of may be anybody's, and a hash cannot be written over it.
            if (!history.hashes || List.of("hash", "none").contains(jedis.type(key(id)))) {
                assertThat(value(id)).isEqualTo(expected(id, value));
            }
        });
        // It knows nothing of the loss, and its marker hides it.
        history.emptied = false;
        history.protectedKeys.clear();
        history.tampered.removeAll(history.rows.keySet());
        history.strangers.addAll(present());
    }

    /** The command is killed while it mirrors. */
    private void kill() throws IOException, InterruptedException {
        note("kill");
        List<String> lines = new ArrayList<>(List.of("id,value"));
        history.rows.forEach((id, value) -> lines.add(id + "," + value));
        Files.write(history.place.resolve("rows.csv"), lines);
        long after = commands() + random.nextInt(IDS / 2);
        Sluice.Running running = new Sluice(history.place)
                .start(
                        Map.of("TEST_URL", server.url()),
                        "sync",
                        "rows.csv",
                        "--key",
                        "id",
                        "--mode",
                        "mirror",
                        "--full",
                        "--to",
                        "${env:TEST_URL}",
                        "--set",
                        "key_prefix=" + PREFIX,
                        "--set",
                        "pipeline_commands=5",
                        "--set",
                        "data_format=" + format(),
                        "--max-delete-percent",
                        "100");
        while (!running.process().waitFor(1, TimeUnit.MILLISECONDS) && commands() <= after) {
            // It goes on.
        }
        if (running.process().destroyForcibly().waitFor() == 137) {
            killed++;
        }
        history.strangers.addAll(history.everWritten);
        if (history.emptied) {
            history.forgotten.addAll(history.everWritten);
        }
        history.everWritten.addAll(history.rows.keySet());
        unprotect();
    }

    // The server.

    private long commands() {
        return jedis.info("commandstats")
                .lines()
                .filter(line -> line.matches("cmdstat_(set|hset|del):.*"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf("calls=") + 6, line.indexOf(','))))
                .sum();
    }

    private static String key(int id) {
        return PREFIX + id;
    }

    private String expected(int id, String value) {
        return history.hashes
                ? new TreeMap<>(Map.of("id", Integer.toString(id), "value", value)).toString()
                : "{\"id\":\"" + id + "\",\"value\":\"" + value + "\"}";
    }

    private String value(int id) {
        return switch (jedis.type(key(id))) {
            case "string" -> jedis.get(key(id));
            case "hash" -> new TreeMap<>(jedis.hgetAll(key(id))).toString();
            default -> jedis.type(key(id));
        };
    }

    private @Nullable String marker() {
        return jedis.keys(PREFIX + "~sluice:*").stream().findFirst().orElse(null);
    }

    private Set<Integer> present() {
        Set<Integer> ids = new HashSet<>();
        for (String key : jedis.keys(PREFIX + "[0-9]*")) {
            ids.add(Integer.valueOf(key.substring(PREFIX.length())));
        }
        return ids;
    }
}
