package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs calls that neither an interrupt nor a deadline would end, such as those of a blocking driver, so that both end them. The call runs on a
 * thread of its own; when it has to end, that thread is interrupted, and {@code cut} makes the call fail, for example by closing its socket.
 *
 * <pre>{@code
 * private final BoundedCall calls = new BoundedCall("sql", Duration.ofSeconds(30));
 *
 * BatchResult result = calls.run(() -> insert(batch), connection::abort);
 * }</pre>
 *
 * <p>After a call was cut nobody knows what became of it: report changes as {@link Outcome.Indeterminate}, and do not use the connection
 * again. This class is threadsafe.
 */
public final class BoundedCall {
    /** How long a call may take to end once it was cut, before its thread is left alone. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final String name;
    private final Duration longest;

    /**
     * Calls with this deadline.
     *
     * @param name of the threads, without secrets
     * @param longest how long one call may take
     */
    public BoundedCall(String name, Duration longest) {
        this.name = requireNonNull(name, "name");
        this.longest = requireNonNull(longest, "longest");
    }

    /**
     * Runs a call and returns its result.
     *
     * @param call may block; runs on a daemon thread with the caller's context class loader. A {@link RuntimeException} or {@link Error} of
     *     it is thrown as it is
     * @param cut ends the call from another thread; called at most once; its exceptions are ignored
     * @throws DestinationException of category CONNECTION: code {@code CALL_TIMED_OUT} after the deadline, {@code CALL_INTERRUPTED} if the
     *     calling thread was interrupted, before or meanwhile, in which case its interrupt flag stays set. The call may have happened
     * @throws Exception a checked exception of the call
     */
    public <T> T run(Callable<T> call, Runnable cut) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        thread.start();
        try {
            return task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            end(cut, thread);
            throw DestinationException.of(ErrorDetail.of(
                    "CALL_TIMED_OUT",
                    ErrorCategory.CONNECTION,
                    "The target did not answer within " + longest.toMillis() + " ms.",
                    "See whether the target is overloaded, or allow more time.",
                    true));
        } catch (InterruptedException e) {
            end(cut, thread);
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException e) {
            Throwable cause = requireNonNull(e.getCause(), "cause");
            if (cause instanceof Error error) {
                throw error;
            }
            throw (Exception) cause;
        }
    }

    /** Called with the interrupt flag cleared, so that it can wait. */
    private static void end(Runnable cut, Thread thread) {
        thread.interrupt();
        try {
            cut.run();
        } catch (RuntimeException e) {
            // The call is given up in any case, and the exception may hold a secret.
        }
        try {
            thread.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static DestinationException interrupted() {
        return DestinationException.of(ErrorDetail.of(
                "CALL_INTERRUPTED",
                ErrorCategory.CONNECTION,
                "The call was interrupted.",
                "Start the run again.",
                true));
    }
}
