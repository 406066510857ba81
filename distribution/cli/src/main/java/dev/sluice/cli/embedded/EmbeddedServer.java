package dev.sluice.cli.embedded;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.LockFile;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A redis-server of our own, on the loopback interface and a free port, whose data stay in a directory from one run to the next. For one
 * thread.
 *
 * <p>It has no password: it listens on 127.0.0.1 only, and only while a command runs.
 *
 * <p>It never outlives the command. It is started by a small shell that then waits for its own standard input to end, which happens when
 * this process ends in whatever way, and stops the server. It runs as a daemon, so that Ctrl-C in the terminal reaches the command and
 * not the server, which is needed until the command has come to an orderly end.
 */
public final class EmbeddedServer implements AutoCloseable {
    /** Arguments: program, its configuration, its process id file. */
    private static final String GUARDIAN = """
            trap '' INT TERM HUP QUIT
            "$1" "$2" || exit 1
            cat >/dev/null
            n=0
            while [ ! -s "$3" ] && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done
            [ -s "$3" ] && kill -TERM "$(cat "$3")"
            """;

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int ATTEMPTS = 3;

    private final LockFile lock;
    private final Process guardian;
    private final ProcessHandle server;
    private final Path directory;
    private final String version;
    private final int port;

    private EmbeddedServer(
            LockFile lock, Process guardian, ProcessHandle server, Path directory, String version, int port) {
        this.lock = lock;
        this.guardian = guardian;
        this.server = server;
        this.directory = directory;
        this.version = version;
        this.port = port;
    }

    /**
     * Starts the server of a directory and waits until it answers.
     *
     * @param root where servers live, one directory for each version
     * @throws HostException if another run uses it, or it does not start
     */
    public static EmbeddedServer start(Path root) {
        try {
            OwnerOnly.createDirectories(root);
            ServerExecutable executable = ServerExecutable.unpack(root);
            Path directory = root.resolve("redis-" + executable.version());
            OwnerOnly.createDirectories(directory);
            LockFile lock = lock(directory);
            try {
                awaitPredecessor(directory.resolve("redis.pid"));
                return start(executable, directory, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed("its directory " + root + " cannot be used");
        }
    }

    private static LockFile lock(Path directory) throws IOException {
        return LockFile.tryLock(directory.resolve("lock"))
                .orElseThrow(() -> HostFailure.EMBEDDED_IN_USE
                        .exception("Another run uses the embedded server in " + directory + ".")
                        .at("file", directory.toString()));
    }

    /** A server whose command was killed a moment ago is about to end: two on the same files would spoil them. */
    private static void awaitPredecessor(Path pidFile) throws IOException {
        Optional<ProcessHandle> predecessor = process(pidFile)
                .filter(process -> process.info().command().orElse("").contains("redis-server"));
        if (predecessor.isPresent() && !ended(predecessor.get(), pidFile, STOP)) {
            throw HostFailure.EMBEDDED_IN_USE.exception(
                    "The embedded server of an earlier run still runs, as process "
                            + predecessor.get().pid() + ".",
                    "End that process and run again.");
        }
        Files.deleteIfExists(pidFile);
    }

    private static EmbeddedServer start(ServerExecutable executable, Path directory, LockFile lock) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Files.deleteIfExists(directory.resolve("redis.log"));
            Path configuration = directory.resolve("redis.conf");
            Files.write(configuration, configuration(directory, port), StandardCharsets.UTF_8);
            Path pidFile = directory.resolve("redis.pid");
            Process guardian = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            GUARDIAN,
                            "sluice-embedded-server",
                            executable.file().toAbsolutePath().toString(),
                            configuration.toAbsolutePath().toString(),
                            pidFile.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("start.log").toFile())
                    .start();
            try {
                ProcessHandle server = awaitReady(guardian, pidFile, port);
                if (server != null) {
                    return new EmbeddedServer(lock, guardian, server, directory, executable.version(), port);
                }
            } catch (HostException e) {
                guardian.getOutputStream().close();
                throw e;
            }
            guardian.getOutputStream().close();
            if (attempt == ATTEMPTS) {
                throw failed("see " + directory.resolve("redis.log"));
            }
        }
    }

    private static List<String> configuration(Path directory, int port) {
        String home =
                directory.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"");
        return List.of(
                "# Written anew at every start.",
                "bind 127.0.0.1",
                "port " + port,
                "daemonize yes",
                "dir \"" + home + "\"",
                "pidfile \"" + home + "/redis.pid\"",
                "logfile \"" + home + "/redis.log\"",
                "appendonly yes",
                "appendfsync everysec",
                "save \"\"");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The server's process once it answers; null if it ended instead. */
    private static @Nullable ProcessHandle awaitReady(Process guardian, Path pidFile, int port) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        boolean seen = false;
        while (System.nanoTime() < deadline) {
            Optional<ProcessHandle> server = process(pidFile);
            if (server.isPresent() && answers(port)) {
                return server.get();
            }
            seen |= server.isPresent();
            boolean gone = seen ? server.isEmpty() : !guardian.isAlive();
            if (gone) {
                return null;
            }
            pause();
        }
        throw failed("it did not answer within " + START.toSeconds() + " s");
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] reply = socket.getInputStream().readNBytes(5);
            return new String(reply, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("the start was interrupted");
        }
    }

    private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String text = Files.readString(pidFile).strip();
        return text.matches("\\d{1,18}")
                ? ProcessHandle.of(Long.parseLong(text)).filter(ProcessHandle::isAlive)
                : Optional.empty();
    }

    private static boolean ended(ProcessHandle process, Path pidFile, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!hasEnded(process, pidFile)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    /**
     * Whether a server that ran is done with its data: it removes its process id file last of all. Where the first process of a container
     * does not clear away what has ended, as it often does not, a process that has ended is there for good.
     */
    static boolean hasEnded(ProcessHandle process, Path pidFile) {
        return !process.isAlive() || !Files.exists(pidFile);
    }

    private static HostException failed(String why) {
        return HostFailure.EMBEDDED_START_FAILED.exception("The embedded server does not start: " + why + ".");
    }

    /** Where it listens. */
    public String url() {
        return "redis://127.0.0.1:" + port;
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
        try {
            guardian.getOutputStream().close();
            if (!ended(server, directory.resolve("redis.pid"), STOP)) {
                server.destroyForcibly();
            }
            guardian.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
            lock.close();
        } catch (IOException e) {
            server.destroy();
        } catch (InterruptedException e) {
            server.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
