package dev.sluice.redis.it.proxy;

import dev.sluice.redis.it.proxy.Harm.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback, in front of one server, that cuts, holds and delays.
 *
 * <p>One thread serves every connection, and before it passes anything on it looks whether any client has closed: what it holds for that
 * one is dropped. Bytes of a closed connection never follow those of a later one, against which Redis has no fence and no writer a remedy.
 *
 * <p>Its methods may be called from any thread; when they return, what they set is in force.
 */
public final class FaultProxy implements AutoCloseable {
    private final Selector selector;
    private final Thread thread;
    private final InetSocketAddress address;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Link> links = new ArrayList<>();
    private final Deque<List<Harm>> next = new ArrayDeque<>();
    private List<Harm> always = List.of();
    private int target;
    private @Nullable InetAddress source;
    private long accepted;
    private long cuts;
    private @Nullable ServerSocketChannel listener;
    private volatile boolean closed;

    /** A proxy for the server on this port of the loopback. */
    public FaultProxy(int target) throws IOException {
        this.target = target;
        selector = Selector.open();
        listener = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = (InetSocketAddress) listener.getLocalAddress();
        thread = new Thread(this::run, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private ServerSocketChannel listen(InetSocketAddress where) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(where, 200);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        return channel;
    }

    /** The port to connect to. */
    public int port() {
        return address.getPort();
    }

    /** What is done to the next connection that has no script yet; called again, to the one after it. */
    public void next(Harm... harms) {
        call(() -> next.add(List.of(harms)));
    }

    /** What is done to every connection that is accepted from now on and has no script of its own. */
    public void always(Harm... harms) {
        call(() -> always = List.of(harms));
    }

    /** What is done to the connections that are open, counting from now. */
    public void now(Harm... harms) {
        call(() -> links.forEach(link -> List.of(harms).forEach(link::set)));
    }

    /** Cuts every open connection. */
    public void cut(Ending ending) {
        call(() -> links.stream()
                .filter(link -> !link.wasCut() && !link.isOver())
                .forEach(link -> {
                    link.cut(ending);
                    cuts++;
                }));
    }

    /** Takes every harm back; what was held passes. */
    public void heal() {
        call(() -> {
            next.clear();
            always = List.of();
            links.forEach(Link::heal);
        });
    }

    /** From now on, nothing listens on the port; open connections stay. */
    public void refuse() {
        call(() -> {
            ServerSocketChannel open = listener;
            listener = null;
            if (open != null) {
                open.close();
                // The channel leaves the selector, and the port, with the next selection.
                selector.selectNow();
            }
        });
    }

    /** Listens again. */
    public void accept() {
        call(() -> listener = listener == null ? listen(address) : listener);
    }

    /** Later connections lead to another port. */
    public void target(int port) {
        call(() -> target = port);
    }

    /** Later connections come from this address of the loopback. */
    public void source(String from) {
        call(() -> source = InetAddress.getByName(from));
    }

    /** How many connections were accepted so far. */
    public long accepted() {
        return get(() -> accepted);
    }

    /** How many connections it has cut so far. */
    public long cuts() {
        return get(() -> cuts);
    }

    private interface Task {
        void run() throws IOException;
    }

    private void call(Task task) {
        get(() -> {
            try {
                task.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    private <T> T get(java.util.function.Supplier<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        selector.wakeup();
        return done.orTimeout(1, TimeUnit.MINUTES).join();
    }

    private void run() {
        try {
            while (!closed) {
                long now = System.nanoTime();
                long wait = Long.MAX_VALUE;
                for (Link link : links) {
                    link.interests(now);
                    wait = Math.min(wait, link.waitNanos(now));
                }
                // What may pass already waits for its receiver, of which the selector tells.
                long millis = wait == 0 || wait == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(wait) + 1;
                selector.select(millis);
                selector.selectedKeys().clear();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                turn();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            links.forEach(link -> link.cut(Ending.RST));
        }
    }

    private void turn() throws IOException {
        acceptAll();
        long now = System.nanoTime();
        links.forEach(link -> link.read(now));
        links.forEach(Link::mark);
        // Whoever closed before these bytes were sent has closed by now.
        links.forEach(link -> link.readClient(now));
        for (Link link : links) {
            boolean before = link.wasCut();
            link.pass(now);
            cuts += !before && link.wasCut() ? 1 : 0;
        }
        links.removeIf(Link::isOver);
    }

    private void acceptAll() throws IOException {
        ServerSocketChannel open = listener;
        if (open == null) {
            return;
        }
        for (SocketChannel client = open.accept(); client != null; client = open.accept()) {
            accepted++;
            List<Harm> script = next.poll();
            SocketChannel server = SocketChannel.open();
            try {
                InetAddress from = source;
                if (from != null) {
                    server.bind(new InetSocketAddress(from, 0));
                }
                server.socket().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2_000);
            } catch (IOException e) {
                server.close();
                Link.reset(client);
                continue;
            }
            Link link = new Link(client, server, selector);
            (script == null ? always : script).forEach(link::set);
            links.add(link);
        }
    }

    /** Resets every connection and frees the port. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            ServerSocketChannel open = listener;
            if (open != null) {
                open.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
