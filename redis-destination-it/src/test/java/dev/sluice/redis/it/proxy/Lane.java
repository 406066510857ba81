package dev.sluice.redis.it.proxy;

import dev.sluice.redis.it.proxy.Harm.Cut;
import dev.sluice.redis.it.proxy.Harm.Delay;
import dev.sluice.redis.it.proxy.Harm.Drip;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.redis.it.proxy.Harm.Stall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: what was read and has not passed yet, and the harm that is done to it. For the proxy's thread. */
final class Lane {
    /** So much is held, more than any batch: only who reads on learns that the sender has gone. */
    private static final long MOST_HELD = 256 << 20;

    private static final long NEVER = Long.MAX_VALUE;

    private record Held(ByteBuffer bytes, long readAt) {}

    private final SocketChannel from;
    private final SocketChannel to;
    private final Deque<Held> held = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private long heldBytes;
    private long cutAt = NEVER;
    private Ending ending = Ending.RST;
    private long stallAt = NEVER;
    private Duration delay = Duration.ZERO;
    private @Nullable Drip drip;
    private long nextDrip;
    private long passed;
    private @Nullable Ending sourceEnded;

    Lane(SocketChannel from, SocketChannel to) {
        this.from = from;
        this.to = to;
    }

    void set(Harm harm) {
        if (harm instanceof Cut cut) {
            cutAt = passed + cut.afterBytes();
            ending = cut.ending();
        } else if (harm instanceof Stall stall) {
            stallAt = passed + stall.afterBytes();
        } else if (harm instanceof Delay late) {
            delay = late.by();
        } else {
            drip = (Drip) harm;
        }
    }

    void heal() {
        cutAt = NEVER;
        stallAt = NEVER;
        delay = Duration.ZERO;
        drip = null;
    }

    boolean isStalled() {
        return passed >= stallAt;
    }

    boolean wantsToRead() {
        return sourceEnded == null && heldBytes < MOST_HELD;
    }

    /** Whether something may pass, if the receiver only takes it. */
    boolean wantsToWrite(long now) {
        return !held.isEmpty() && !isStalled() && waitNanos(now) == 0;
    }

    /** How long until something may pass that may not yet. */
    long waitNanos(long now) {
        Held first = held.peek();
        if (first == null || isStalled()) {
            return NEVER;
        }
        long wait = Math.max(0, first.readAt() + delay.toNanos() - now);
        return drip == null ? wait : Math.max(wait, nextDrip - now);
    }

    /** Reads all that is there. */
    void read(long now) {
        try {
            while (wantsToRead()) {
                int count = from.read(buffer.clear());
                if (count < 0) {
                    sourceEnded = Ending.FIN;
                } else if (count == 0) {
                    return;
                } else {
                    byte[] bytes = new byte[count];
                    buffer.flip().get(bytes);
                    held.add(new Held(ByteBuffer.wrap(bytes), now));
                    heldBytes += count;
                }
            }
        } catch (IOException e) {
            sourceEnded = Ending.RST;
        }
    }

    /** How its sender has gone, if it has. */
    @Nullable
    Ending sourceEnded() {
        return sourceEnded;
    }

    /** How it ends once all that was read has passed, if its sender has gone. */
    @Nullable
    Ending drained() {
        return held.isEmpty() ? sourceEnded : null;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Passes on up to so many bytes; tells how to cut the connection if it is time. */
    Optional<Ending> pass(long most, long now) throws IOException {
        long left = most;
        while (left > 0 && !isStalled() && passed < cutAt) {
            Held first = held.peek();
            if (first == null || waitNanos(now) > 0) {
                break;
            }
            ByteBuffer bytes = first.bytes();
            int limit = bytes.limit();
            long may = Math.min(Math.min(left, stallAt - passed), Math.min(cutAt - passed, bytes.remaining()));
            Drip slow = drip;
            may = slow == null ? may : Math.min(may, slow.bytes());
            bytes.limit(bytes.position() + (int) may);
            int count = to.write(bytes);
            bytes.limit(limit);
            passed += count;
            heldBytes -= count;
            left -= count;
            if (slow != null) {
                nextDrip = now + slow.every().toNanos();
            }
            if (!bytes.hasRemaining()) {
                held.remove();
            } else if (count < may) {
                break;
            }
        }
        return passed >= cutAt ? Optional.of(ending) : Optional.empty();
    }
}
