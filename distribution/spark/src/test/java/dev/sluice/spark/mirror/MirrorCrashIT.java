package dev.sluice.spark.mirror;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.report.SyncReport;
import dev.sluice.spark.SluiceMirror;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** The driver of a mirror is killed while it writes, and while it removes: the next run makes both sides equal. */
class MirrorCrashIT {
    private static final long ROWS = 60_000;

    @TempDir
    Path folder;

    @Test
    void afterAKilledDriverNothingIsMissingAndNothingIsLeft() throws Exception {
        try (TestRedis redis = TestRedis.start();
                Jedis jedis = redis.client()) {
            kill(redis, jedis, 0, ROWS, records -> records > ROWS / 4);
            assertThat(jedis.dbSize()).isLessThan(ROWS);

            // Some rows of the killed run are gone meanwhile.
            SyncReport converged = mirror(redis, 10_000, ROWS + 10_000);
            assertThat(converged.removals().removed()).isPositive();
            assertThat(records(jedis)).isEqualTo(keys(10_000, ROWS + 10_000));
            assertThat(mirror(redis, 10_000, ROWS + 10_000).rows().unchanged()).isEqualTo(ROWS);

            kill(redis, jedis, 0, 0, records -> records < ROWS * 3 / 4);
            assertThat(jedis.dbSize()).isGreaterThan(1);

            SyncReport restored = mirror(redis, 20_000, ROWS + 10_000);
            assertThat(restored.rows().written()).isPositive();
            assertThat(records(jedis)).isEqualTo(keys(20_000, ROWS + 10_000));
        }
    }

    private SyncReport mirror(TestRedis redis, long from, long to) {
        return SluiceMirror.run(
                Sessions.local()
                        .range(from, to)
                        .select(
                                col("id").alias("user_id"),
                                col("id").multiply(2).alias("score")),
                UsersMirror.options(redis.url(), state()));
    }

    private String state() {
        return folder.resolve("state/users").toString();
    }

    private static Set<String> keys(long from, long to) {
        return LongStream.range(from, to).mapToObj(id -> "user:" + id).collect(Collectors.toSet());
    }

    private static Set<String> records(Jedis jedis) {
        return jedis.keys("user:[0-9]*");
    }

    /** Kills the driver of a mirror when so many records are there: the server takes no write from then on until the driver is gone. */
    private void kill(TestRedis redis, Jedis jedis, long from, long to, LongPredicate reached) throws IOException {
        Path log = folder.resolve("driver.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("scratch"))));
        command.addAll(List.of(System.getProperty("sluice.spark.opens").split(" ", -1)));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                UsersMirror.class.getName(),
                redis.url(),
                state(),
                from + "",
                to + ""));
        Process driver = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Awaitility.await("records of a run to be killed")
                    .atMost(Duration.ofMinutes(2))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> !driver.isAlive() || reached.test(jedis.dbSize()));
            jedis.sendCommand(Protocol.Command.CLIENT, "PAUSE", "60000", "WRITE");
            assertThat(driver.isAlive()).as(Files.readString(log)).isTrue();
        } finally {
            driver.destroyForcibly().onExit().join();
            jedis.sendCommand(Protocol.Command.CLIENT, "UNPAUSE");
        }
    }
}
