package dev.sluice.host.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs syncs when they are due, each on a thread of a pool, until it is told to stop. The clock is looked at every ten seconds at least, so that one
 * that is set, or a machine that slept, is noticed. Safe for use by several threads.
 */
public final class Scheduler {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Schedule schedule;
    private final Clock clock;
    private final int jobs;
    private final Function<String, Optional<Instant>> elsewhere;
    private final Consumer<String> run;
    private boolean stopped;
    private Instant looked = Instant.MIN;

    /**
     * @param jobs how many syncs run at once; others that are due wait for their turn
     * @param elsewhere when the last run of a sync began, if somebody else began it after its last one here; asked before each run
     * @param run runs a sync to its end, however it ends
     */
    public Scheduler(
            Schedule schedule,
            Clock clock,
            int jobs,
            Function<String, Optional<Instant>> elsewhere,
            Consumer<String> run) {
        this.schedule = schedule;
        this.clock = clock;
        this.jobs = jobs;
        this.elsewhere = elsewhere;
        this.run = run;
    }

    /** What is to run from now on; see {@link Schedule#replace}. */
    public synchronized void replace(Map<String, Duration> every, Map<String, Instant> begun) {
        schedule.replace(every, begun, clock.instant());
        notifyAll();
    }

    /** Begins no run any more; {@link #run} returns when those that go on have ended. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** When the clock was looked at last. */
    public synchronized Instant looked() {
        return looked;
    }

    /** Runs syncs until {@link #stop}, or until the thread is interrupted. */
    public void run() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(jobs, task -> new Thread(task, "sluice-job"));
        try {
            beginUntilStopped(pool);
        } finally {
            stop();
            pool.shutdown();
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void beginUntilStopped(ExecutorService pool) throws InterruptedException {
        while (!stopped) {
            looked = clock.instant();
            for (String sync : schedule.begin(looked)) {
                pool.execute(() -> one(sync));
            }
            Duration left = schedule.next()
                    .map(next -> Duration.between(looked, next))
                    .filter(time -> time.compareTo(LONGEST_WAIT) < 0)
                    .orElse(LONGEST_WAIT);
            wait(Math.max(1, left.toMillis()));
        }
    }

    private void one(String sync) {
        try {
            if (!isStopped() && isDue(sync)) {
                run.accept(sync);
            }
        } finally {
            ended(sync);
        }
    }

    /** Somebody else may have run it meanwhile. */
    private boolean isDue(String sync) {
        Optional<Instant> start = elsewhere.apply(sync);
        synchronized (this) {
            return start.isEmpty() || schedule.begunElsewhere(sync, start.get(), clock.instant());
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void ended(String sync) {
        schedule.ended(sync);
        notifyAll();
    }
}
