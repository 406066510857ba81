package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Opens wires to the servers of one run and logs in, all in the same way. At the first contact with a server it looks at the port before a
 * password travels without TLS, and names what fails as precisely as a second look can tell. Threadsafe.
 */
final class Wires implements AutoCloseable {
    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final Watchdog watchdog = new Watchdog();
    private final PortProbe probe;
    private final LongSupplier nanoTime;
    private final Set<Endpoint> known = ConcurrentHashMap.newKeySet();

    /** Wires as these settings want them; {@code tls} is empty if they want none. */
    Wires(RedisSettings settings, Optional<TlsLayer> tls) {
        this(settings, tls, System::nanoTime);
    }

    /** The same, with a clock of one's own. */
    Wires(RedisSettings settings, Optional<TlsLayer> tls, LongSupplier nanoTime) {
        this.settings = settings;
        this.tls = tls;
        this.nanoTime = nanoTime;
        this.probe = new PortProbe(settings, tls, watchdog);
    }

    /** A wire to a server, connected and logged in within twice the connect timeout. */
    Wire open(Endpoint endpoint, LogIn logIn) throws NotOpened {
        Wire wire = new Wire(settings, endpoint, tls);
        boolean done = false;
        try {
            Optional<Reply.Refused> refusal = enter(wire, endpoint, logIn);
            if (refusal.isPresent()) {
                throw NotOpened.refused(refusal.get());
            }
            known.add(endpoint);
            done = true;
            return wire;
        } catch (TransportException e) {
            TransportFailure failure = e.kind();
            throw NotOpened.because(known.contains(endpoint) ? failure : probe.named(failure, endpoint));
        } finally {
            if (!done) {
                // Whatever broke it off: a connection that is not logged in, on another database, is never used.
                wire.close();
            }
        }
    }

    private Optional<Reply.Refused> enter(Wire wire, Endpoint endpoint, LogIn logIn) throws TransportException {
        Watchdog.Deadline deadline =
                watchdog.start(wire, settings.connectTimeout().multipliedBy(2));
        try {
            wire.resolve(settings.connectTimeout());
            wire.connect(settings.connectTimeout());
            wire.secure();
            Optional<Reply.Refused> refusal = tls.isEmpty() && logIn.hasPassword() && !known.contains(endpoint)
                    ? LogIn.ping(wire)
                    : Optional.empty();
            if (refusal.isEmpty()) {
                refusal = logIn.run(wire);
            }
            if (!deadline.end() && refusal.isEmpty()) {
                throw new TransportException(wire.late());
            }
            return refusal;
        } catch (TransportException e) {
            throw deadline.end() ? e : new TransportException(wire.late());
        } finally {
            deadline.end();
        }
    }

    /** Whether a wire still answers. Takes up to the connect timeout. */
    boolean isAlive(Wire wire) {
        Watchdog.Deadline deadline = watchdog.start(wire, settings.connectTimeout());
        try {
            LogIn.ping(wire);
            return deadline.end();
        } catch (TransportException e) {
            return false;
        } finally {
            deadline.end();
        }
    }

    /** Whether what was sent is to be asked after later, over the same wire. */
    boolean waitsForReplicas() {
        return settings.waitReplicas() > 0;
    }

    /** The time of {@link System#nanoTime()}. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Gives a wire so long for what is about to be sent over it. */
    Watchdog.Deadline deadline(Wire wire, Duration time) {
        return watchdog.start(wire, time);
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
