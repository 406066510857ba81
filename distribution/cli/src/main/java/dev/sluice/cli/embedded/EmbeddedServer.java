package dev.sluice.cli.embedded;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.LockFile;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A redis-server of our own, on the loopback interface and a free port, whose data stay in a directory from one run to the next. For one
 * thread.
 *
 * <p>Other users of the machine reach its port, but not its password: that is new at each start and in files of the user alone. Nobody, not
 * even with the password, may use commands that reach beyond the data. Everything lies in directories that are the user's alone; the program
 * in them is compared with the packed one at each start.
 *
 * <p>It never outlives the command, see {@link Guardian}.
 */
public final class EmbeddedServer implements AutoCloseable {
    /** They write files anywhere, load code, copy data away, or let others in. */
    private static final List<String> FORBIDDEN =
            List.of("ACL", "CONFIG", "DEBUG", "MIGRATE", "MODULE", "PSYNC", "REPLCONF", "REPLICAOF", "SLAVEOF", "SYNC");

    private static final String READY = "Ready to accept connections";
    private static final String PORT_TAKEN = "Address already in use";
    /** A server reads its data before it is ready. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration ALONE = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 10;

    private final LockFile lock;
    private final Guardian guardian;
    private final Path directory;
    private final String version;
    private final int port;
    private final String password;

    private EmbeddedServer(
            LockFile lock, Guardian guardian, Path directory, String version, int port, String password) {
        this.lock = lock;
        this.guardian = guardian;
        this.directory = directory;
        this.version = version;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts the server of a directory and waits until it is ready.
     *
     * @param root where servers live, one directory for each version
     * @throws HostException if another run uses it, others may change its files, or it does not start
     */
    public static EmbeddedServer start(Path root) {
        return start(root, EmbeddedServer::freePort);
    }

    static EmbeddedServer start(Path root, Ports ports) {
        try {
            Path parent = root.getParent();
            if (parent != null) {
                PrivateDirectory.prepare(parent);
            }
            PrivateDirectory.prepare(root);
            PrivateDirectory.restrictFiles(root);
            ServerExecutable executable = ServerExecutable.unpack(root);
            Path directory = root.resolve("redis-" + executable.version());
            PrivateDirectory.prepare(directory);
            PrivateDirectory.restrictFiles(directory);
            LockFile lock = lock(directory);
            try {
                Leftover.end(directory, root.resolve(executable.name()), ALONE, STOP);
                return start(root, executable, directory, lock, ports);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed("its directory " + root + " cannot be used", e);
        }
    }

    private static LockFile lock(Path directory) throws IOException {
        return LockFile.tryLock(directory.resolve("lock"))
                .orElseThrow(() -> HostFailure.EMBEDDED_IN_USE
                        .exception("Another run uses the embedded server in " + directory + ".")
                        .at("file", directory.toString()));
    }

    private static EmbeddedServer start(
            Path root, ServerExecutable executable, Path directory, LockFile lock, Ports ports) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        write(directory.resolve("password"), List.of(password));
        Path log = directory.resolve("redis.log");
        for (int attempt = 1; ; attempt++) {
            int port = ports.next();
            write(directory.resolve("redis.conf"), configuration(port, password));
            Files.deleteIfExists(log);
            Guardian guardian = Guardian.start(root, executable.name(), String.valueOf(directory.getFileName()));
            boolean ready = false;
            try {
                ready = awaitReady(guardian, log);
            } finally {
                if (!ready) {
                    stop(guardian);
                }
            }
            if (ready) {
                return new EmbeddedServer(lock, guardian, directory, executable.version(), port, password);
            }
            // The server itself takes the port: between the choice and that another process may have taken it.
            if (!says(log, PORT_TAKEN) || attempt == ATTEMPTS) {
                throw failed("see " + log + " and " + directory.resolve("start.log"));
            }
        }
    }

    private static List<String> configuration(int port, String password) {
        Stream<String> settings = Stream.of(
                "# Written anew at every start.",
                "bind 127.0.0.1",
                "port " + port,
                "requirepass " + password,
                "daemonize no",
                "logfile redis.log",
                "appendonly yes",
                "appendfsync everysec",
                "save \"\"");
        return Stream.concat(settings, FORBIDDEN.stream().map(command -> "rename-command " + command + " \"\""))
                .toList();
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.deleteIfExists(file);
        try (OutputStream out = OwnerOnly.createFile(file)) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Whether the server has taken its port and read its data; false if it ended instead. Its log tells, which nobody else can write: on the
     * port another process might answer.
     */
    private static boolean awaitReady(Guardian guardian, Path log) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            boolean alive = guardian.isAlive();
            if (says(log, READY)) {
                return true;
            }
            if (!alive) {
                return false;
            }
            pause();
        }
        throw failed("it was not ready within " + START.toMinutes() + " minutes");
    }

    private static boolean says(Path log, String text) throws IOException {
        return Files.exists(log) && new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1).contains(text);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("the start was interrupted");
        }
    }

    private static HostException failed(String why) {
        return HostFailure.EMBEDDED_START_FAILED.exception("The embedded server does not start: " + why + ".");
    }

    private static HostException failed(String why, IOException e) {
        return failed(Reason.of(e).map(reason -> why + " (" + reason + ")").orElse(why));
    }

    /** Where it listens, with the password. */
    public String url() {
        return "redis://:" + password + "@127.0.0.1:" + port;
    }

    /** Where it listens, for people. */
    public String address() {
        return "redis://127.0.0.1:" + port;
    }

    /** The file with its password. */
    public Path passwordFile() {
        return directory.resolve("password");
    }

    /** What it is, whatever its port: the name of its directory, which has its version in it. */
    public String name() {
        return "redis-" + version;
    }

    /** Where its data are. */
    public Path directory() {
        return directory;
    }

    /** Stops the server, which writes what it has to disk first, and waits until it is gone. Idempotent. */
    @Override
    public void close() {
        stop(guardian);
        lock.close();
    }

    private static void stop(Guardian guardian) {
        try {
            guardian.stop(STOP);
        } catch (InterruptedException e) {
            // The guardian goes on by itself.
            Thread.currentThread().interrupt();
        }
    }

    /** Chooses the port that the server is to take. */
    interface Ports {
        int next() throws IOException;
    }
}
