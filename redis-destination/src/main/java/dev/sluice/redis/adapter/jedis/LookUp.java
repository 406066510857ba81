package dev.sluice.redis.adapter.jedis;

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
 * Looks host names up. The system may take minutes over it and cannot be interrupted, so a thread of its own waits for it: it ends when the
 * system does, and nobody else has to. Whoever asks for a name that is being looked up waits for the same answer, so that no threads pile
 * up while a name service hangs. Threadsafe.
 */
final class LookUp {
    /** As the system does it. */
    static final LookUp SYSTEM = new LookUp(InetAddress::getAllByName);

    /** What is an address already, so that nobody has to be asked. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[^:]*:.*");

    private final Resolver resolver;
    private final Map<String, FutureTask<InetAddress[]>> pending = new ConcurrentHashMap<>();

    /** Finds the addresses of a host. */
    interface Resolver {
        /** At least one. */
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    LookUp(Resolver resolver) {
        this.resolver = resolver;
    }

    /** The addresses of a host, at least one. */
    InetAddress[] of(String host, Duration timeout) throws TransportException {
        FutureTask<InetAddress[]> task = ADDRESS.matcher(host).matches() ? read(host) : ask(host);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS).clone();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw new TransportException(TransportFailure.UNKNOWN_HOST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException(TransportFailure.LOST);
        }
    }

    private FutureTask<InetAddress[]> read(String address) {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.resolve(address));
        task.run();
        return task;
    }

    private FutureTask<InetAddress[]> ask(String host) {
        FutureTask<InetAddress[]> own = new FutureTask<>(() -> {
            try {
                return resolver.resolve(host);
            } finally {
                // An answer is not kept: the system does that, for as long as it should.
                pending.remove(host);
            }
        });
        FutureTask<InetAddress[]> other = pending.putIfAbsent(host, own);
        if (other != null) {
            return other;
        }
        boolean started = false;
        try {
            Thread thread = new Thread(own, "sluice-redis-lookup");
            thread.setDaemon(true);
            thread.start();
            started = true;
            return own;
        } finally {
            if (!started) {
                // Where there is no thread for it, whoever has joined must not wait, nor anybody else join.
                pending.remove(host);
                own.cancel(false);
            }
        }
    }
}
