package dev.sluice.tck;

import static java.util.Objects.requireNonNull;

import dev.sluice.spi.DestinationConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Disturbs connections to a target that is reached by TCP: a local port that forwards every connection until it is told to break it. */
public final class TcpRelay implements Faults {
    private static final int BUFFER = 4_096;

    private final InetSocketAddress target;
    private final DestinationConfig config;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private long passed;
    private long left = Long.MAX_VALUE;
    private volatile boolean silent;

    /**
     * Starts a relay to the target at this address.
     *
     * @param config creates the settings that lead to a given port of {@code 127.0.0.1} instead
     */
    public TcpRelay(InetSocketAddress target, IntFunction<DestinationConfig> config) {
        this.target = requireNonNull(target, "target");
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.config = config.apply(listener.getLocalPort());
        start("accept", this::accept);
    }

    @Override
    public DestinationConfig config() {
        return config;
    }

    @Override
    public void cut(long bytes) {
        synchronized (lock) {
            left = bytes;
        }
        if (bytes == 0) {
            breakAll();
        }
    }

    @Override
    public long bytes() {
        synchronized (lock) {
            return passed;
        }
    }

    @Override
    public void silence() {
        silent = true;
    }

    @Override
    public int connections() {
        return links.size();
    }

    @Override
    public void close() {
        closeQuietly(listener);
        breakAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // The listener is closed, or the client has gone.
            }
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = new Socket(target.getAddress(), target.getPort());
            // Else each small message of a driver that waits for its answer takes 40 ms and more.
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Link link = new Link(near, far);
            links.add(link);
            if (listener.isClosed()) {
                // It was accepted while the relay was closed.
                link.close();
            }
            start("there", () -> link.pass(link.near, link.far));
            start("back", () -> link.pass(link.far, link.near));
        } catch (IOException e) {
            // The target refuses, so the destination loses its connection.
            closeQuietly(near);
        }
    }

    /** Counts bytes before they are forwarded; false if the connections break now. */
    private boolean mayPass(int bytes) {
        synchronized (lock) {
            passed += bytes;
            if (left == Long.MAX_VALUE) {
                return true;
            }
            left -= bytes;
            if (left > 0) {
                return true;
            }
            left = Long.MAX_VALUE;
        }
        breakAll();
        return false;
    }

    private void breakAll() {
        synchronized (lock) {
            left = Long.MAX_VALUE;
        }
        // A client that sees its connection break comes again at once, and its new one is not among those that break.
        List.copyOf(links).forEach(Link::close);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "tck-relay-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // It is not used any more.
        }
    }

    /** A connection of the destination, and the relay's connection to the target. */
    private final class Link {
        private final Socket near;
        private final Socket far;

        Link(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void pass(Socket from, Socket to) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!silent) {
                        if (!mayPass(read)) {
                            break;
                        }
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException e) {
                // One side has closed, so the other is closed too.
            } finally {
                close();
            }
        }

        void close() {
            links.remove(this);
            closeQuietly(near);
            closeQuietly(far);
        }
    }
}
