package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Looks host names up. The system may take minutes over it and cannot be interrupted, so a thread of its own waits for it: it ends when the
 * system does, and nobody else has to.
 */
final class LookUp {
    /** What is an address already, so that nobody has to be asked. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[^:]*:.*");

    private LookUp() {}

    /** The addresses of a host, at least one. */
    static InetAddress[] of(String host, Duration timeout) throws TransportException {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> InetAddress.getAllByName(host));
        if (ADDRESS.matcher(host).matches()) {
            task.run();
        } else {
            Thread thread = new Thread(task, "sluice-redis-lookup");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TransportException(TransportFailure.UNKNOWN_HOST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException(TransportFailure.LOST);
        }
    }
}
