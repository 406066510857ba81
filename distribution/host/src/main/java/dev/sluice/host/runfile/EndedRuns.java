package dev.sluice.host.runfile;

import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells of each run once it is over, as its file has it, whether there is a file or not. */
public final class EndedRuns implements SyncListener {
    private final String version;
    private final Clock clock;
    private final UnaryOperator<Object> redacted;
    private final Consumer<StoredRun> told;
    private @Nullable RunSummary summary;

    /**
     * @param version of the program
     * @param redacted takes secrets out of the messages in a JSON object
     * @param told is told of a run when it ends
     */
    public EndedRuns(String version, Clock clock, UnaryOperator<Object> redacted, Consumer<StoredRun> told) {
        this.version = version;
        this.clock = clock;
        this.redacted = redacted;
        this.told = told;
    }

    @Override
    public void heard(SyncEvent event) {
        Instant now = clock.instant();
        if (event instanceof SyncEvent.Started started) {
            summary = new RunSummary(started, version, now);
        }
        RunSummary current = summary;
        if (current == null) {
            return;
        }
        current.add(event, now);
        if (event instanceof SyncEvent.Ended) {
            summary = null;
            @SuppressWarnings("unchecked")
            Map<String, Object> json = (Map<String, Object>) redacted.apply(current.json());
            told.accept(StoredRun.of(json));
        }
    }
}
