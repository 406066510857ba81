package dev.sluice.cli.service;

import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.runfile.RunFiles;
import dev.sluice.host.runfile.StoredRun;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last run of each sync of a service, whoever began it: those that the service ran, and those of others by the files of runs. Safe for use by several
 * threads.
 */
public final class LastRuns {
    /** The last one may go on, and those of others that it kept out are over. */
    private static final int RUNS_LOOKED_AT = 10;

    private final Clock clock;
    private final Map<String, Map<String, Object>> over = new ConcurrentHashMap<>();
    /** Until when the runs of a sync are known. */
    private final Map<String, Instant> known = new ConcurrentHashMap<>();

    public LastRuns(Clock clock) {
        this.clock = clock;
    }

    /**
     * Looks at the runs of syncs, and knows no others from now on.
     *
     * @return when the last run of each began, if there was one
     * @throws dev.sluice.host.failure.HostException {@code RUNS_UNREADABLE}
     */
    public Map<String, Instant> begun(Collection<String> syncs, RunFiles files) {
        over.keySet().retainAll(syncs);
        known.keySet().retainAll(syncs);
        Map<String, Instant> begun = new LinkedHashMap<>();
        for (String sync : syncs) {
            known.putIfAbsent(sync, clock.instant());
            List<StoredRun> runs = files.list(Optional.of(sync), RUNS_LOOKED_AT);
            runs.stream().filter(LastRuns::counts).findFirst().ifPresent(run -> begun.put(sync, run.started()));
            over(runs).ifPresent(run -> over.putIfAbsent(sync, said(run)));
        }
        return begun;
    }

    /**
     * When the last run of a sync began that was not run here, after the last one that was.
     *
     * @throws dev.sluice.host.failure.HostException {@code RUNS_UNREADABLE}
     */
    public Optional<Instant> elsewhere(String sync, RunFiles files) {
        List<StoredRun> runs = files.since(sync, known.getOrDefault(sync, Instant.EPOCH));
        over(runs).ifPresent(run -> over.put(sync, said(run)));
        return runs.stream().filter(LastRuns::counts).findFirst().map(StoredRun::started);
    }

    /** A run of the service is over. */
    public void ended(String sync, Instant started, int exit, Optional<String> code) {
        over.put(sync, said(started, Optional.of(exit), code));
        known.put(sync, clock.instant());
    }

    /** Start, exit code and error code of the last run that is over, by sync. */
    public Map<String, Object> over() {
        return new LinkedHashMap<>(over);
    }

    /** Whether the next run is counted from one: not from one that another kept out, and not from one of some rows alone. */
    private static boolean counts(StoredRun run) {
        return run.purpose() == SyncEvent.Purpose.SYNC
                && !Long.valueOf(ExitCode.LOCKED).equals(run.json().get("exit"));
    }

    private static Optional<StoredRun> over(List<StoredRun> runs) {
        return runs.stream()
                .filter(run -> run.status() != StoredRun.Status.RUNNING)
                .findFirst();
    }

    private static Map<String, Object> said(StoredRun run) {
        // One that has died did not say.
        return said(run.started(), Optional.ofNullable(run.json().get("exit")), run.failure("code"));
    }

    private static Map<String, Object> said(Instant started, Optional<Object> exit, Optional<String> code) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("started", started.toString());
        exit.ifPresent(value -> said.put("exit", value));
        code.ifPresent(value -> said.put("code", value));
        return said;
    }
}
