package dev.sluice.host.target;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.WaitTime;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the host says of a run to its destination, and what it hears from it. Safe for use by several threads. */
public final class HostContext implements RunContext {
    private static final int MAX_DISTINCT = 100;
    private static final int SYNC_ID_DIGITS = 8;

    private final String runId;
    private final Optional<String> syncId;
    private final Clock clock;
    private final SyncListener listener;
    private final Set<ErrorDetail> warned = new LinkedHashSet<>();
    private final Map<String, Long> retries = new LinkedHashMap<>();
    private final Map<String, Long> reconnects = new LinkedHashMap<>();
    private final WaitTime waits = new WaitTime();
    private String waitsFor = "";

    /**
     * @param sync the sync's name, if the run keeps a state
     * @param listener is told of every event
     */
    public HostContext(Optional<String> sync, Clock clock, SyncListener listener) {
        this(UlidCreator.getUlid().toString(), sync, clock, listener);
    }

    /**
     * @param runId by which the listener knows the run
     * @param sync the sync's name, if the run keeps a state
     * @param listener is told of every event
     */
    public HostContext(String runId, Optional<String> sync, Clock clock, SyncListener listener) {
        this(clock, listener, runId, sync.map(HostContext::digest));
    }

    private HostContext(Clock clock, SyncListener listener, String runId, Optional<String> syncId) {
        this.runId = runId;
        this.syncId = syncId;
        this.clock = clock;
        this.listener = listener;
    }

    /** Of a run that another process began. */
    public static HostContext joining(String runId, Optional<String> syncId, Clock clock, SyncListener listener) {
        return new HostContext(clock, listener, runId, syncId);
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public Optional<String> syncId() {
        return syncId;
    }

    @Override
    public void report(RunEvent event) {
        count(event);
        listener.heard(new SyncEvent.Told(event));
    }

    /** Who is told of the run. */
    public SyncListener listener() {
        return listener;
    }

    private synchronized void count(RunEvent event) {
        if (event instanceof RunEvent.Warning warning) {
            if (warned.size() < MAX_DISTINCT) {
                warned.add(warning.what());
            }
        } else if (event instanceof RunEvent.Retried retried) {
            count(retries, retried.why().code());
        } else if (event instanceof RunEvent.Reconnected reconnected) {
            count(reconnects, reconnected.where());
        } else if (event instanceof RunEvent.Waiting waiting) {
            waits.add(clock.instant(), waiting.until());
            waitsFor = waiting.why().code();
        }
    }

    /** The code of what the destination waits for now, if it does. */
    public synchronized Optional<String> waitsFor() {
        return waits.goesOn(clock.instant()) ? Optional.of(waitsFor) : Optional.empty();
    }

    private static void count(Map<String, Long> counts, String what) {
        if (counts.size() < MAX_DISTINCT || counts.containsKey(what)) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    /** Adds what was heard: each distinct warning once, and retries, reconnects and waits summed up. */
    public synchronized void tell(Warnings warnings) {
        warned.forEach(warning -> warnings.addHeard(warning.message() + " " + warning.remedy()));
        reconnects.forEach((where, count) ->
                warnings.addHeard("The destination replaced its connection to " + where + times(count) + "."));
        retries.forEach(
                (code, count) -> warnings.addHeard("The destination tried again after " + code + times(count) + "."));
        if (waits.total().compareTo(Duration.ofSeconds(1)) >= 0) {
            warnings.addHeard("The destination waited for " + waits.total().toSeconds() + " s before it went on.");
        }
    }

    private static String times(long count) {
        return count == 1 ? " once" : " " + count + " times";
    }

    private static String digest(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, SYNC_ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
