package dev.sluice.redis.connection.node;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One connection to one server for a check, opened step by step. Each step has the same timeout and throws {@link ProbeFailure} with the most
 * precise cause that can be found. For one thread, except {@link #close()}.
 */
public final class StepwiseConnection implements AutoCloseable {
    private final Endpoint endpoint;
    private final Duration timeout;
    private final Handshake handshake;
    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final Watchdog watchdog = new Watchdog();
    private final ConnectDiagnostics diagnostics;
    private volatile Connection connection;
    private volatile boolean closed;
    private boolean answered;

    /**
     * A connection that is not open yet.
     *
     * @param tls empty for none
     * @param timeout for each step
     */
    public StepwiseConnection(RedisSettings settings, Endpoint endpoint, Optional<TlsLayer> tls, Duration timeout) {
        this.endpoint = endpoint;
        this.timeout = timeout;
        this.settings = settings;
        this.tls = tls;
        this.handshake = Handshake.toServer(settings);
        this.connection = new Connection(settings, endpoint, tls);
        this.diagnostics = new ConnectDiagnostics(settings, tls, watchdog);
    }

    private interface Step<T> {
        T run() throws TransportException;
    }

    /** The server that this connects to. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Resolves the host name to its addresses, at least one. */
    public List<InetAddress> resolve() throws ProbeFailure {
        return within(() -> connection.resolve(timeout));
    }

    /** Opens the socket. Sends nothing. */
    public void connect() throws ProbeFailure {
        within(() -> {
            connection.connect(timeout);
            return true;
        });
    }

    /**
     * Starts TLS if the URL asks for it. A server without TLS waits in silence when it is offered TLS, so the port is asked in plain text when
     * TLS does not start soon.
     *
     * @return the TLS version; empty without TLS
     */
    public Optional<String> startTls() throws ProbeFailure {
        if (tls.isEmpty() || timeout.compareTo(ConnectionFactory.TLS_START) <= 0) {
            return secure();
        }
        Watchdog.Deadline soon = watchdog.start(connection, ConnectionFactory.TLS_START);
        try {
            connection.secure();
            if (soon.end()) {
                return connection.tlsVersion();
            }
        } catch (TransportException e) {
            if (soon.end()) {
                throw failed(e.kind());
            }
        }
        if (diagnostics.speaksRedis(endpoint)) {
            throw new ProbeFailure(TransportFailure.TLS_NOT_SPOKEN);
        }
        reconnect();
        return secure();
    }

    private Optional<String> secure() throws ProbeFailure {
        return within(() -> {
            connection.secure();
            return connection.tlsVersion();
        });
    }

    /** The server is slow: once more, with the whole time. */
    private void reconnect() throws ProbeFailure {
        connection = new Connection(settings, endpoint, tls);
        if (closed) {
            connection.close();
        }
        within(() -> {
            connection.resolve(timeout);
            connection.connect(timeout);
            return true;
        });
    }

    /** Resolves, connects and starts TLS, all within one timeout. */
    public void open() throws ProbeFailure {
        within(() -> {
            connection.resolve(timeout);
            connection.connect(timeout);
            connection.secure();
            return true;
        });
    }

    /**
     * Sends {@code PING} before any password.
     *
     * @return the refusal, if it ends the connection
     */
    public Optional<Reply.Refused> pingBeforeLogin() throws ProbeFailure {
        return within(() -> {
            Optional<Reply.Refused> refusal = Handshake.ping(connection);
            answered = true;
            return refusal;
        });
    }

    /**
     * Greets the server and logs in.
     *
     * @return the reply of the server, or OK if nothing was sent
     */
    public Reply authenticate() throws ProbeFailure {
        return within(() -> {
            Reply reply = handshake.authenticate(connection);
            answered = true;
            return reply;
        });
    }

    /**
     * Selects the database.
     *
     * @return the reply of the server, or OK if nothing was sent
     */
    public Reply select() throws ProbeFailure {
        return within(() -> handshake.select(connection));
    }

    /**
     * Performs the whole handshake within one timeout. A PING first proves that the server speaks Redis before it gets the password.
     *
     * @return the refusal, if there was one
     */
    public Optional<Reply.Refused> performHandshake() throws ProbeFailure {
        return within(() -> {
            if (handshake.hasPassword()) {
                Optional<Reply.Refused> refusal = Handshake.ping(connection);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
            Optional<Reply.Refused> denied = handshake.perform(connection);
            answered = true;
            return denied;
        });
    }

    /**
     * Sends commands in one round trip.
     *
     * @return one reply per command, in order
     */
    public List<Reply> exchange(List<Command> commands) throws ProbeFailure {
        return within(() -> {
            List<Reply> replies = new ArrayList<>(commands.size());
            connection.exchange(commands, replies);
            return replies;
        });
    }

    private <T> T within(Step<T> step) throws ProbeFailure {
        Watchdog.Deadline deadline = watchdog.start(connection, timeout);
        TransportFailure failure;
        try {
            T result = step.run();
            if (deadline.end()) {
                return result;
            }
            failure = connection.timeoutFailure();
        } catch (TransportException e) {
            failure = deadline.end() ? e.kind() : connection.timeoutFailure();
        } finally {
            deadline.end();
        }
        throw failed(failure);
    }

    private ProbeFailure failed(TransportFailure failure) {
        return new ProbeFailure(answered ? failure : diagnostics.diagnose(failure, endpoint));
    }

    /** Closes the connection. From any thread, idempotent. */
    @Override
    public void close() {
        closed = true;
        connection.close();
        watchdog.close();
    }
}
