package dev.sluice.redis.check;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.ProbeConnection;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.spi.DestinationException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one connection that end at a deadline, whatever the target does. They run on a separate thread; when the deadline passes or the
 * caller is interrupted, the connection is closed, which ends the call. After {@link #close()} the thread is gone, unless the system still
 * resolves a name, which cannot be ended.
 */
final class BoundedCalls implements AutoCloseable {
    private static final Duration JOIN_TIMEOUT = Duration.ofMillis(200);

    private final ProbeConnection connection;
    private final Duration timeout;
    private final long deadline;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(this::thread);
    private @Nullable Thread worker;

    /**
     * Calls of this connection.
     *
     * @param timeout the timeout of the whole check, for the message
     * @param deadline the deadline of the last call, as a {@link System#nanoTime()}
     */
    BoundedCalls(ProbeConnection connection, Duration timeout, long deadline) {
        this.connection = connection;
        this.timeout = timeout;
        this.deadline = deadline;
    }

    private Thread thread(Runnable task) {
        Thread created = new Thread(task, "sluice-redis-check");
        created.setDaemon(true);
        worker = created;
        return created;
    }

    /** A call of the connection. */
    interface Call<T> {
        T on(ProbeConnection connection) throws ProbeFailure;
    }

    /**
     * Makes a call.
     *
     * @throws DestinationException if the deadline passes, or the caller is interrupted
     */
    <T> T call(Call<T> call) throws ProbeFailure {
        Future<T> result = executor.submit(() -> call.on(connection));
        try {
            return result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            connection.close();
            throw outOfTime();
        } catch (InterruptedException e) {
            connection.close();
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProbeFailure failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The server that the calls are about. */
    Endpoint server() {
        return connection.endpoint();
    }

    private DestinationException outOfTime() {
        return DestinationException.of(RedisFailure.CHECK_TIMEOUT.detail(
                "The target did not answer before the timeout of the check, " + timeout.toMillis() + " ms."));
    }

    private static DestinationException interrupted() {
        return DestinationException.of(RedisFailure.INTERRUPTED.detail("The check was cancelled.", "Start it again."));
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            connection.close();
            executor.shutdownNow();
            Thread started = worker;
            if (started != null) {
                // The executor counts as terminated before its thread has ended.
                started.join(JOIN_TIMEOUT.toMillis());
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
