package dev.sluice.cli.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code GET /healthz} with 200 or 503 and a JSON object; it holds names, times and codes alone. */
public final class HealthServer implements AutoCloseable {
    private static final String PATH = "/healthz";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "sluice-health");
        thread.setDaemon(true);
        return thread;
    });
    private final Supplier<Health> health;

    /**
     * How a service is.
     *
     * @param well whether it does what it is for
     */
    public record Health(boolean well, Map<String, Object> details) {}

    private HealthServer(HttpServer server, Supplier<Health> health) {
        this.server = server;
        this.health = health;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Listens.
     *
     * @param port 0 for any that is free
     * @throws dev.sluice.host.failure.HostException if the port is taken, or the address is none of this machine
     */
    public static HealthServer start(String address, int port, Supplier<Health> health) {
        try {
            return new HealthServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0), health);
        } catch (UnknownHostException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--bind " + address + " is no address.", "Give one of this machine, such as 127.0.0.1 or 0.0.0.0.");
        } catch (IOException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "Port " + port + " of " + address + " cannot be listened on: it is taken, or not allowed.",
                    "Give another --port, or end what has it.");
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(NOT_ALLOWED, -1);
            } else {
                Health now = health.get();
                byte[] body = (JsonTree.text(now.details()) + "\n").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("content-type", "application/json");
                exchange.sendResponseHeaders(now.well() ? OK : UNAVAILABLE, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
