package dev.sluice.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/**
 * One million rows of 8 columns from Parquet into a local redis-server by {@code sluice sync}, against a plain Jedis pipeline loop that
 * sends the same strings, prepared in memory, over one connection. Rounds alternate, and the server is emptied before each.
 *
 * <p>Two comparisons: the whole process of the command (start of the JVM, reading, encoding, writing, report) with the loop in this process,
 * which has run it before; and the run alone, as the command's report times it, with the loop in a process of its own. In the second, both
 * begin with nothing compiled.
 */
public final class FileToRedis {
    private static final Pattern DURATION = Pattern.compile("\"durationMs\":(\\d+)");

    private FileToRedis() {}

    /**
     * @param args the {@code sluice} command, the number of rows, the number of rounds
     */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        Path command = Path.of(args[0]);
        int rows = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        Path directory = Files.createTempDirectory("sluice-benchmark");
        Path file = directory.resolve("rows.parquet");
        List<String> keys = new ArrayList<>(rows);
        List<String> values = new ArrayList<>(rows);
        try (RedisProcess server = RedisProcess.start(directory)) {
            generate(file, rows, keys, values);
            print(
                    "%,d rows of 8 columns, %,d MB of Parquet, %,d bytes of JSON in a value on average",
                    rows,
                    Files.size(file) >> 20,
                    values.stream().mapToLong(String::length).sum() / rows);
            Path pairs = directory.resolve("pairs");
            write(pairs, keys, values);
            sync(command, directory, file.toString(), server);
            checkEqual(server, keys, values);
            loop(server, keys, values);
            List<Measured> syncs = new ArrayList<>();
            List<Double> loops = new ArrayList<>();
            List<Double> coldLoops = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                Measured sync = sync(command, directory, file.toString(), server);
                double loop = loop(server, keys, values);
                empty(server);
                double coldLoop = PlainLoop.secondsInItsOwnProcess(server.port(), pairs);
                syncs.add(sync);
                loops.add(loop);
                coldLoops.add(coldLoop);
                print(
                        "round %d: sluice %.2f s whole, %.2f s its run, %.2f s of processor, resident %,d MB;"
                                + " plain loop %.2f s warm, %.2f s in its own process",
                        round, sync.seconds, sync.run, sync.processor, sync.residentMegabytes, loop, coldLoop);
            }
            double whole = median(syncs.stream().map(Measured::seconds).toList());
            double run = median(syncs.stream().map(Measured::run).toList());
            print(
                    "median: the whole process %.2f s, warm loop %.2f s: %.2f times as fast",
                    whole, median(loops), median(loops) / whole);
            print(
                    "median: the run alone %.2f s (%,.0f rows/s), loop in its own process %.2f s: %.2f times as fast",
                    run, rows / run, median(coldLoops), median(coldLoops) / run);
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Collections.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    static void generate(Path file, int rows, List<String> keys, List<String> values) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("""
                    COPY (SELECT i AS user_id, 'Ana Müller ' || i AS name, 'user' || i || '@example.com' AS email,
                      (i %% 97) / 97.0::DOUBLE AS score, ((i %% 100000) / 100.0)::DECIMAL(12,2) AS balance, i %% 3 = 0 AS active,
                      CASE i %% 5 WHEN 0 THEN NULL ELSE 'plan-' || i %% 7 END AS plan,
                      TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (i) SECOND AS signed_up
                      FROM range(%d) t(i)) TO '%s' (FORMAT parquet)""".formatted(rows, file));
            // The same text that the sync writes, so that the loop sends exactly the same bytes.
            try (ResultSet result = statement.executeQuery("""
                    SELECT user_id, name, email, score, balance, active, plan,
                      strftime(signed_up, '%%Y-%%m-%%dT%%H:%%M:%%S') FROM '%s'""".formatted(file))) {
                while (result.next()) {
                    String plan = result.getString(7);
                    keys.add("user:" + result.getLong(1));
                    values.add("{\"user_id\":" + result.getLong(1)
                            + ",\"name\":\"" + result.getString(2)
                            + "\",\"email\":\"" + result.getString(3)
                            + "\",\"score\":" + result.getDouble(4)
                            + ",\"balance\":" + result.getString(5)
                            + ",\"active\":" + result.getBoolean(6)
                            + ",\"plan\":" + (plan == null ? "null" : '"' + plan + '"')
                            + ",\"signed_up\":\"" + result.getString(8) + "\"}");
                }
            }
        }
    }

    private static void write(Path pairs, List<String> keys, List<String> values) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(pairs)) {
            for (int i = 0; i < keys.size(); i++) {
                out.write(keys.get(i) + '\n' + values.get(i) + '\n');
            }
        }
    }

    /**
     * @param seconds of the whole process
     * @param run seconds of the run, as the report says
     * @param processor seconds of processor time, of all threads
     */
    record Measured(double seconds, double run, double processor, long residentMegabytes) {}

    static Measured sync(Path command, Path directory, String source, RedisProcess server)
            throws IOException, InterruptedException {
        empty(server);
        long start = System.nanoTime();
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        command.toString(),
                        "sync",
                        source,
                        "--key",
                        "user_id",
                        "--to",
                        server.url(),
                        "--set",
                        "key_prefix=user:",
                        "-o",
                        "json")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        // The kernel's own high-water mark of resident memory, as long as the process lives.
        long resident = 0;
        Duration processor = Duration.ZERO;
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            resident = Math.max(resident, residentMegabytes(process.pid()));
            resident = Math.max(
                    resident,
                    process.descendants()
                            .mapToLong(child -> residentMegabytes(child.pid()))
                            .max()
                            .orElse(0));
            // What it used until now; what it uses in its last moments is not seen.
            processor = process.toHandle().info().totalCpuDuration().orElse(processor);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException("sluice ended with " + process.exitValue() + ":\n" + Files.readString(output));
        }
        Matcher duration = DURATION.matcher(Files.readString(output));
        if (!duration.find()) {
            throw new IOException("the report tells no duration");
        }
        return new Measured(seconds, Long.parseLong(duration.group(1)) / 1e3, processor.toMillis() / 1e3, resident);
    }

    private static long residentMegabytes(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.UTF_8)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
                }
            }
        } catch (IOException ended) {
            return 0;
        }
        return 0;
    }

    private static double loop(RedisProcess server, List<String> keys, List<String> values) {
        empty(server);
        try (Jedis jedis = server.connect()) {
            return PlainLoop.seconds(jedis, keys, values);
        }
    }

    static void empty(RedisProcess server) {
        try (Jedis jedis = server.connect()) {
            jedis.flushAll();
        }
    }

    private static void checkEqual(RedisProcess server, List<String> keys, List<String> values) {
        try (Jedis jedis = server.connect()) {
            if (jedis.dbSize() != keys.size()) {
                throw new IllegalStateException(jedis.dbSize() + " keys instead of " + keys.size());
            }
            for (int i = 0; i < keys.size(); i += Math.max(1, keys.size() / 1000)) {
                String value = jedis.get(keys.get(i));
                if (!values.get(i).equals(value)) {
                    throw new IllegalStateException(keys.get(i) + " is " + value + " instead of " + values.get(i));
                }
            }
        }
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElseThrow();
    }

    private static void print(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
