package dev.sluice.tck;

import dev.sluice.spi.DestinationConfig;

/**
 * Connections to the target that the kit can disturb, for the rules on lost connections and silent targets. {@link TcpRelay} implements it
 * for any target that is reached by TCP.
 *
 * <p>Called by one thread at a time, while the destination uses its connections on others.
 */
public interface Faults extends AutoCloseable {
    /**
     * The settings of the fixture, changed to use these connections, with short timeouts and few retries, so that the destination gives up
     * on a silent target within 20 seconds.
     */
    DestinationConfig config();

    /**
     * Breaks every connection after this many more bytes, counted over all connections and both directions; 0 breaks them now.
     * Connections opened after that work.
     */
    void cut(long bytes);

    /** The bytes so far, counted as {@link #cut} does; -1 if they are not counted, so that the kit cannot cut at the end of a batch. */
    default long bytes() {
        return -1;
    }

    /** From now on connections are accepted and all bytes are discarded, so that nothing answers. */
    void silence();

    /** The number of connections that the destination has open. */
    int connections();

    /** Closes every connection, and accepts no more. */
    @Override
    void close();
}
