package dev.sluice.redis.connection.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A server on the loopback that knows no Redis: each connection has a script of words to wait for and answers to give, and ends when its
 * script does.
 */
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Thread thread;
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    public final List<String> received = new CopyOnWriteArrayList<>();

    private interface Script {
        void run(Socket client) throws IOException;
    }

    /** Starts to listen on a free port. */
    public ScriptedServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** The port. */
    public int port() {
        return socket.getLocalPort();
    }

    /** The next connection: after this text came, that answer goes, and so on by pairs; then it is closed. */
    public ScriptedServer connection(String... expectThenAnswer) {
        scripts.add(client -> {
            try (client) {
                play(client, expectThenAnswer);
            }
        });
        return this;
    }

    /** The next connection, which is left open and silent after its script. */
    public ScriptedServer connectionThatFallsSilent(String... expectThenAnswer) {
        scripts.add(client -> play(client, expectThenAnswer));
        return this;
    }

    private void play(Socket client, String... expectThenAnswer) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        for (int i = 0; i < expectThenAnswer.length; i += 2) {
            while (!seen.toString(StandardCharsets.ISO_8859_1).contains(expectThenAnswer[i])) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                seen.write(next);
            }
            received.add(seen.toString(StandardCharsets.ISO_8859_1));
            seen.reset();
            out.write(expectThenAnswer[i + 1].getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    private void serve() {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                try {
                    scripts.take().run(client);
                } catch (IOException e) {
                    // The client has gone; the next may come.
                }
            }
        } catch (IOException | InterruptedException e) {
            // Closed: the test is over.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
        thread.interrupt();
    }
}
