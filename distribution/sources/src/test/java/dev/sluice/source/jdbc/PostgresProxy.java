package dev.sluice.source.jdbc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server between a client and PostgreSQL. The session forgets what it was told whenever no transaction is open, as for a client of a pooler
 * that has another session for each transaction; and it may refuse COPY, or transactions. A thread for each connection.
 */
final class PostgresProxy implements AutoCloseable {
    private static final int CANCEL = 80_877_102;
    private static final int TLS = 80_877_103;
    private static final int GSS = 80_877_104;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI server;
    private final String refusal;
    private final Queue<String> outside = new ConcurrentLinkedQueue<>();
    private final Queue<String> names = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();

    /** What stands for a pooler that lends a session for one statement. */
    static final String NO_TRANSACTIONS = "08P01";

    /** @param refusal the SQLSTATE that answers a COPY; empty: it is let through; or {@link #NO_TRANSACTIONS} */
    PostgresProxy(String url, String refusal) throws IOException {
        this.server = URI.create(url.substring("jdbc:".length()));
        this.refusal = refusal;
        Thread thread = new Thread(this::accept, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + server.getPath();
    }

    /** The statements that came while no transaction was open. */
    List<String> outsideOfTransactions() {
        return List.copyOf(outside);
    }

    /** The names that prepared statements got. */
    List<String> names() {
        return List.copyOf(names);
    }

    List<String> refused() {
        return List.copyOf(refused);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread thread = new Thread(() -> serve(client), "proxy-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (SocketException e) {
            // It was closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket backend = new Socket(server.getHost(), server.getPort())) {
            new Session(client, backend).run();
        } catch (EOFException | SocketException e) {
            // One of them has gone.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** One connection: what the client sends goes on as it is, and then all answers up to the server's being ready. */
    private final class Session {
        private final DataInputStream fromClient;
        private final DataOutputStream toClient;
        private final DataInputStream fromServer;
        private final DataOutputStream toServer;
        private char status = 'I';

        Session(Socket client, Socket backend) throws IOException {
            fromClient = new DataInputStream(client.getInputStream());
            toClient = new DataOutputStream(client.getOutputStream());
            fromServer = new DataInputStream(backend.getInputStream());
            toServer = new DataOutputStream(backend.getOutputStream());
        }

        void run() throws IOException {
            if (!start()) {
                return;
            }
            answer(true);
            while (true) {
                int type = fromClient.readUnsignedByte();
                byte[] body = body(fromClient);
                boolean states = type == 'Q' || type == 'P';
                if (status == 'I' && states) {
                    outside.add(texts(body)[type == 'Q' ? 0 : 1]);
                }
                if (type == 'P' && body[0] != 0) {
                    names.add(texts(body)[0] + " " + texts(body)[1]);
                }
                if (states && refusal.equals(NO_TRANSACTIONS) && texts(body)[type == 'Q' ? 0 : 1].startsWith("BEGIN")) {
                    refused.add("BEGIN");
                    String message = "transaction blocks not allowed in statement pooling mode";
                    String error = "SFATAL\0VFATAL\0C08P01\0M" + message + "\0\0";
                    send(toClient, 'E', error.getBytes(StandardCharsets.UTF_8));
                    return;
                }
                boolean copies = type == 'Q' && texts(body)[0].startsWith("COPY");
                if (copies && !refusal.isEmpty()) {
                    refused.add(texts(body)[0]);
                    ask("DO $$ BEGIN RAISE EXCEPTION 'no COPY here' USING ERRCODE = '" + refusal + "'; END $$");
                } else {
                    send(toServer, type, body);
                }
                if (type == 'Q' || type == 'S') {
                    answer(true);
                    if (status == 'I') {
                        ask("DISCARD ALL");
                        answer(false);
                    }
                }
            }
        }

        /** False if the connection is to cancel a query of another. */
        private boolean start() throws IOException {
            while (true) {
                byte[] body = body(fromClient);
                toServer.writeInt(body.length + Integer.BYTES);
                toServer.write(body);
                int code = ByteBuffer.wrap(body).getInt();
                if (code != TLS && code != GSS) {
                    return code != CANCEL;
                }
                toClient.write(fromServer.readByte());
            }
        }

        private void ask(String statement) throws IOException {
            send(toServer, 'Q', (statement + '\0').getBytes(StandardCharsets.UTF_8));
        }

        private void answer(boolean passed) throws IOException {
            int type;
            do {
                type = fromServer.readUnsignedByte();
                byte[] body = body(fromServer);
                if (passed) {
                    send(toClient, type, body);
                }
                if (type == 'Z') {
                    status = (char) body[0];
                }
            } while (type != 'Z');
        }

        private byte[] body(DataInputStream from) throws IOException {
            return from.readNBytes(from.readInt() - Integer.BYTES);
        }

        private void send(DataOutputStream to, int type, byte[] body) throws IOException {
            to.write(type);
            to.writeInt(body.length + Integer.BYTES);
            to.write(body);
            to.flush();
        }

        private String[] texts(byte[] body) {
            return new String(body, StandardCharsets.UTF_8).split("\0", 3);
        }
    }
}
