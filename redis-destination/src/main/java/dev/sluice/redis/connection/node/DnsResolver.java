package dev.sluice.redis.connection.node;

import dev.sluice.redis.port.TransportFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Resolves host names with a timeout. A lookup by the system may block for minutes and cannot be interrupted, so it runs on a thread of its
 * own. Concurrent callers for the same name share one lookup, so that threads do not pile up while the name service hangs. Threadsafe.
 */
final class DnsResolver {
    /** The resolver of the operating system. */
    static final DnsResolver SYSTEM = new DnsResolver(InetAddress::getAllByName);

    /** An IP address, which needs no lookup. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[^:]*:.*");

    private final Lookup lookup;
    private final Map<String, FutureTask<InetAddress[]>> pending = new ConcurrentHashMap<>();

    /** One blocking lookup. */
    interface Lookup {
        /** The addresses of a host, at least one. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    DnsResolver(Lookup lookup) {
        this.lookup = lookup;
    }

    /** Resolves a host to its addresses, at least one. */
    InetAddress[] resolve(String host, Duration timeout) throws TransportException {
        FutureTask<InetAddress[]> task = ADDRESS.matcher(host).matches() ? parse(host) : join(host);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS).clone();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw new TransportException(TransportFailure.UNKNOWN_HOST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException(TransportFailure.LOST);
        }
    }

    private FutureTask<InetAddress[]> parse(String address) {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> lookup.addresses(address));
        task.run();
        return task;
    }

    /** Joins the pending lookup of a host, or starts one. */
    private FutureTask<InetAddress[]> join(String host) {
        FutureTask<InetAddress[]> own = new FutureTask<>(() -> {
            try {
                return lookup.addresses(host);
            } finally {
                // Not cached here: the system caches for as long as it should.
                pending.remove(host);
            }
        });
        FutureTask<InetAddress[]> other = pending.putIfAbsent(host, own);
        if (other != null) {
            return other;
        }
        boolean started = false;
        try {
            Thread thread = new Thread(own, "sluice-redis-dns");
            thread.setDaemon(true);
            thread.start();
            started = true;
            return own;
        } finally {
            if (!started) {
                // No thread could be started: release those who joined, and let nobody else join.
                pending.remove(host);
                own.cancel(false);
            }
        }
    }
}
