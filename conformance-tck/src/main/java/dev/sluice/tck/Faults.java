package dev.sluice.tck;

import dev.sluice.spi.DestinationConfig;

/**
 * A way from the destination to the target that the kit can harm, for the rules on lost connections and silent targets. {@link TcpRelay} is
 * one for any target that is reached by TCP.
 *
 * <p>Used by one thread at a time, while the destination uses the way on others.
 */
public interface Faults extends AutoCloseable {
    /**
     * The settings of the fixture, going this way; with short timeouts and few retries, so that the destination gives up on a silent target
     * within 20 seconds.
     */
    DestinationConfig config();

    /**
     * Breaks every connection of this way once that many more bytes have passed over it, in both directions together: 0 is at once.
     * Connections that are opened after the break work.
     */
    void cut(long bytes);

    /** From now on connections are accepted, what is sent is swallowed, and nothing answers. */
    void silence();

    /** How many connections the destination has open on this way. */
    int connections();

    /** Ends this way and every connection on it. */
    @Override
    void close();
}
