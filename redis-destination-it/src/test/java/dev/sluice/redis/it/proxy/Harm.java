package dev.sluice.redis.it.proxy;

import java.time.Duration;

/** What is done to one direction of one connection. Bytes are counted from the moment at which the harm is set. */
public sealed interface Harm {
    /** A direction. */
    enum Direction {
        /** From the client to the server: commands. */
        UP,
        /** From the server to the client: replies. */
        DOWN
    }

    /** How a connection is cut. */
    enum Ending {
        /** By a reset, as when a process dies with bytes unread, or a firewall steps in. */
        RST,
        /** In order, as when a server closes an idle client. */
        FIN
    }

    /** Which direction it is done to. */
    Direction direction();

    /** Both sides are cut once this many bytes have passed; with 0, at once. */
    record Cut(Direction direction, long afterBytes, Ending ending) implements Harm {}

    /** Nothing passes after this many bytes, and nobody is told: a peer that is gone, a firewall that drops. */
    record Stall(Direction direction, long afterBytes) implements Harm {}

    /** Every byte is this late. */
    record Delay(Direction direction, Duration by) implements Harm {}

    /** So few bytes pass at a time. */
    record Drip(Direction direction, int bytes, Duration every) implements Harm {}

    /** A cut of the commands. */
    static Harm cutUp(long afterBytes, Ending ending) {
        return new Cut(Direction.UP, afterBytes, ending);
    }

    /** A cut of the replies. */
    static Harm cutDown(long afterBytes, Ending ending) {
        return new Cut(Direction.DOWN, afterBytes, ending);
    }

    /** The commands do not arrive any more. */
    static Harm stallUp(long afterBytes) {
        return new Stall(Direction.UP, afterBytes);
    }

    /** The replies do not arrive any more. */
    static Harm stallDown(long afterBytes) {
        return new Stall(Direction.DOWN, afterBytes);
    }
}
