package dev.sluice.redis.port;

import java.time.Duration;
import java.util.List;

/**
 * Sends commands and reads one reply for each. Owns the connections to the server or to all nodes of a cluster, the login, the deadline of a
 * round trip, and redirections. When the deadline passes, it closes the connection. The time to open a connection does not count against the
 * deadline. Retries nothing. For one thread.
 */
public interface CommandExecutor extends AutoCloseable {
    /**
     * Sends commands and reads their replies, in one round trip per connection. Keeps the order of the commands of a key.
     *
     * <p>Never throws for a fault of the server or the network. An error reply is a {@link Reply.Refused}. After the loss of a connection, the
     * commands without a reply get {@link Reply.Lost}; replies that were read before, and those of other nodes, are kept. The next call opens a
     * new connection. After a lost command, no later command of its key has a reply.
     *
     * @return one reply per command, in order
     */
    List<Reply> execute(List<Command> commands);

    /**
     * Waits until replicas have the writes of this executor: sends {@code WAIT} on each connection that sent commands since the last call of
     * this method, of {@link #reset}, or of an {@link #execute} that returned a loss. Opens no connection. If one of these connections is gone,
     * the number is unknown, and the reply is {@link Reply.Lost}, once.
     *
     * @param replicas the number of replicas to wait for
     * @param timeout the timeout of {@code WAIT}; the reply may take the usual time beyond it
     * @return a Long, the smallest number of replicas over these connections; or why it is unknown
     */
    Reply awaitReplicas(int replicas, Duration timeout);

    /**
     * Sends {@code PING} to the server that has the key, over a separate new connection, which is closed afterwards.
     *
     * @return the reply or the failure
     */
    Reply ping(byte[] key);

    /**
     * How to spread a key over the servers that there are now.
     *
     * @param key how the keys begin
     */
    KeySpread spread(byte[] key);

    /** Closes all connections and forgets which server is the primary of what. The next call resolves names and connects again. */
    void reset();

    /** Closes all connections. Idempotent. */
    @Override
    void close();
}
