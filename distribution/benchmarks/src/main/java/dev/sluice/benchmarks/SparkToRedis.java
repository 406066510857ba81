package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/**
 * Rows of 8 columns from Parquet into a local redis-server by Spark, against the command on the same files, against the same number of the
 * destination's writers without Spark, and for hashes against spark-redis with a Spark of its own, where that could be had. Each in a process
 * of its own, in turn, and the server is emptied before each.
 *
 * <p>Of a write by Spark two times are told: from the call to its end, with planning, reading and the shuffle that brings rows of a key together; and the
 * run, from the first task that writes to the commit.
 */
public final class SparkToRedis {
    private static final Pattern SECONDS = Pattern.compile("(?m)^seconds ([0-9.]+)");
    private static final Pattern RUN = Pattern.compile("(?m)^dataframe: .*, ([0-9.]+) s$");

    private final Path directory;
    private final RedisProcess server;
    private final String sparkOpens;
    private final String sparkPath;
    private final String otherPath;
    private final long rows;
    private final int writers;

    private SparkToRedis(Path directory, RedisProcess server, String[] args) {
        this.directory = directory;
        this.server = server;
        this.sparkOpens = args[1];
        this.sparkPath = args[2];
        this.otherPath = args[3];
        this.rows = Long.parseLong(args[4]);
        this.writers = Integer.parseInt(args[6]);
    }

    /**
     * @param args the {@code sluice} command; the options that open the JVM to Spark; the class path of the jobs with the sink; that with spark-redis, empty if
     *     there is none; the numbers of rows, of rounds, and of writers
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("sluice-spark-benchmark");
        try (RedisProcess server = RedisProcess.start(directory)) {
            new SparkToRedis(directory, server, args).run(Path.of(args[0]), Integer.parseInt(args[5]));
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Collections.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    private void run(Path command, int rounds) throws IOException, InterruptedException {
        Path files = directory.resolve("rows");
        job(sparkPath, "DataFrameJob", "generate" + rows, files.toString(), server.port() + "", writers + "");
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            add(
                    measured,
                    "command, its run",
                    FileToRedis.sync(command, directory, files + "/*.parquet", server)
                            .run());
            checkAll();
            for (String format : List.of("string", "hash")) {
                String sink = format.equals("hash") ? "sluice-hash" : "sluice";
                String output =
                        write(sparkPath, "DataFrameJob", sink, files.toString(), server.port() + "", writers + "");
                add(measured, format + ": sink, call to end", number(SECONDS, output));
                add(measured, format + ": sink, its run", number(RUN, output));
                output = write(sparkPath, "WritersJob", rows + "", server.port() + "", writers + "", format);
                add(measured, format + ": as many writers without Spark", number(SECONDS, output));
            }
            if (!otherPath.isEmpty()) {
                String output = write(
                        otherPath, "DataFrameJob", "spark-redis", files.toString(), server.port() + "", writers + "");
                add(measured, "hash: spark-redis, call to end", number(SECONDS, output));
            }
        }
        measured.forEach((what, seconds) ->
                print("median: %s %.2f s (%,.0f rows/s)", what, median(seconds), rows / median(seconds)));
        for (String format : List.of("string", "hash")) {
            print(
                    "%s: the run of the sink is %.2f times as fast as as many writers without Spark",
                    format,
                    median(measured.getOrDefault(format + ": as many writers without Spark", List.of()))
                            / median(measured.getOrDefault(format + ": sink, its run", List.of())));
        }
    }

    private void add(Map<String, List<Double>> measured, String what, double seconds) {
        print("%s: %.2f s", what, seconds);
        measured.computeIfAbsent(what, name -> new ArrayList<>()).add(seconds);
    }

    private String write(String classPath, String job, String... arguments) throws IOException, InterruptedException {
        FileToRedis.empty(server);
        String output = job(classPath, job, arguments);
        checkAll();
        return output;
    }

    private void checkAll() throws IOException {
        try (Jedis jedis = server.connect()) {
            // spark-redis keeps the schema of the DataFrame beside its records.
            long others = jedis.keys("_spark:*:schema").size();
            if (jedis.dbSize() - others != rows) {
                throw new IOException(jedis.dbSize() - others + " records of " + rows + " rows");
            }
        }
    }

    private String job(String classPath, String job, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g"));
        command.addAll(List.of(sparkOpens.split(" ", -1)));
        command.addAll(List.of("-cp", classPath, "dev.sluice.benchmarks.spark." + job));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(1, TimeUnit.HOURS) || process.exitValue() != 0) {
                throw new IOException(job + " did not end well:\n" + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    private static double number(Pattern pattern, String output) throws IOException {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IOException("the job tells no time:\n" + output);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static double median(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
