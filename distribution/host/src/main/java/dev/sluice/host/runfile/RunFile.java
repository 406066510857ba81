package dev.sluice.host.runfile;

import dev.sluice.host.file.LockFile;
import dev.sluice.host.file.Machine;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.json.JsonTree;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Writes the files of a run, and removes those of old ones. What cannot be written keeps no run from going on: see {@link #problem}. For one run at a
 * time; calls come one at a time, as the engine makes them.
 */
public final class RunFile implements SyncListener, AutoCloseable {
    /** How long runs are kept, unless something else is said. */
    public static final Duration KEPT = Duration.ofDays(90);

    private final Path root;
    private final RunFolder folder;
    private final Duration kept;
    private final String version;
    private final Clock clock;
    private final UnaryOperator<Object> redacted;
    private final Thinning thinning = new Thinning();
    private @Nullable RunSummary summary;
    private @Nullable LockFile lock;
    private @Nullable OutputStream events;
    private @Nullable String problem;

    /**
     * @param root the folder {@code runs}; created when a run begins
     * @param kept runs that began longer ago are removed
     * @param version of the program
     * @param redacted takes secrets out of the messages in a JSON object
     */
    public RunFile(Path root, Duration kept, String version, Clock clock, UnaryOperator<Object> redacted) {
        this.root = root;
        this.folder = new RunFolder(root);
        this.kept = kept;
        this.version = version;
        this.clock = clock;
        this.redacted = redacted;
    }

    @Override
    public void heard(SyncEvent event) {
        if (problem != null) {
            return;
        }
        try {
            Instant now = clock.instant();
            if (event instanceof SyncEvent.Started started) {
                begin(started, now);
            }
            write(event, now);
        } catch (IOException | JacksonException e) {
            problem = "The files of this run cannot be written to " + root + " ("
                    + e.getClass().getSimpleName() + "), so `sluice runs` does not show it as it was.";
            close();
        }
    }

    private void begin(SyncEvent.Started started, Instant now) throws IOException {
        String id = started.run();
        folder.create(id);
        folder.removeBefore(now.minus(kept));
        // Whoever finds the run finds it held.
        lock = LockFile.tryLock(folder.lock(id)).orElseThrow(() -> new IOException("two runs of one id"));
        lock.describe("process " + ProcessHandle.current().pid() + "\n"
                + Machine.name().map(name -> "machine " + name + "\n").orElse(""));
        events = OwnerOnly.createFile(folder.events(id));
        summary = new RunSummary(started, version, now);
    }

    private void write(SyncEvent event, Instant now) throws IOException {
        RunSummary current = summary;
        OutputStream stream = events;
        if (current == null || stream == null) {
            return;
        }
        boolean news = current.add(event, now);
        if (thinning.takes(event, now)) {
            Object json = redacted.apply(EventJson.of(now, event));
            stream.write((JsonTree.text(json) + "\n").getBytes(StandardCharsets.UTF_8));
            stream.flush();
        }
        if (news) {
            @SuppressWarnings("unchecked")
            Map<String, Object> json = (Map<String, Object>) redacted.apply(current.json());
            OwnerOnly.replace(folder.run(current.run()), file -> JsonTree.write(file, json));
        }
        if (event instanceof SyncEvent.Ended) {
            end(current.run());
        }
    }

    private void end(String id) throws IOException {
        close();
        Files.deleteIfExists(folder.lock(id));
        summary = null;
    }

    /** Why nothing more was written, if that is so; one sentence. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Lets go of the files. A run that has not ended is shown as died from now on. */
    @Override
    public void close() {
        try {
            if (events != null) {
                events.close();
            }
        } catch (IOException e) {
            // Each event was flushed.
        }
        if (lock != null) {
            lock.close();
        }
        events = null;
        lock = null;
    }
}
