package dev.sluice.redis.check;

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
 * Calls of one connection that end at a deadline, whatever the target does: each runs on a thread of its own kind, and the connection is
 * closed under it when the time is over or the caller is interrupted. No thread is left after {@link #close()}, unless the system is still
 * looking up a name, which nothing can end.
 */
final class BoundedCalls implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofMillis(200);

    private final ProbeConnection connection;
    private final Duration timeout;
    private final long deadline;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(this::thread);
    private @Nullable Thread worker;

    /**
     * Calls of this connection.
     *
     * @param timeout of the whole check, for the message
     * @param deadline of the last call, in the time of {@link System#nanoTime()}
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
     * @throws DestinationException if the time is over, or the caller is interrupted
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
                // An executor counts as terminated while its thread is still about to end.
                started.join(FAREWELL.toMillis());
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
