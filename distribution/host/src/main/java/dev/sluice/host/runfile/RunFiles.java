package dev.sluice.host.runfile;

import com.github.f4b6a3.ulid.Ulid;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * The runs that are kept in a folder, those of other processes that go on among them. A run whose process is gone without a word is shown as
 * died. Reads only. Safe for use by several threads.
 */
public final class RunFiles {
    /** The word for the last run. */
    public static final String LAST = "last";

    private final Path root;
    private final RunFolder folder;

    /** @param root the folder {@code runs} */
    public RunFiles(Path root) {
        this.root = root;
        this.folder = new RunFolder(root);
    }

    /**
     * Runs that are kept, the last one first. A file that is damaged is left out.
     *
     * @param sync of this sync alone, if it is there
     * @param most at most so many
     * @throws HostException {@code RUNS_UNREADABLE}
     */
    public List<StoredRun> list(Optional<String> sync, int most) {
        return ids(ids -> ids.flatMap(id -> read(id).stream())
                .filter(run -> sync.isEmpty() || run.sync().equals(sync.get()))
                .limit(most)
                .toList());
    }

    /**
     * The runs of a sync that began at a moment or later, the last one first. No file of an earlier run is read.
     *
     * @throws HostException {@code RUNS_UNREADABLE}
     */
    public List<StoredRun> since(String sync, Instant moment) {
        return ids(ids -> ids.takeWhile(id -> !Ulid.from(id).getInstant().isBefore(moment))
                .flatMap(id -> read(id).stream())
                .filter(run -> run.sync().equals(sync))
                .toList());
    }

    /**
     * The last run of a sync that attended to every row, if one is kept.
     *
     * @throws HostException {@code RUNS_UNREADABLE}
     */
    public Optional<StoredRun> lastSuccess(String sync) {
        return ids(ids -> ids.flatMap(id -> read(id).stream())
                .filter(run -> run.sync().equals(sync) && run.status().isSuccess())
                .findFirst());
    }

    /**
     * A run.
     *
     * @param name its id, letters that no other id begins with, the name of a sync for the last run of that, or {@value #LAST}
     * @throws HostException {@code RUN_UNKNOWN}, {@code RUNS_UNREADABLE}
     */
    public StoredRun find(String name) {
        if (name.equals(LAST)) {
            return require(ids(Stream::findFirst)
                    .orElseThrow(() -> HostFailure.RUN_UNKNOWN.exception("There is no run in " + root + ".")));
        }
        String prefix = name.toUpperCase(Locale.ROOT);
        List<String> found = ids(ids -> ids.filter(id -> id.startsWith(prefix)).toList());
        if (found.size() > 1) {
            throw HostFailure.RUN_UNKNOWN.exception(
                    "The ids of " + found.size() + " runs begin with '" + name + "'.", "Give more of its letters.");
        }
        return found.isEmpty()
                ? list(Optional.of(name), 1).stream()
                        .findFirst()
                        .orElseThrow(() -> HostFailure.RUN_UNKNOWN.exception(
                                "No run in " + root + " has the id '" + name + "', or is of a sync of that name."))
                : require(found.get(0));
    }

    private <T> T ids(Function<Stream<String>, T> use) {
        try (Stream<String> ids = folder.ids()) {
            return use.apply(ids);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(root, e);
        }
    }

    private StoredRun require(String id) {
        return read(id).orElseThrow(() -> HostFailure.RUNS_UNREADABLE
                .exception("The file " + folder.run(id) + " is damaged.")
                .at("file", folder.run(id).toString()));
    }

    /** Empty if it is damaged, or gone by now. */
    private Optional<StoredRun> read(String id) {
        try {
            Map<String, Object> json = JsonTree.read(Files.readString(folder.run(id)));
            StoredRun run = StoredRun.of(json);
            if (!run.id().equals(id)) {
                // A copy.
                return Optional.empty();
            }
            return Optional.of(run.status() == StoredRun.Status.RUNNING ? unfinished(id, json) : run);
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        } catch (NoSuchFileException | CharacterCodingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(folder.run(id), e);
        }
    }

    /** Of a run that has not said how it ended. */
    private StoredRun unfinished(String id, Map<String, Object> begun) throws IOException {
        boolean held = folder.isHeld(id);
        // It may have ended between the two looks.
        Map<String, Object> json = held ? begun : JsonTree.read(Files.readString(folder.run(id)));
        StoredRun run = StoredRun.of(json);
        if (run.status() != StoredRun.Status.RUNNING) {
            return run;
        }
        Map<String, Object> known = new LinkedHashMap<>(json);
        known.put("status", (held ? run.status() : StoredRun.Status.DIED).text());
        for (Map<String, Object> event : events(id).next()) {
            for (String name : List.of("rows", "removals", "phase")) {
                Optional.ofNullable(event.get(name)).ifPresent(value -> known.put(name, value));
            }
            if (!held) {
                Optional.ofNullable(event.get("at")).ifPresent(at -> known.put("ended", at));
            }
        }
        return StoredRun.of(known);
    }

    /** The events of a run, those that are still to come among them. */
    public RunEvents events(String id) {
        return new RunEvents(folder.events(id));
    }

    private static HostException unreadable(Path file, Exception e) {
        return HostFailure.RUNS_UNREADABLE
                .exception(file + " cannot be read (" + e.getClass().getSimpleName() + ").")
                .at("file", file.toString());
    }
}
