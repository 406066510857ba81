package dev.sluice.host.runfile;

import com.github.f4b6a3.ulid.Ulid;
import dev.sluice.host.file.LockFile;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the files of runs are: {@code <yyyy-mm>/<run>.json}, {@code .events.ndjson} and, while it goes on, {@code .lock}, which its process holds.
 */
final class RunFolder {
    static final String RUN = ".json";
    private static final String EVENTS = ".events.ndjson";
    private static final String LOCK = ".lock";

    private final Path root;

    RunFolder(Path root) {
        this.root = root;
    }

    Path run(String id) {
        return month(id).resolve(id + RUN);
    }

    Path events(String id) {
        return month(id).resolve(id + EVENTS);
    }

    Path lock(String id) {
        return month(id).resolve(id + LOCK);
    }

    private Path month(String id) {
        return root.resolve(month(Ulid.from(id).getInstant()));
    }

    private static String month(Instant moment) {
        return YearMonth.from(moment.atZone(ZoneOffset.UTC)).toString();
    }

    /** Whether the process of a run is there. */
    boolean isHeld(String id) throws IOException {
        return LockFile.isHeld(lock(id));
    }

    void create(String id) throws IOException {
        OwnerOnly.createDirectories(month(id));
    }

    /** The ids of all runs, the last one first; a month is looked into when it has its turn. */
    Stream<String> ids() throws IOException {
        return list(root).stream()
                .filter(Files::isDirectory)
                .sorted(Comparator.reverseOrder())
                .flatMap(month -> {
                    try {
                        return list(month).stream()
                                .flatMap(file -> id(file, RUN).stream())
                                .sorted(Comparator.reverseOrder())
                                // Anything else may have no end.
                                .filter(id -> Files.isRegularFile(month.resolve(id + RUN)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Removes runs that began before a moment and are over, and what is left of others. */
    void removeBefore(Instant moment) throws IOException {
        String last = month(moment);
        for (Path month : list(root)) {
            String name = month.getFileName().toString();
            if (name.compareTo(last) <= 0) {
                removeBefore(moment, month);
            }
            if (name.compareTo(last) < 0 && list(month).isEmpty()) {
                Files.deleteIfExists(month);
            }
        }
    }

    private void removeBefore(Instant moment, Path month) throws IOException {
        for (Path file : list(month)) {
            Optional<String> id = id(file, "");
            if (id.isPresent() && Ulid.from(id.get()).getInstant().isBefore(moment) && !isHeld(id.get())) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The run of a file whose name ends so; none, if it is no file of a run. */
    private static Optional<String> id(Path file, String ending) {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        return dot > 0 && name.endsWith(ending) && (ending.isEmpty() || dot == name.length() - ending.length())
                ? Optional.of(name.substring(0, dot)).filter(Ulid::isValid)
                : Optional.empty();
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
