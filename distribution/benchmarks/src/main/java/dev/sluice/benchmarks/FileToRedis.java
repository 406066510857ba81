package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * One million rows of 8 columns from Parquet into a local redis-server by {@code sluice sync}, against a plain Jedis pipeline loop that
 * sends the same strings, prepared in memory, over one connection. The whole process counts: start of the JVM, reading, encoding,
 * writing, report. Rounds alternate, and the server is emptied before each.
 */
public final class FileToRedis {
    private static final int PIPELINE = 500;

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
            sync(command, directory, file, server);
            checkEqual(server, keys, values);
            loop(server, keys, values);
            List<Double> syncs = new ArrayList<>();
            List<Double> loops = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                Measured sync = sync(command, directory, file, server);
                double loop = loop(server, keys, values);
                syncs.add(sync.seconds);
                loops.add(loop);
                print(
                        "round %d: sluice %.2f s (%,.0f rows/s, resident %,d MB), plain loop %.2f s (%,.0f rows/s)",
                        round, sync.seconds, rows / sync.seconds, sync.residentMegabytes, loop, rows / loop);
            }
            print(
                    "median: sluice %.2f s, plain loop %.2f s; sluice is %.2f times as fast",
                    median(syncs), median(loops), median(loops) / median(syncs));
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Collections.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    private static void generate(Path file, int rows, List<String> keys, List<String> values) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("""
                    COPY (SELECT i AS user_id, 'Ana Müller ' || i AS name, 'user' || i || '@example.com' AS email,
                      (i %% 97) / 97.0::DOUBLE AS score, (i %% 100000)::DECIMAL(12,2) / 100 AS balance, i %% 3 = 0 AS active,
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

    private record Measured(double seconds, long residentMegabytes) {}

    private static Measured sync(Path command, Path directory, Path file, RedisProcess server)
            throws IOException, InterruptedException {
        empty(server);
        long start = System.nanoTime();
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        command.toString(),
                        "sync",
                        file.toString(),
                        "--key",
                        "user_id",
                        "--to",
                        server.url(),
                        "--set",
                        "key_prefix=user:")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        // The kernel's own high-water mark of resident memory, as long as the process lives.
        long resident = 0;
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            resident = Math.max(resident, residentMegabytes(process.pid()));
            resident = Math.max(
                    resident,
                    process.descendants()
                            .mapToLong(child -> residentMegabytes(child.pid()))
                            .max()
                            .orElse(0));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException("sluice ended with " + process.exitValue() + ":\n" + Files.readString(output));
        }
        return new Measured(seconds, resident);
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
        long start = System.nanoTime();
        try (Jedis jedis = server.connect()) {
            Pipeline pipeline = jedis.pipelined();
            for (int i = 0; i < keys.size(); i++) {
                pipeline.set(keys.get(i), values.get(i));
                if (i % PIPELINE == PIPELINE - 1) {
                    pipeline.sync();
                }
            }
            pipeline.sync();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void empty(RedisProcess server) {
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
