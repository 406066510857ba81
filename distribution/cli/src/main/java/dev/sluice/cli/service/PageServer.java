package dev.sluice.cli.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.metrics.RunMetrics;
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

/** Answers GET and HEAD of a few pages by HTTP: how a service is, and its metrics. None holds more than names, times, counts and codes. */
public final class PageServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final String address;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "sluice-pages");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Supplier<Page>> pages;

    /** What is answered. */
    public record Page(int status, String mediaType, String body) {
        /**
         * How a service is, as a JSON object.
         *
         * @param well whether it does what it is for
         */
        public static Page health(boolean well, Map<String, Object> details) {
            return new Page(well ? OK : UNAVAILABLE, "application/json", JsonTree.text(details) + "\n");
        }

        /** The metrics of this process. */
        public static Page of(RunMetrics metrics) {
            return new Page(OK, RunMetrics.mediaType(), new String(metrics.text(), StandardCharsets.UTF_8));
        }
    }

    private PageServer(String address, HttpServer server, Map<String, Supplier<Page>> pages) {
        this.address = address;
        this.server = server;
        this.pages = Map.copyOf(pages);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Listens.
     *
     * @param port 0 for any that is free
     * @param options what the options of address and port begin with, such as {@code --}
     * @param pages by path
     * @throws dev.sluice.host.failure.HostException if the port is taken, or the address is none of this machine
     */
    public static PageServer start(String address, int port, String options, Map<String, Supplier<Page>> pages) {
        try {
            return new PageServer(
                    address, HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0), pages);
        } catch (UnknownHostException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    options + "bind " + address + " is no address.",
                    "Give one of this machine, such as 127.0.0.1 or 0.0.0.0.");
        } catch (IOException | IllegalArgumentException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "Port " + port + " of " + address + " cannot be listened on: it is taken, or not allowed.",
                    "Give another " + options + "port, or end what has it.");
        }
    }

    /** The beginning of the addresses of its pages, without a slash at the end. */
    public String url() {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Supplier<Page> wanted = pages.get(exchange.getRequestURI().getPath());
            String method = exchange.getRequestMethod();
            if (wanted == null) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("allow", "GET, HEAD");
                exchange.sendResponseHeaders(NOT_ALLOWED, -1);
            } else {
                send(wanted.get(), method.equals("HEAD"), exchange);
            }
        }
    }

    private static void send(Page page, boolean headersAlone, HttpExchange exchange) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", page.mediaType());
        if (headersAlone) {
            exchange.getResponseHeaders().set("content-length", String.valueOf(body.length));
            exchange.sendResponseHeaders(page.status(), -1);
        } else {
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
