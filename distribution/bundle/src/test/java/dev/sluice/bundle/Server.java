package dev.sluice.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server with a password, in a directory of its own. It keeps nothing on disk, or everything that it has acknowledged if it is
 * {@link #durable}. Killing it and starting it again, with its files or with older ones, is what it is for.
 */
final class Server implements AutoCloseable {
    static final String PASSWORD = "canary-s3cret-e2e";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path PROGRAM = unpacked();

    /**
     * Below the ports that systems give to clients: a server that starts again finds its port free. Above those of the tests of the Redis
     * destination, which run at the same time.
     */
    private static final int FIRST_PORT = 28_000;

    private static final int PROCESSES = 3;

    /** Ports of one process. */
    private static final int PORTS = 1_500;

    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));

    private final int port;
    private final Path directory;
    private final List<String> settings;
    private Process process;

    private Server(int port, Path directory, List<String> settings) throws IOException {
        this.port = port;
        this.directory = directory;
        this.settings = settings;
        this.process = launch();
    }

    private static Path unpacked() {
        try {
            // Of this process alone: it deletes the program when it ends.
            Path directory = Files.createTempDirectory("sluice-redis-program");
            return ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get()
                    .toPath()
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that loses everything with its process. */
    static Server start(String... settings) throws IOException {
        return start(freePort(), settings);
    }

    /** One that has on disk whatever it has acknowledged. */
    static Server durable(String... settings) throws IOException {
        return start(Stream.concat(Stream.of("appendonly yes", "appendfsync always"), Stream.of(settings))
                .toArray(String[]::new));
    }

    private static Server start(int port, String... settings) throws IOException {
        Path directory = Files.createTempDirectory("sluice-redis");
        Server server = new Server(port, directory, List.of(settings));
        server.awaitAnswer();
        return server;
    }

    private static int freePort() throws IOException {
        int first = FIRST_PORT + PORTS * ((Integer.getInteger("sluice.test.fork", 1) - 1) % PROCESSES);
        for (int i = 0; i < PORTS; i++) {
            int port = first + NEXT_PORT.getAndIncrement() % PORTS;
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException e) {
                // Taken: the next one.
            }
        }
        throw new IOException("no port is free");
    }

    private Process launch() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1",
                "dir " + directory,
                "save \"\"",
                "requirepass " + PASSWORD,
                "masterauth " + PASSWORD,
                // A primary then has no file of what it once sent to a replica.
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0"));
        lines.addAll(settings);
        Path file = Files.write(directory.resolve("server.conf"), lines);
        Process started = new ProcessBuilder(PROGRAM.toString(), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    private void awaitAnswer() {
        Awaitility.await("an answer of the server at " + port)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> {
                    try (Jedis jedis = client()) {
                        return jedis.ping().equals("PONG");
                    }
                });
    }

    String url() {
        return "redis://:" + PASSWORD + "@127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    Jedis client() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .password(PASSWORD)
                        .serverDefaultProtocol()
                        .build());
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        try {
            process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills it, and starts it again with the files that it has. */
    void restart() {
        kill();
        relaunch();
    }

    /** Kills it, and starts it again with other files: those that it had earlier, or those of a replica. */
    void restart(Path files) {
        kill();
        delete(directory);
        copy(files, directory);
        relaunch();
    }

    /** Kills it, and starts it again without any file. */
    void restartEmpty() {
        kill();
        delete(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        relaunch();
    }

    private void relaunch() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    /** A copy of its files as they are now: what is on disk after a power cut at this moment. */
    Path files() {
        try {
            Path copy = Files.createTempDirectory("sluice-redis-files");
            copy(directory, copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a replica, which has caught up when this returns. */
    Server replica(String... more) throws IOException {
        Server replica = Server.durable(Stream.concat(Stream.of("replicaof 127.0.0.1 " + port), Stream.of(more))
                .toArray(String[]::new));
        replica.awaitLink();
        return replica;
    }

    private void awaitLink() {
        Awaitility.await("the link to the primary")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    try (Jedis jedis = client()) {
                        // Before its file is written anew it has none.
                        String persistence = jedis.info("persistence");
                        return jedis.info("replication").contains("master_link_status:up")
                                && persistence.contains("aof_enabled:1")
                                && persistence.contains("aof_rewrite_in_progress:0")
                                && persistence.contains("aof_rewrite_scheduled:0");
                    }
                });
    }

    /** As a replica that no longer hears of its primary: what it has stays what it is. */
    void cutOff() {
        try (Jedis jedis = client()) {
            jedis.replicaofNoOne();
        }
    }

    /** The primary is gone, and this replica, which was cut off, takes its address. */
    void takeOver(Server primary) {
        kill();
        primary.restart(directory);
    }

    /** Follows a primary until it has all that is there, and is cut off then; a folder with the file that it has of it. */
    Path copyOf(Server primary) throws IOException {
        try (Jedis jedis = client()) {
            jedis.replicaof("127.0.0.1", primary.port);
            Awaitility.await("the link to the primary")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> jedis.info("replication").contains("master_link_status:up"));
            jedis.replicaofNoOne();
            jedis.save();
            Path folder = Files.createTempDirectory(directory, "cut-off");
            Files.move(directory.resolve("dump.rdb"), folder.resolve("dump.rdb"));
            return folder;
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        delete(directory);
    }
}
