package dev.sluice.host.lane;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Tells whether more lanes would help: only while the thread that fills them has to wait for them, and processors are idle meanwhile. Then
 * the lanes wait for the network or for the destination; otherwise they wait for processors, and more of them would only get into each
 * other's way. For one thread.
 */
public final class Headroom {
    private static final long WINDOW_NANOS = 200_000_000;
    private static final double MUCH_WAITING = 0.25;
    private static final double MUCH_LOAD = 0.8;

    private final LongSupplier nanoTime;
    private final DoubleSupplier load;
    private long begun;
    private long waited;
    private boolean watching;

    /**
     * @param nanoTime the time, as {@link System#nanoTime()} tells it
     * @param load the share of the machine's processors that was busy since the last call, from 0 to 1; negative if that cannot be told
     */
    Headroom(LongSupplier nanoTime, DoubleSupplier load) {
        this.nanoTime = nanoTime;
        this.load = load;
        this.begun = nanoTime.getAsLong();
    }

    /** Of the machine, or of the container, that this process runs in. */
    public static Headroom ofThisMachine() {
        return new Headroom(
                System::nanoTime,
                () -> ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getCpuLoad());
    }

    /** The time of {@link System#nanoTime()}. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** The share of the processors that was busy since the last call. */
    double load() {
        return load.getAsDouble();
    }

    /** Whether more lanes would help, now that one of them was waited for so long. */
    boolean isAfterWait(long nanos) {
        waited += nanos;
        long now = now();
        long window = now - begun;
        if (window < WINDOW_NANOS) {
            return false;
        }
        boolean much = waited >= window * MUCH_WAITING;
        begun = now;
        waited = 0;
        if (!much) {
            watching = false;
            return false;
        }
        // What is told first is about the time before.
        double busy = load();
        boolean known = watching;
        watching = true;
        return known && busy < MUCH_LOAD;
    }
}
