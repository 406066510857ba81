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

/** A server on the loopback that plays a script for each connection: texts to wait for and replies to send. */
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

    /** Scripts the next connection with pairs of a text to wait for and a reply to send. The connection is closed after the last pair. */
    public ScriptedServer connection(String... expectThenAnswer) {
        scripts.add(client -> {
            try (client) {
                play(client, expectThenAnswer);
            }
        });
        return this;
    }

    /** As {@link #connection}, but the connection stays open and silent after the last pair. */
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
                    // The client has closed the connection. Accept the next one.
                }
            }
        } catch (IOException | InterruptedException e) {
            // Closed at the end of the test.
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
