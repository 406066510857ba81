package dev.sluice.redis.port;

import dev.sluice.redis.config.Endpoint;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection for a check, opened step by step, so that the check can report which step fails. The caller uses one thread, calls the methods
 * in the order of this file, and calls none after one that threw. Only {@link #close()} may be called from another thread, at any time; it makes
 * a running call fail.
 */
public interface ProbeConnection extends AutoCloseable {
    /**
     * Asks the sentinels which server is the primary; the later steps are about that server. Only with sentinels.
     *
     * @return the primary
     */
    Endpoint findPrimary() throws ProbeFailure;

    /** The server that the steps are about. */
    Endpoint endpoint();

    /**
     * Resolves the host name.
     *
     * @return the addresses, at least one
     */
    List<InetAddress> resolve() throws ProbeFailure;

    /** Connects. Sends no data. */
    void connect() throws ProbeFailure;

    /**
     * Starts TLS if the URL asks for it. Sends no password.
     *
     * @return the TLS version; empty without TLS
     */
    Optional<String> startTls() throws ProbeFailure;

    /**
     * Sends PING before a password is sent.
     *
     * @return the refusal, if it ends the connection
     */
    Optional<Reply.Refused> pingBeforeLogin() throws ProbeFailure;

    /**
     * Greets the server, and logs in if there is a password.
     *
     * @return the reply of the server, or OK if nothing was sent
     */
    Reply authenticate() throws ProbeFailure;

    /**
     * Selects the database of the settings.
     *
     * @return the reply of the server, or OK for database 0, for which nothing is sent
     */
    Reply select() throws ProbeFailure;

    /** Sends PING. */
    Reply ping() throws ProbeFailure;

    /**
     * Sends commands in one round trip: commands of one key, or one command without a key.
     *
     * @return one reply per command, in order
     */
    List<Reply> commands(List<Command> commands) throws ProbeFailure;

    /**
     * Tries to connect to other servers, all at once, and starts TLS if the URL asks for it. Sends no password.
     *
     * @return those that cannot be reached, in order, with the reason
     */
    Map<Endpoint, TransportFailure> unreachable(Collection<Endpoint> servers) throws ProbeFailure;

    /** Closes the connection. From any thread, idempotent. */
    @Override
    void close();
}
