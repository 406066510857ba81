package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;

/**
 * How long an application waits for a {@code GET} while a sync runs: 2,000 a second over one connection, of random keys, with no sync, with an
 * upsert of every record as fast as it goes, and with {@code --max-rows-per-second}. The sync is a process of its own and so is the server; this
 * process is the application. A time counts from when the command was due, so a wait also counts for those that queue behind it.
 */
public final class ReaderLatency {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1) / 2_000;
    private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int WARM_UP = 20_000;

    private ReaderLatency() {}

    /**
     * @param args the {@code sluice} command, the number of rows, then rates of rows a second that are tried
     */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        int rows = Integer.parseInt(args[1]);
        Path directory = Files.createTempDirectory("sluice-benchmark");
        Path file = directory.resolve("rows.parquet");
        List<String> keys = new ArrayList<>(rows);
        try (RedisProcess server = RedisProcess.start(directory)) {
            FileToRedis.generate(file, rows, keys, new ArrayList<>(rows));
            List<String> sync = List.of(
                    args[0],
                    "sync",
                    file.toString(),
                    "--key",
                    "user_id",
                    "--to",
                    server.url(),
                    "--set",
                    "key_prefix=user:",
                    "-q");
            run(sync, directory).waitFor();
            try (Jedis jedis = server.connect()) {
                for (int i = 0; i < WARM_UP; i++) {
                    jedis.get(keys.get(i % rows));
                }
                print("no sync", measure(jedis, keys, List.of(), directory));
                print("a sync as fast as it goes", measure(jedis, keys, sync, directory));
                for (String rate : Arrays.asList(args).subList(2, args.length)) {
                    List<String> slowed = new ArrayList<>(sync);
                    slowed.addAll(List.of("--max-rows-per-second", rate));
                    print(rate + " rows a second", measure(jedis, keys, slowed, directory));
                }
            }
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Collections.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    /** Reads at an even rate while a sync, if there is one, runs again and again; the nanoseconds of each command, sorted. */
    private static long[] measure(Jedis jedis, List<String> keys, List<String> sync, Path directory)
            throws IOException, InterruptedException {
        Optional<Process> running = sync.isEmpty() ? Optional.empty() : Optional.of(run(sync, directory));
        Random random = new Random(1);
        long[] waits = new long[(int) (MEASURE_NANOS / INTERVAL_NANOS)];
        long start = System.nanoTime();
        for (int i = 0; i < waits.length; i++) {
            long due = start + i * INTERVAL_NANOS;
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            if (jedis.get(keys.get(random.nextInt(keys.size()))) == null) {
                throw new IllegalStateException("a record is not there");
            }
            waits[i] = System.nanoTime() - due;
            if (running.isPresent() && !running.get().isAlive()) {
                check(running.get());
                running = Optional.of(run(sync, directory));
            }
        }
        if (running.isPresent()) {
            running.get().destroy();
            running.get().waitFor();
        }
        Arrays.sort(waits);
        return waits;
    }

    private static Process run(List<String> command, Path directory) throws IOException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    private static void check(Process ended) {
        if (ended.exitValue() != 0) {
            throw new IllegalStateException("sluice ended with " + ended.exitValue());
        }
    }

    private static void print(String what, long[] sorted) {
        System.out.println(String.format(
                Locale.ROOT,
                "%-26s p50 %6.2f ms, p99 %6.2f ms, p99.9 %6.2f ms, longest %6.2f ms",
                what,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 0.999),
                at(sorted, 1)));
    }

    private static double at(long[] sorted, double part) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))] / 1e6;
    }
}
