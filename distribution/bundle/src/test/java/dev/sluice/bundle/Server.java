package dev.sluice.bundle;

import java.io.IOException;
import java.net.ServerSocket;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.embedded.RedisServer;

/** A redis-server with a password. */
final class Server implements AutoCloseable {
    static final String PASSWORD = "canary-s3cret-e2e";

    private final RedisServer server;
    private final int port;

    private Server(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    static Server start() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("requirepass " + PASSWORD)
                .build();
        server.start();
        return new Server(server, port);
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

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
