package dev.sluice.redis.it.proxy;

import dev.sluice.redis.it.proxy.Harm.Direction;
import dev.sluice.redis.it.proxy.Harm.Ending;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;

/** One connection through the proxy. For the proxy's thread. */
final class Link {
    private final SocketChannel client;
    private final SocketChannel server;
    private final Lane up;
    private final Lane down;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private long mark;
    private boolean ended;
    private boolean cut;
    private boolean over;

    Link(SocketChannel client, SocketChannel server, Selector selector) throws IOException {
        this.client = client;
        this.server = server;
        up = new Lane(client, server);
        down = new Lane(server, client);
        for (SocketChannel channel : List.of(client, server)) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        clientKey = client.register(selector, SelectionKey.OP_READ);
        serverKey = server.register(selector, SelectionKey.OP_READ);
    }

    void set(Harm harm) {
        (harm.direction() == Direction.UP ? up : down).set(harm);
    }

    void heal() {
        up.heal();
        down.heal();
    }

    boolean isOver() {
        return over;
    }

    /** Whether the proxy has cut it. */
    boolean wasCut() {
        return cut;
    }

    void read(long now) {
        if (ended) {
            discard();
            return;
        }
        up.read(now);
        down.read(now);
    }

    /** What the client sends from here on passes in the next round at the earliest. */
    void mark() {
        mark = up.heldBytes();
    }

    void readClient(long now) {
        if (!ended) {
            up.read(now);
        }
    }

    void pass(long now) {
        if (over || ended) {
            return;
        }
        if (up.sourceEnded() != null) {
            // What the client left behind is dropped: it may have sent it again already, over another connection.
            end(Ending.RST);
            return;
        }
        Optional<Ending> ending = pass(up, mark, now);
        if (ending.isEmpty()) {
            ending = pass(down, Long.MAX_VALUE, now);
        }
        if (ending.isPresent()) {
            cut(ending.get());
            return;
        }
        Ending server = down.drained();
        if (server != null) {
            end(server);
        }
    }

    private static Optional<Ending> pass(Lane lane, long most, long now) {
        try {
            return lane.pass(most, now);
        } catch (IOException e) {
            // The receiver has gone, which the other lane reads.
            return Optional.empty();
        }
    }

    /** Does as a server that closes: after a FIN, the client may go on sending for a while. */
    void cut(Ending ending) {
        cut = true;
        end(ending);
    }

    private void end(Ending ending) {
        ended = true;
        reset(server);
        switch (ending) {
            case RST -> over();
            case FIN -> {
                try {
                    client.shutdownOutput();
                } catch (IOException e) {
                    over();
                }
            }
        }
    }

    private void over() {
        reset(client);
        over = true;
    }

    private void discard() {
        ByteBuffer nothing = ByteBuffer.allocate(64 << 10);
        try {
            int count;
            do {
                count = client.read(nothing.clear());
            } while (count > 0);
            if (count < 0) {
                over();
            }
        } catch (IOException e) {
            over();
        }
    }

    static void reset(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    void interests(long now) {
        interest(clientKey, ended || up.wantsToRead(), !ended && down.wantsToWrite(now));
        interest(serverKey, !ended && down.wantsToRead(), !ended && up.wantsToWrite(now));
    }

    private static void interest(SelectionKey key, boolean read, boolean write) {
        if (key.isValid()) {
            key.interestOps((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
        }
    }

    long waitNanos(long now) {
        return ended ? Long.MAX_VALUE : Math.min(up.waitNanos(now), down.waitNanos(now));
    }
}
