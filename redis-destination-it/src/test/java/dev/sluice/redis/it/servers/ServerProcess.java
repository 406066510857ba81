package dev.sluice.redis.it.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A server process of a test's own, on the loopback interface, with a directory of its own. It has the password of all tests, and what it
 * acknowledges is on disk (AOF, always) unless flags say otherwise: of a flag that occurs twice the last one counts. Killing, stopping and
 * starting it again is what it is for; closing it, or the end of this process, ends it and deletes its directory.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TRIES = 3;
    private static final String PASSWORD = RedisServer.PASSWORD;

    private final RedisServer server;
    private final Path directory;
    private final List<String> command;
    private Process process;
    /** What it had logged before it was started the last time. */
    private int logged;

    private ServerProcess(RedisServer server, Path directory, List<String> command) throws IOException {
        this.server = server;
        this.directory = directory;
        this.command = command;
        this.process = launch();
    }

    /** Starts a server, and waits until it answers. */
    public static ServerProcess start(Program program, String... flags) {
        return start(program, Arrays.asList(flags));
    }

    /** Starts a server, and waits until it answers. */
    public static ServerProcess start(Program program, List<String> flags) {
        List<String> all = new ArrayList<>(List.of("--requirepass", PASSWORD, "--masterauth", PASSWORD));
        all.addAll(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always"));
        all.addAll(List.of("--repl-diskless-sync-delay", "0"));
        all.addAll(flags);
        return launch(program, "", all);
    }

    /** Starts a sentinel; its configuration is a file, which it rewrites. */
    static ServerProcess sentinel(Program program, String configuration) {
        return launch(program, configuration, List.of("--sentinel"));
    }

    private static ServerProcess launch(Program program, String configuration, List<String> flags) {
        IllegalStateException failure = new IllegalStateException("no server starts");
        for (int i = 0; i < TRIES; i++) {
            // Another process may have taken the port in between.
            int port = Ports.free();
            ServerProcess started = null;
            try {
                Path directory = Cleanup.directory();
                Path file = directory.resolve("server.conf");
                Files.writeString(
                        file,
                        "port " + port + "\nbind 127.0.0.1\nprotected-mode no\ndir " + directory + "\n"
                                + configuration);
                List<String> command = new ArrayList<>(List.of(program.path().toString(), file.toString()));
                command.addAll(flags);
                RedisServer server = new RedisServer(program.name(), "127.0.0.1", port, program.version());
                started = new ServerProcess(server, directory, command);
                started.awaitAnswer();
                return started;
            } catch (IOException | IllegalStateException e) {
                failure.addSuppressed(e);
                if (started != null) {
                    started.close();
                }
            }
        }
        throw failure;
    }

    private Process launch() throws IOException {
        File log = directory.resolve("server.log").toFile();
        logged = log.exists() ? log().length() : 0;
        return Cleanup.watched(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start());
    }

    /** Where it is, and clients to it. */
    public RedisServer server() {
        return server;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs, or is frozen. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Where its files are. */
    public Path directory() {
        return directory;
    }

    /** What it has logged so far. */
    public String log() {
        try {
            return Files.readString(directory.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        Cleanup.end(process);
    }

    /** Starts it again after {@link #kill()}, same port, same data, and waits until it answers. */
    public void restart() {
        relaunch();
        awaitAnswer();
    }

    /** As {@link #restart()}, without waiting: it may be loading. */
    public void relaunch() {
        if (process.isAlive()) {
            throw new IllegalStateException("it runs");
        }
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGSTOP: connections stay, and nothing answers. */
    public void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill " + signal + ": " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitAnswer() {
        Awaitility.await("an answer of " + server)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("it has ended: " + log());
        }
        // With the password: who has not logged in is told so, and not that the server is still loading.
        try (Jedis jedis = server.client()) {
            jedis.ping();
            return listens();
        } catch (JedisDataException e) {
            // It wants no password, or another.
            return (e.getMessage() == null || !e.getMessage().startsWith("LOADING")) && listens();
        } catch (JedisConnectionException e) {
            return false;
        }
    }

    /** Whether it is this process that listens, and not another that has the port: then this one is about to end. */
    private boolean listens() {
        String log = log().substring(logged);
        return log.contains("Ready to accept connections") || log.contains("Sentinel ID is");
    }

    @Override
    public void close() {
        Cleanup.end(process);
        Cleanup.delete(directory);
    }

    @Override
    public String toString() {
        return server + " at " + server.address();
    }
}
