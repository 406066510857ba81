package dev.sluice.state.file;

import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a state in the folder of its sync, beside {@code state.json}. */
public final class Layout {
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot-([0-9]{1,9})(?:-on-([0-9]{1,9}))?\\.parquet");
    private static final Pattern GROUP = Pattern.compile("([0-9]{1,9})\\.parquet");
    private static final String RUN = "run-";
    private static final String PENDING = "pending.parquet";
    private static final String WORK = "work";

    private final Path folder;

    public Layout(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    public Path folder() {
        return folder;
    }

    /** What a run needs while it goes on and nobody afterwards. */
    public Path work() {
        return folder.resolve(WORK);
    }

    public Path snapshot(String name) {
        return folder.resolve(name);
    }

    /** The name of the snapshot after this one. */
    public static String next(Optional<String> snapshot) {
        return "snapshot-" + (number(snapshot, 1) + 1) + ".parquet";
    }

    /** The name of the snapshot after this one, if it is a patch. */
    public static String nextPatch(String snapshot) {
        Optional<String> name = Optional.of(snapshot);
        return "snapshot-" + (number(name, 1) + 1) + "-on-"
                + number(base(snapshot).or(() -> name), 1) + ".parquet";
    }

    /** The name of the snapshot that another one patches; empty if that is whole. */
    public static Optional<String> base(String snapshot) {
        int number = number(Optional.of(snapshot), 2);
        return number == 0 ? Optional.empty() : Optional.of("snapshot-" + number + ".parquet");
    }

    private static int number(Optional<String> snapshot, int group) {
        return snapshot.map(SNAPSHOT::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(group) != null)
                .map(matcher -> Integer.parseInt(matcher.group(group)))
                .orElse(0);
    }

    /** The files that a snapshot is made of: the whole one, and the patch if there is one. */
    public List<Path> files(String snapshot) {
        return Stream.concat(base(snapshot).stream(), Stream.of(snapshot))
                .map(this::snapshot)
                .toList();
    }

    /** What a run tells of its records. */
    public Path run(String runId) {
        return folder.resolve(RUN + runId);
    }

    /** The identities that a run was about to write. */
    public static Path pending(Path run) {
        return run.resolve(PENDING);
    }

    /** A group of outcomes. */
    public static Path group(Path run, long checkpoint) {
        return run.resolve(checkpoint + ".parquet");
    }

    /** The groups of a run in their order. */
    public static List<Path> groups(Path run) throws IOException {
        List<Path> groups = new ArrayList<>();
        if (Files.isDirectory(run)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
                for (Path file : files) {
                    if (GROUP.matcher(file.getFileName().toString()).matches()) {
                        groups.add(file);
                    }
                }
            }
        }
        groups.sort(Comparator.comparingLong(Layout::checkpoint));
        return groups;
    }

    private static long checkpoint(Path group) {
        Matcher matcher = GROUP.matcher(group.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Removes what no record names: what a crash left unfinished, and what was not removed after it was folded. */
    public void clean(Optional<String> snapshot, Optional<String> runId) throws IOException {
        List<Path> rest = new ArrayList<>();
        List<Path> used = snapshot.map(this::files).orElse(List.of());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean old = (name.startsWith("snapshot-") && !used.contains(file))
                        || (name.startsWith(RUN) && !runId.map(id -> RUN + id).equals(Optional.of(name)));
                if (old) {
                    rest.add(file);
                }
            }
        }
        for (Path file : rest) {
            OwnerOnly.removeRecursively(file);
        }
    }

    /** The state of the form that earlier versions had, if there is one. Their names of files had fewer letters. */
    public static Optional<Path> former(Path folder, String sync) {
        return Optional.of(folder.resolveSibling(sync.replaceAll("[^A-Za-z0-9._-]", "_") + ".duckdb"))
                .filter(Files::isRegularFile);
    }
}
