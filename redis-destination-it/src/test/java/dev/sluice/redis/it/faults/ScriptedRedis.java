package dev.sluice.redis.it.faults;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on the loopback that understands commands and answers what a test says: for replies that no real server gives on demand. What a
 * test says nothing about is answered as by an empty server.
 */
final class ScriptedRedis implements AutoCloseable {
    /** Answers a command in the bytes of the protocol; the empty text is silence. */
    interface Answer {
        String to(List<String> command);
    }

    private static final Map<String, String> USUAL = Map.of(
            "HELLO", "*2\r\n$6\r\nserver\r\n$5\r\nredis\r\n",
            "AUTH", "+OK\r\n",
            "SELECT", "+OK\r\n",
            "PING", "+PONG\r\n",
            "SET", "+OK\r\n",
            "HSET", ":1\r\n",
            "INFO", "$0\r\n\r\n");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<List<String>> received = new CopyOnWriteArrayList<>();
    private volatile String banner = "";

    ScriptedRedis() throws IOException {
        daemon(this::accept);
    }

    /** What every client is told before it asks. */
    ScriptedRedis saying(String greeting) {
        banner = greeting;
        return this;
    }

    /** How a command is answered, by its name. */
    ScriptedRedis on(String name, Answer answer) {
        answers.put(name, answer);
        return this;
    }

    /** It does not know scripts, so that each command of a row can be answered. */
    ScriptedRedis withoutScripts() {
        return on("EVAL", command -> "-ERR unknown command 'EVAL'\r\n")
                .on("EVALSHA", command -> "-ERR unknown command 'EVALSHA'\r\n");
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "redis://" + Witness.USER + ":" + Witness.PASSWORD + "@127.0.0.1:" + port();
    }

    /** The names of the commands that came, in order. */
    List<String> received() {
        return received.stream().map(command -> command.get(0)).toList();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-redis");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                clients.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.getOutputStream().write(banner.getBytes(StandardCharsets.UTF_8));
            DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            while (true) {
                List<String> command = command(in);
                received.add(command);
                String name = command.get(0).toUpperCase(Locale.ROOT);
                Answer answer = answers.getOrDefault(name, any -> USUAL.getOrDefault(name, ":1\r\n"));
                client.getOutputStream().write(answer.to(command).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException | NumberFormatException e) {
            // The client has gone, or speaks something else.
        }
    }

    private static List<String> command(DataInputStream in) throws IOException {
        int count = Integer.parseInt(line(in).substring(1));
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] word = new byte[Integer.parseInt(line(in).substring(1))];
            in.readFully(word);
            in.readFully(new byte[2]);
            words.add(new String(word, StandardCharsets.UTF_8));
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
