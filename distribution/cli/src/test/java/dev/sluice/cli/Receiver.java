package dev.sluice.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server that webhooks are sent to: it keeps what it is told. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    /**
     * What was sent.
     *
     * @param headers by their names in small letters
     */
    public record Message(String path, Map<String, String> headers, String body) {}

    /** Answers when it is told how. */
    @FunctionalInterface
    public interface Answer {
        void send(HttpExchange exchange) throws IOException, InterruptedException;
    }

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        at("/", exchange -> {
            int answer = answers.isEmpty() ? 204 : answers.pop();
            if (answer / 100 == 3) {
                exchange.getResponseHeaders().set("location", "/elsewhere");
            }
            exchange.sendResponseHeaders(answer, -1);
        });
        server.start();
    }

    /** The next messages are answered so, and those after them with 204. */
    public void answers(Integer... statuses) {
        answers.addAll(Arrays.asList(statuses));
    }

    /** Messages to a path have another answer. */
    public void at(String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                Map<String, String> headers = new HashMap<>();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                messages.add(new Message(exchange.getRequestURI().toString(), headers, body));
                answer.send(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** What it was told, in order. */
    public List<Message> messages() {
        return Collections.unmodifiableList(messages);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
