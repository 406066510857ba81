package dev.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** What one would write by hand: a pipeline of {@code SET} over one connection, of strings that are in memory already. */
final class PlainLoop {
    private static final int PIPELINE = 500;

    private PlainLoop() {}

    /**
     * Runs the loop once in this process, which has compiled nothing yet, and prints its seconds.
     *
     * @param args the port of a server, and a file with a key and a value in turn, each on a line
     */
    public static void main(String[] args) throws IOException {
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(Path.of(args[1]))) {
            for (String key = lines.readLine(); key != null; key = lines.readLine()) {
                keys.add(key);
                values.add(lines.readLine());
            }
        }
        try (Jedis jedis = RedisProcess.connect(Integer.parseInt(args[0]))) {
            System.out.println(seconds(jedis, keys, values));
        }
    }

    /** Writes every pair; how long that takes. */
    static double seconds(Jedis jedis, List<String> keys, List<String> values) {
        long start = System.nanoTime();
        Pipeline pipeline = jedis.pipelined();
        for (int i = 0; i < keys.size(); i++) {
            pipeline.set(keys.get(i), values.get(i));
            if (i % PIPELINE == PIPELINE - 1) {
                pipeline.sync();
            }
        }
        pipeline.sync();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Runs the loop in a process of its own; how long it takes there, without the start of the process and its reading of the file. */
    static double secondsInItsOwnProcess(int port, Path pairs) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xms2g",
                            "-Xmx2g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            PlainLoop.class.getName(),
                            Integer.toString(port),
                            pairs.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                if (line == null || !process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    throw new IOException("the loop did not end well");
                }
                return Double.parseDouble(line);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
