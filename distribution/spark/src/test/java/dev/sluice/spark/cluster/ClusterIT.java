package dev.sluice.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spark.support.TestRedis;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** A million rows by a cluster in which an executor is killed, tasks fail, and slow tasks have twins. */
class ClusterIT {
    private static final long ROWS = 1_000_000;
    private static final int FOREIGN = 100;
    private static final String CANARY = "canary-8f3a61c2";
    /** A quiet machine takes a minute for all of it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of a task that writes: earlier stages make the rows. */
    private static final Pattern TWIN = Pattern.compile(
            "Marking task (\\d+) in stage (2\\.\\d+) .*Starting task \\1\\.\\d+ in stage \\2 ", Pattern.DOTALL);

    private static final Pattern IDENTITY = Pattern.compile("\"identity\":\\[\"(\\d+)\"]");

    @TempDir
    Path folder;

    @Test
    void everyRowIsWrittenAndCountedOnceAndNoSecretIsShown() throws Exception {
        Path events = Files.createDirectories(folder.resolve("events"));
        Path rejected = Files.createDirectories(folder.resolve("rejected"));
        Path looked = folder.resolve("looked");
        int ui = TestRedis.freePort();
        StringBuilder pages = new StringBuilder();
        try (TestRedis redis = TestRedis.start("--requirepass", CANARY);
                Jedis jedis = redis.client();
                Cluster cluster = Cluster.start(folder)) {
            jedis.auth(CANARY);
            // Keys of another application, all over the partitions: their rows are rejected.
            for (int i = 0; i < FOREIGN; i++) {
                jedis.lpush("user:" + i * 9_973, "another application's");
            }
            Process driver = cluster.submit(
                    Map.of("REDIS_URL", "redis://:" + CANARY + "@127.0.0.1:" + redis.port()),
                    "--jars",
                    System.getProperty("sluice.spark.jar"),
                    "--class",
                    UsersJob.class.getName(),
                    "--conf",
                    "spark.executor.memory=512m",
                    "--conf",
                    "spark.executor.cores=1",
                    "--conf",
                    "spark.cores.max=2",
                    "--conf",
                    "spark.executor.extraJavaOptions=" + Cluster.SHORT_LIVED + " " + cluster.temporary(),
                    "--conf",
                    "spark.task.maxFailures=8",
                    "--conf",
                    "spark.speculation=true",
                    "--conf",
                    "spark.speculation.interval=100ms",
                    "--conf",
                    "spark.speculation.quantile=0.2",
                    "--conf",
                    "spark.speculation.multiplier=1.01",
                    "--conf",
                    "spark.sql.shuffle.partitions=6",
                    "--conf",
                    "spark.shuffle.io.maxRetries=1",
                    "--conf",
                    "spark.shuffle.io.retryWait=100ms",
                    "--conf",
                    "spark.ui.port=" + ui,
                    "--conf",
                    "spark.eventLog.enabled=true",
                    "--conf",
                    "spark.eventLog.compress=false",
                    "--conf",
                    "spark.eventLog.dir=" + events.toUri(),
                    jobJar().toString(),
                    ROWS + "",
                    rejected.toUri().toString(),
                    looked.toString());

            awaitRows(driver, jedis, 100_000);
            jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
            awaitRows(driver, jedis, 300_000);
            List<ProcessHandle> executors = cluster.executors();
            assertThat(executors).as(cluster.log("driver")).isNotEmpty();
            // It stands still until a task of it has a twin, and then it is gone.
            new ProcessBuilder("kill", "-STOP", executors.get(0).pid() + "")
                    .start()
                    .waitFor();
            Awaitility.await("a second attempt of a slow task")
                    .atMost(PATIENCE)
                    .until(() -> !driver.isAlive()
                            || TWIN.matcher(cluster.log("driver")).find());
            executors.get(0).destroyForcibly();
            Awaitility.await("the report of the run")
                    .atMost(PATIENCE)
                    .until(() -> !driver.isAlive() || cluster.log("driver").contains("  read "));
            assertThat(driver.isAlive()).as(cluster.log("driver")).isTrue();
            assertThat(TWIN.matcher(cluster.log("driver")).find())
                    .as(cluster.log("driver"))
                    .isTrue();
            look(ui, cluster, pages);
            Files.createFile(looked);

            assertThat(driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the application ends")
                    .isTrue();
            assertThat(driver.exitValue()).as(cluster.log("driver")).isZero();
            assertThat(jedis.dbSize()).isEqualTo(ROWS);
            assertThat(jedis.hget("user:123456", "name")).isEqualTo("user 123456");
            assertThat(cluster.log("driver"))
                    .contains(
                            "read 1,000,000 = 999,900 written + 0 unchanged + 0 skipped + 100 rejected",
                            "100 × WRONGTYPE");
        }
        assertThat(namedRows(rejected)).isEqualTo(FOREIGN);
        Marks marks = marks(events);
        assertThat(marks.failed).isPositive();
        assertThat(marks.speculative).isPositive();
        assertThat(marks.lostExecutors).isPositive();
        assertThat(pages).doesNotContain(CANARY);
        assertNoCanary(folder);
    }

    private static void awaitRows(Process driver, Jedis jedis, long rows) {
        Awaitility.await(rows + " rows")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !driver.isAlive() || jedis.dbSize() >= rows);
    }

    /** What everybody sees who may see the pages of the application, of the master and of the workers. */
    private static void look(int ui, Cluster cluster, StringBuilder pages) throws IOException, InterruptedException {
        String root = "http://127.0.0.1:" + ui;
        String applications = page(root + "/api/v1/applications", "users");
        Matcher match = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"").matcher(applications);
        assertThat(match.find()).isTrue();
        String id = match.group(1);
        pages.append(applications)
                .append(page(root + "/jobs/", "users"))
                .append(page(root + "/stages/", "Completed Stages"))
                .append(page(root + "/executors/", "users"))
                .append(page(root + "/environment/", "spark.speculation"))
                .append(page(root + "/SQL/", "users"))
                .append(page(root + "/SQL/execution/?id=0", "sluice"))
                .append(page(root + "/api/v1/applications/" + id + "/environment", "spark.speculation"))
                .append(page(root + "/api/v1/applications/" + id + "/stages?details=true", "SluiceException"))
                .append(page(
                        root + "/api/v1/applications/" + id + "/sql?details=true&planDescription=true", "AppendData"));
        List<String> addresses = cluster.pages();
        pages.append(page(addresses.get(0) + "/app/?appId=" + id, "users"));
        for (String address : addresses) {
            pages.append(page(address + "/", id)).append(page(address + "/json/", id));
        }
        pages.append(page(addresses.get(1) + "/logPage/?appId=" + id + "&executorId=0&logType=stderr", "stderr"))
                .append(page(addresses.get(2) + "/logPage/?appId=" + id + "&executorId=1&logType=stderr", "stderr"));
    }

    /** @param expected what shows that it is the page that is meant */
    private static String page(String address, String expected) throws IOException, InterruptedException {
        String page = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(page).as(address).contains(expected);
        return page;
    }

    /** The jar of a user, with nothing but the job. */
    private Path jobJar() throws IOException {
        Path jar = folder.resolve("job.jar");
        String name = UsersJob.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream stream = new JarOutputStream(file)) {
            stream.putNextEntry(new JarEntry(name));
            UsersJob.class.getClassLoader().getResourceAsStream(name).transferTo(stream);
            stream.closeEntry();
        }
        return jar;
    }

    /** Every file of a run is named by its index, and no row is in two. */
    private static long namedRows(Path rejected) throws IOException {
        Set<String> identities = new HashSet<>();
        long lines = 0;
        try (Stream<Path> all = Files.walk(rejected)) {
            List<Path> files =
                    all.filter(file -> file.toString().endsWith(".ndjson")).toList();
            String index = "";
            for (Path file : files) {
                index = Files.readString(file.resolveSibling("_rejected.json"));
                assertThat(index).contains(file.getFileName().toString());
                for (String line : Files.readAllLines(file)) {
                    Matcher matcher = IDENTITY.matcher(line);
                    assertThat(matcher.find()).as(line).isTrue();
                    identities.add(matcher.group(1));
                    lines++;
                }
            }
            assertThat(index).contains("\"rows\":" + lines);
        }
        assertThat(identities).hasSize((int) lines);
        return lines;
    }

    private record Marks(long failed, long speculative, long lostExecutors) {}

    private static Marks marks(Path events) throws IOException {
        long failed = 0;
        long speculative = 0;
        long lost = 0;
        try (Stream<Path> all = Files.walk(events)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".crc"))
                    .toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    boolean ended = line.startsWith("{\"Event\":\"SparkListenerTaskEnd\"");
                    failed += ended && line.contains("\"Failed\":true") ? 1 : 0;
                    boolean began = line.startsWith("{\"Event\":\"SparkListenerTaskStart\"");
                    speculative += began && line.contains("\"Speculative\":true") ? 1 : 0;
                    lost += line.startsWith("{\"Event\":\"SparkListenerExecutorRemoved\"") ? 1 : 0;
                }
            }
        }
        return new Marks(failed, speculative, lost);
    }

    /**
     * Logs of driver, master, workers and executors, event log, rejected rows: whatever is left of the application, but the blocks that Spark passes
     * between its processes, in which tasks find the secret.
     */
    private static void assertNoCanary(Path folder) throws IOException {
        byte[] canary = CANARY.getBytes(StandardCharsets.UTF_8);
        long files = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".jar"))
                    .filter(file -> !file.startsWith(folder.resolve("scratch")))
                    .toList()) {
                files++;
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(new String(canary, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(files).isGreaterThan(10);
    }
}
