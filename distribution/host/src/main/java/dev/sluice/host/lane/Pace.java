package dev.sluice.host.lane;

import dev.sluice.host.progress.RunStatus;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets so many changes a second go, evenly: what was not used for a while is not made up for. For one thread. */
public final class Pace {
    private static final long SECOND_NANOS = 1_000_000_000;
    // Of a second, that may be made up for, and that a batch is to hold at most.
    private static final int FRACTION = 10;
    private static final long NAP_NANOS = 50_000_000;

    private final OptionalLong rate;
    private final RunStatus status;
    private final LongSupplier nanoTime;
    private final LongConsumer nap;
    private double next;

    Pace(OptionalLong rate, RunStatus status, LongSupplier nanoTime, LongConsumer nap) {
        this.rate = rate;
        this.status = status;
        this.nanoTime = nanoTime;
        this.nap = nap;
        this.next = nanoTime.getAsLong();
    }

    /**
     * A pace by the clock of this machine.
     *
     * @param rate changes a second, at least 1; empty for as many as go
     * @param status nobody waits once the run is to end
     */
    public static Pace of(OptionalLong rate, RunStatus status) {
        return new Pace(rate, status, System::nanoTime, LockSupport::parkNanos);
    }

    /** Waits until one more change may go. */
    public void await() {
        if (rate.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        next = Math.max(next, now - (double) SECOND_NANOS / FRACTION);
        while (next > now && status.goesOn()) {
            nap.accept(Math.min(NAP_NANOS, (long) Math.ceil(next - now)));
            now = nanoTime.getAsLong();
        }
        next += (double) SECOND_NANOS / rate.getAsLong();
    }

    /** How many changes a batch holds, so that the destination gets them evenly too. */
    public int batch(int preferred) {
        return rate.isEmpty() ? preferred : (int) Math.max(1, Math.min(preferred, rate.getAsLong() / FRACTION));
    }
}
