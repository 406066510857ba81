package dev.sluice.redis.connection.node;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.ConnectionWatch;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Opens and logs in the connections of one run. It sends a PING before the password; when first contact with a server fails, it diagnoses the cause with a second connection. Threadsafe.
 */
public final class ConnectionFactory implements AutoCloseable {
    /** How long TLS may take to start before the port is asked in plain text. */
    static final Duration TLS_START = Duration.ofSeconds(1);

    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final Supplier<RedisSettings> newest;
    private final ConnectionWatch watch;
    private final Watchdog watchdog = new Watchdog();
    private final ConnectDiagnostics diagnostics;
    private final LongSupplier nanoTime;
    private final Set<Endpoint> known = ConcurrentHashMap.newKeySet();

    /** Connections with these settings; {@code tls} is empty for none. */
    public ConnectionFactory(RedisSettings settings, Optional<TlsLayer> tls) {
        this(settings, tls, System::nanoTime);
    }

    /** The same with another clock, which tells when a connection is idle or old. */
    public ConnectionFactory(RedisSettings settings, Optional<TlsLayer> tls, LongSupplier nanoTime) {
        this(settings, tls, nanoTime, () -> settings, ConnectionWatch.NONE);
    }

    /**
     * Connections that may be watched, and log in with the newest credentials.
     *
     * @param newest the settings as they are now: of them, only users and passwords are used
     */
    public ConnectionFactory(
            RedisSettings settings,
            Optional<TlsLayer> tls,
            LongSupplier nanoTime,
            Supplier<RedisSettings> newest,
            ConnectionWatch watch) {
        this.settings = settings;
        this.tls = tls;
        this.nanoTime = nanoTime;
        this.newest = newest;
        this.watch = watch;
        this.diagnostics = new ConnectDiagnostics(settings, tls, watchdog);
    }

    /** The connection to a server that holds keys. Opened on first use. */
    public NodeConnection toServer(Endpoint endpoint) {
        return new NodeConnection(this, endpoint, () -> Handshake.toServer(newest.get()));
    }

    /** The connection to a sentinel. Opened on first use. */
    public NodeConnection toSentinel(Endpoint endpoint, Topology.Sentinel sentinel) {
        return new NodeConnection(
                this,
                endpoint,
                () -> Handshake.toSentinel(
                        settings, newest.get().topology() instanceof Topology.Sentinel now ? now : sentinel));
    }

    /**
     * Connects and performs the handshake, within twice the connect timeout. A server without TLS waits in silence when it is offered TLS, so
     * on first contact the port is asked in plain text when TLS does not start soon.
     */
    Connection open(Endpoint endpoint, Handshake handshake) throws ConnectFailure {
        if (tls.isPresent() && !known.contains(endpoint)) {
            Optional<Connection> soon = open(endpoint, handshake, Optional.of(TLS_START));
            if (soon.isPresent()) {
                return soon.get();
            }
            if (diagnostics.speaksRedis(endpoint)) {
                throw ConnectFailure.because(TransportFailure.TLS_NOT_SPOKEN);
            }
        }
        return open(endpoint, handshake, Optional.empty()).orElseThrow();
    }

    /** Empty if TLS does not start within its time. */
    private Optional<Connection> open(Endpoint endpoint, Handshake handshake, Optional<Duration> tlsStart)
            throws ConnectFailure {
        Connection connection = new Connection(settings, endpoint, tls);
        boolean done = false;
        try {
            Watchdog.Deadline deadline =
                    watchdog.start(connection, settings.connectTimeout().multipliedBy(2));
            Optional<Reply.Refused> refusal;
            try {
                connection.resolve(settings.connectTimeout());
                connection.connect(settings.connectTimeout());
                if (!startsTls(connection, tlsStart)) {
                    return Optional.empty();
                }
                refusal = logIn(connection, handshake);
                if (!deadline.end() && refusal.isEmpty()) {
                    throw new TransportException(connection.timeoutFailure());
                }
            } catch (TransportException e) {
                throw deadline.end() ? e : new TransportException(connection.timeoutFailure());
            } finally {
                deadline.end();
            }
            if (refusal.isPresent()) {
                throw ConnectFailure.refused(refusal.get());
            }
            known.add(endpoint);
            done = true;
            return Optional.of(connection);
        } catch (TransportException e) {
            TransportFailure failure = e.kind();
            throw ConnectFailure.because(known.contains(endpoint) ? failure : diagnostics.diagnose(failure, endpoint));
        } finally {
            if (!done) {
                // Also after a RuntimeException or an Error: a connection without login and database is never used.
                connection.close();
            }
        }
    }

    private boolean startsTls(Connection connection, Optional<Duration> within) throws TransportException {
        if (within.isEmpty()) {
            connection.secure();
            return true;
        }
        Watchdog.Deadline soon = watchdog.start(connection, within.get());
        try {
            connection.secure();
            return soon.end();
        } catch (TransportException e) {
            if (soon.end()) {
                throw e;
            }
            return false;
        } finally {
            soon.end();
        }
    }

    private static Optional<Reply.Refused> logIn(Connection connection, Handshake handshake) throws TransportException {
        Optional<Reply.Refused> refusal = handshake.hasPassword() ? Handshake.ping(connection) : Optional.empty();
        return refusal.isPresent() ? refusal : handshake.perform(connection);
    }

    /** Whether a connection still answers a PING. Takes up to the connect timeout. */
    boolean isAlive(Connection connection) {
        Watchdog.Deadline deadline = watchdog.start(connection, settings.connectTimeout());
        try {
            Handshake.ping(connection);
            return deadline.end();
        } catch (TransportException e) {
            return false;
        } finally {
            deadline.end();
        }
    }

    /** Whether writes are followed by {@code WAIT} on the same connection. */
    boolean waitsForReplicas() {
        return settings.waitReplicas() > 0;
    }

    /** Who is told of the connections to servers that hold keys. */
    ConnectionWatch watch() {
        return watch;
    }

    /** How long a question to a new connection may take. */
    Duration questionTimeout() {
        return settings.connectTimeout();
    }

    /** The time in nanoseconds, as of {@link System#nanoTime()}. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Starts a deadline, after which the connection is closed. */
    Watchdog.Deadline deadline(Connection connection, Duration time) {
        return watchdog.start(connection, time);
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
