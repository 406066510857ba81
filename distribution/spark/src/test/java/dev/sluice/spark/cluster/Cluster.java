package dev.sluice.spark.cluster;

import dev.sluice.spark.support.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A master and two workers, each a process of its own, of the resolved jars of Spark: nothing is installed. */
final class Cluster implements AutoCloseable {
    /** Of processes that end soon: most of what such a cluster does is to start. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private final Path home;
    private final Path folder;
    private final int port = TestRedis.freePort();
    private final List<Process> processes = new ArrayList<>();
    private final List<String> pages = new ArrayList<>();
    /** Nothing goes on after this process, however it ends. */
    private final Thread hook = new Thread(this::end, "end-cluster");

    private Cluster(Path folder) {
        this.folder = folder;
        // Not in the folder of the test: links are not to be followed when that is removed.
        this.home = Path.of("target", "spark-home").toAbsolutePath();
    }

    /** @param folder takes everything that the cluster writes */
    static Cluster start(Path folder) throws IOException {
        Cluster cluster = new Cluster(folder);
        boolean started = false;
        try {
            Runtime.getRuntime().addShutdownHook(cluster.hook);
            cluster.install();
            cluster.startMaster();
            // Spark starts no second attempt of a task on the host of the first.
            cluster.startWorker("worker-1", "127.0.0.1");
            cluster.startWorker("worker-2", "127.0.0.2");
            Awaitility.await("workers that register with the master")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Stream.of("worker-1", "worker-2")
                            .allMatch(worker -> cluster.log(worker).contains("Successfully registered with master")));
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private void startMaster() {
        int ui = page("127.0.0.1");
        run(
                "master",
                Map.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                port + "",
                "--webui-port",
                ui + "");
    }

    private void startWorker(String name, String host) {
        int ui = page(host);
        run(
                name,
                Map.of("SPARK_LOCAL_IP", host),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                host,
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                ui + "",
                "--work-dir",
                folder.resolve(name).toString(),
                master());
    }

    private int page(String host) {
        int ui = TestRedis.freePort();
        pages.add("http://" + host + ":" + ui);
        return ui;
    }

    /** The addresses of the pages of the master and of each worker. */
    List<String> pages() {
        return List.copyOf(pages);
    }

    private void install() throws IOException {
        Files.createDirectories(scratch());
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String jar : classPath().split(":", -1)) {
            Path file = Path.of(jar);
            Path link = jars.resolve(file.getFileName());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, file);
        }
        Files.writeString(home.resolve("RELEASE"), "");
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/log4j2.properties"), """
                rootLogger.level = info
                rootLogger.appenderRef.stdout.ref = console
                appender.console.type = Console
                appender.console.name = console
                appender.console.target = SYSTEM_ERR
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex
                """);
    }

    private static String classPath() {
        try {
            return Files.readString(Path.of(System.getProperty("sluice.spark.classpath")))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String master() {
        return "spark://127.0.0.1:" + port;
    }

    /** Starts what a user starts by {@code spark-submit}. */
    Process submit(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master()));
        all.addAll(List.of(arguments));
        return run("driver", environment, all.toArray(new String[0]));
    }

    /** What a process has printed. */
    String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The executors of the cluster, which its workers have started. */
    List<ProcessHandle> executors() {
        return processes.stream()
                .flatMap(process -> process.toHandle().descendants())
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(argument -> argument.contains("CoarseGrainedExecutorBackend")))
                .toList();
    }

    /** The option of a JVM that keeps what it leaves behind in the folder of the test. */
    String temporary() {
        return "-Djava.io.tmpdir=" + scratch();
    }

    /** Where Spark keeps blocks of data, serialized tasks among them. */
    Path scratch() {
        return folder.resolve("scratch");
    }

    private Process run(String name, Map<String, String> environment, String... command) {
        List<String> all = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        all.addAll(List.of(SHORT_LIVED.split(" ", -1)));
        all.add("-Xmx512m");
        all.add(temporary());
        all.addAll(List.of(System.getProperty("sluice.spark.opens").split(" ", -1)));
        all.addAll(List.of("-cp", home.resolve("conf") + ":" + home.resolve("jars") + "/*"));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", home.toString(),
                        "SPARK_SCALA_VERSION", "2.13",
                        "SPARK_LOCAL_IP", "127.0.0.1",
                        "SPARK_LOCAL_DIRS", scratch().toString(),
                        "SPARK_NO_DAEMONIZE", "1"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void end() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            Process process = processes.get(i);
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            process.onExit().join();
        }
    }
}
