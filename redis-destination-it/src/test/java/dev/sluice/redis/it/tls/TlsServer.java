package dev.sluice.redis.it.tls;

import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.Ports;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server that speaks plain Redis on one port and TLS on another. */
public final class TlsServer implements AutoCloseable {
    private final Path files;
    private final int port;
    private final ServerProcess process;

    private TlsServer(Path files, int port, ServerProcess process) {
        this.files = files;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a server.
     *
     * @param files an empty directory for its certificates
     * @param clients whose certificates it accepts
     * @param flags more of them; of one that occurs twice the last one counts
     */
    public static TlsServer start(
            Program program, Path files, Issuer.Issued identity, Issuer clients, String... flags) {
        int port = Ports.free();
        write(files, identity, clients);
        List<String> all = new ArrayList<>(flags(port, files));
        all.addAll(Arrays.asList(flags));
        return new TlsServer(files, port, ServerProcess.start(program, all));
    }

    /**
     * A cluster whose nodes speak TLS with each other, and with clients on the ports given.
     *
     * @param files an empty directory for the certificate of all nodes
     * @param ports one for each of three nodes
     */
    public static ClusterGroup startCluster(Program program, Path files, Issuer issuer, List<Integer> ports) {
        write(files, issuer.issue("node", "127.0.0.1"), issuer);
        return ClusterGroup.start(program, ports, port -> {
            List<String> all = new ArrayList<>(flags(port, files));
            all.addAll(List.of("--tls-cluster", "yes"));
            return all;
        });
    }

    private static List<String> flags(int port, Path files) {
        List<String> all = new ArrayList<>(List.of("--tls-port", Integer.toString(port)));
        all.addAll(List.of("--tls-cert-file", files.resolve("server.crt").toString()));
        all.addAll(List.of("--tls-key-file", files.resolve("server.key").toString()));
        all.addAll(List.of("--tls-ca-cert-file", files.resolve("ca.crt").toString()));
        all.addAll(List.of("--tls-auth-clients", "no"));
        return all;
    }

    private static void write(Path files, Issuer.Issued identity, Issuer clients) {
        try {
            Files.writeString(files.resolve("server.crt"), identity.certificate());
            Files.writeString(files.resolve("server.key"), identity.key());
            Files.writeString(files.resolve("ca.crt"), clients.certificate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it and starts it again with another certificate, same ports, same data. */
    public void restart(Issuer.Issued identity, Issuer clients) {
        process.kill();
        write(files, identity, clients);
        process.restart();
    }

    /** The way without TLS, for a client of the test's own. */
    public RedisServer plain() {
        return process.server();
    }

    /** A URL that says TLS, to the port that speaks it. */
    public String url() {
        return url("rediss", port);
    }

    /** A URL with that scheme to the port that speaks TLS, or to the one that does not. */
    public String url(String scheme, boolean toTlsPort) {
        return url(scheme, toTlsPort ? port : plain().port());
    }

    private static String url(String scheme, int port) {
        return scheme + "://:" + RedisServer.PASSWORD + "@127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return plain().toString();
    }
}
