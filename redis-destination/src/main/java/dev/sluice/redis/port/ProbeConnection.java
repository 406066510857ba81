package dev.sluice.redis.port;

import dev.sluice.redis.config.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * One connection to a target, opened step by step, so that a check can tell what fails. Its methods are called in the order in which they
 * stand here, by one thread, and none after one that threw; only {@link #close()} may come from another thread, at any moment, and makes
 * the call that is under way fail.
 */
public interface ProbeConnection extends AutoCloseable {
    /**
     * With sentinels alone: asks them which server is the primary. What follows is about that one.
     *
     * @return where it is
     */
    Endpoint findPrimary() throws ProbeFailure;

    /**
     * Looks the host name up.
     *
     * @return its addresses, at least one
     */
    List<InetAddress> resolve() throws ProbeFailure;

    /** Connects. Sends nothing. */
    void connect() throws ProbeFailure;

    /**
     * Shakes hands when the URL says TLS. Sends no password.
     *
     * @return the version of TLS; empty if the URL says that there is none
     */
    Optional<String> startTls() throws ProbeFailure;

    /** PING, before a password travels without TLS; the refusal, if it is one that ends the connection. */
    Optional<Reply.Refused> pingBeforeLogin() throws ProbeFailure;

    /** Greets the server and logs in, when there is a password; the server's answer, or a simple OK if nothing had to be sent. */
    Reply authenticate() throws ProbeFailure;

    /** Selects the database of the settings; the server's answer, or a simple OK if it is database 0 and nothing had to be sent. */
    Reply select() throws ProbeFailure;

    /** PING. */
    Reply ping() throws ProbeFailure;

    /** Sends commands of one key, or one that has none, together; an answer to each, in order. */
    List<Reply> commands(List<Command> commands) throws ProbeFailure;

    /** Closes the connection; from any thread, idempotent. */
    @Override
    void close();
}
