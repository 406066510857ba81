package dev.sluice.redis.port;

import java.time.Duration;
import java.util.List;

/**
 * Sends commands and reads a reply for each. Owns the connections, to one server or to every node of a cluster; their log-in; the deadline
 * of a round trip, which it keeps by closing what is late; and redirections. Opening a connection has a time of its own: a batch that finds
 * none shall have as long as any other. Retries nothing else. For one thread.
 */
public interface CommandExecutor extends AutoCloseable {
    /**
     * Sends commands, those of one key in order, and reads their replies. Each connection is one round trip.
     *
     * <p>Never throws for what the server or the network does: an error reply is a {@link Reply.Refused}, and a connection that is lost
     * makes {@link Reply.Lost} of those commands that it had not answered; what it had answered is kept, and so is what other nodes answer.
     * A lost connection is gone; the next call opens a new one. A command that was not answered is followed by no answered one of its key.
     *
     * @return one reply for each command, in the order of the commands
     */
    List<Reply> execute(List<Command> commands);

    /**
     * Waits until replicas have what was written since the connections were opened: {@code WAIT} on every connection that commands were
     * sent on since the last call of this method, of {@link #reset}, or of {@link #execute} that told of a loss. Opens none: where such a
     * connection is gone, nothing can be told, and the reply is {@link Reply.Lost}, once.
     *
     * @param replicas how many are waited for
     * @param timeout how long at most; the replies may take as long as other replies beyond it
     * @return a Long, the smallest number of replicas over these connections; or why it is not known
     */
    Reply awaitReplicas(int replicas, Duration timeout);

    /**
     * Asks for a sign of life from the server that has a key, with {@code PING} over another, new connection, which is closed again.
     *
     * @return what it answers, or how that failed
     */
    Reply ping(byte[] key);

    /**
     * How to spread a key over the servers that there are now.
     *
     * @param key how the keys begin
     */
    KeySpread spread(byte[] key);

    /** Drops every connection and all knowledge of who is primary: the next call looks names up and connects anew. */
    void reset();

    /** Closes every connection. Idempotent. */
    @Override
    void close();
}
