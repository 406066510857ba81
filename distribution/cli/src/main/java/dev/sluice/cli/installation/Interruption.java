package dev.sluice.cli.installation;

import dev.sluice.host.failure.ExitCode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end: the run is told to stop, and the virtual machine waits until the command has cleaned up.
 * The exit code (130, 143) is the virtual machine's own.
 */
public final class Interruption {
    /** Containers are killed after 10 seconds. */
    private static final long PATIENCE_SECONDS = 8;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();

    /** Something that stops on request, until it is closed. */
    public interface Stoppable extends AutoCloseable {
        @Override
        void close();
    }

    /** Begins to listen to signals. */
    public void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "sluice-interruption"));
    }

    /** Runs the command. However it ends, the virtual machine waits for it no longer. */
    public int during(IntSupplier command) {
        try {
            return command.getAsInt();
        } finally {
            finished.countDown();
        }
    }

    /** What happens on a signal, and whenever the virtual machine ends. */
    void interrupt() {
        if (finished.getCount() == 0) {
            return;
        }
        // Later the command itself may have come to its end.
        boolean exitCalled = isExitCalled(Thread.getAllStackTraces().values());
        request();
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("sluice: the command did not end in " + PATIENCE_SECONDS + " s and is given up");
            }
            if (exitCalled) {
                System.err.println(
                        "sluice: a plugin ended the program (System.exit), which no plugin may do; report this to its makers");
                Runtime.getRuntime().halt(ExitCode.DEFECT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the program ends because somebody called for it: a signal does not go that way. */
    static boolean isExitCalled(Collection<StackTraceElement[]> stacks) {
        return stacks.stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit"));
    }

    /** Tells the run to stop. */
    void request() {
        requested.countDown();
        actions.forEach(Runnable::run);
    }

    public boolean requested() {
        return requested.getCount() == 0;
    }

    /**
     * Stops something beside all else that runs; at once if that is already wanted.
     *
     * @param stop may be called by any thread, and twice
     */
    public Stoppable onRequest(Runnable stop) {
        actions.add(stop);
        if (requested()) {
            stop.run();
        }
        return () -> actions.remove(stop);
    }

    /**
     * Waits until somebody wants the command to end, or a time has passed.
     *
     * @return whether somebody wants it to end
     */
    public boolean await(long milliseconds) {
        try {
            return requested.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Waits until somebody wants the command to end. */
    public void await() {
        try {
            requested.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
