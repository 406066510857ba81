package dev.sluice.redis.it;

import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.redis.it.tls.Issuer;
import dev.sluice.redis.it.tls.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import redis.clients.jedis.Jedis;

/** Where records go: the settings that lead there, and a plain client to each server, past TLS and redirections. */
final class Place {
    private final String scheme;
    private final String host;
    private final int port;
    private final Map<String, Object> more;
    private final List<Jedis> clients;
    private final ToIntFunction<String> clientOfKey;

    private Place(
            String scheme,
            String host,
            int port,
            Map<String, Object> more,
            List<Jedis> clients,
            ToIntFunction<String> clientOfKey) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.more = more;
        this.clients = clients;
        this.clientOfKey = clientOfKey;
    }

    static Place standalone(RedisServer server) {
        return new Place("redis", server.host(), server.port(), Map.of(), List.of(server.client()), key -> 0);
    }

    /** A server that speaks TLS on one port, and plain text to the clients of the tests on another. */
    @SuppressWarnings("resource") // it ends with the process
    static Place tls(Program program) {
        Issuer issuer = new Issuer("conformance");
        TlsServer server = TlsServer.start(program, directory(), issuer.issue("server", "127.0.0.1"), issuer);
        return new Place(
                "rediss",
                "127.0.0.1",
                URI.create(server.url()).getPort(),
                Map.of("tls_ca_certificate", issuer.certificate()),
                List.of(server.plain().client()),
                key -> 0);
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target", "tls")).toAbsolutePath(), "server-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Place cluster(ClusterGroup cluster) {
        List<ServerProcess> masters = cluster.nodes();
        int[] owners = new int[ClusterGroup.SLOTS];
        for (int i = 0; i < masters.size(); i++) {
            // Each has the slots from its share on, up to the next one's.
            Arrays.fill(owners, ClusterGroup.SLOTS * i / masters.size(), ClusterGroup.SLOTS, i);
        }
        RedisServer first = masters.get(0).server();
        return new Place(
                "redis",
                first.host(),
                first.port(),
                Map.of("topology", "cluster", "nodes", cluster.others()),
                masters.stream().map(master -> master.server().client()).toList(),
                key -> owners[ClusterGroup.slot(key)]);
    }

    /** The settings that lead there. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("connection_url", url("", RedisServer.PASSWORD));
        return settings;
    }

    /** The address of the first server, for a user and a password. */
    String url(String user, String password) {
        return url(user, password, host, port);
    }

    /** Another address of the same kind. */
    String url(String user, String password, String host, int port) {
        return scheme + "://" + user + ":" + password + "@" + host + ":" + port;
    }

    /** Where its one server listens; empty when there are several, which name each other. */
    @SuppressWarnings("AddressSelection") // the address of one server of ours
    Optional<InetSocketAddress> onlyAddress() {
        return clients.size() == 1 ? Optional.of(new InetSocketAddress(host, port)) : Optional.empty();
    }

    /** A client to the server of a key. */
    Jedis client(String key) {
        return clients.get(clientOfKey.applyAsInt(key));
    }

    /** A client to each server that has keys. */
    List<Jedis> clients() {
        return clients;
    }
}
