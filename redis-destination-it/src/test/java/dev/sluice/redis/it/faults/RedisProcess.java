package dev.sluice.redis.it.faults;

import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** A server of a test of faults, and the ways to it: directly, through a proxy, as one user or another. */
final class RedisProcess implements AutoCloseable {
    /** Another program than the embedded one, by its name, to try the faults on it. */
    private static final String NAME =
            System.getProperty("sluice.test.faults.server", Program.embedded().name());

    private final ServerProcess process;
    private final boolean password;

    private RedisProcess(Program program, String... flags) {
        password = !List.of(flags).contains("--requirepass");
        process = ServerProcess.start(program, flags);
    }

    /** Started with these flags, and answering. It forgets when it is killed, unless they say otherwise. */
    static RedisProcess start(String... flags) {
        return new RedisProcess(program(NAME).orElseThrow(), forgetful(flags));
    }

    /** The same, of the program on the {@code PATH}, if there is one. */
    static Optional<RedisProcess> startInstalled(String... flags) {
        return program("installed").map(program -> new RedisProcess(program, forgetful(flags)));
    }

    /** The same, of the embedded program, which is older than 7.0. */
    static RedisProcess startEmbedded(String... flags) {
        return new RedisProcess(Program.embedded(), forgetful(flags));
    }

    private static Optional<Program> program(String name) {
        return Program.all().stream()
                .filter(program -> program.name().equals(name))
                .findFirst();
    }

    private static String[] forgetful(String... flags) {
        String[] all = new String[flags.length + 2];
        all[0] = "--appendonly";
        all[1] = "no";
        System.arraycopy(flags, 0, all, 2, flags.length);
        return all;
    }

    int port() {
        return process.server().port();
    }

    Path directory() {
        return process.directory();
    }

    String url() {
        return url(port());
    }

    /** By way of another port. */
    String url(int by) {
        return "redis://" + (password ? ":" + Witness.PASSWORD + "@" : "") + "127.0.0.1:" + by;
    }

    String url(String user, int by) {
        return "redis://" + user + ":" + Witness.PASSWORD + "@127.0.0.1:" + by;
    }

    Jedis client() {
        DefaultJedisClientConfig.Builder config =
                DefaultJedisClientConfig.builder().serverDefaultProtocol().timeoutMillis(30_000);
        if (password) {
            config.password(Witness.PASSWORD);
        }
        return new Jedis(new HostAndPort("127.0.0.1", port()), config.build());
    }

    void freeze() {
        process.freeze();
    }

    void thaw() {
        process.thaw();
    }

    void kill() {
        process.kill();
    }

    /** Answering when it returns. */
    void restart() {
        process.restart();
    }

    /** Perhaps not answering yet. */
    void launch() {
        process.relaunch();
    }

    @Override
    public void close() {
        process.close();
    }
}
