package dev.sluice.cli.summary;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.json.JsonTree;
import dev.sluice.host.runfile.StoredRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one command in a file, JSON or Markdown by the ending of its name. It is replaced in one step after each run, so that a command
 * that is killed leaves what was over by then. Safe for use by several threads.
 */
public final class SummaryFile {
    private static final long VERSION = 1;
    private static final String JSON = ".json";
    private static final String MARKDOWN = ".md";

    private final Path file;
    private final boolean json;
    private final List<StoredRun> runs = new ArrayList<>();
    private @Nullable String problem;

    /** @throws dev.sluice.host.failure.HostException if there can be no such file */
    public SummaryFile(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(JSON) && !name.endsWith(MARKDOWN)) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--summary " + file + " says not in which form.", "Name a file that ends in .json or .md.");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--summary " + file + " cannot be written: "
                            + (Files.isDirectory(file) ? "it is a directory." : "its directory does not exist."),
                    "Name a file in a directory that exists.");
        }
        this.file = file;
        this.json = name.endsWith(JSON);
    }

    /** The command begins: what an earlier one came to is not what this one does, should it not get as far as a run. */
    public synchronized void begin() {
        write();
    }

    /** Adds a run. */
    synchronized void accept(StoredRun run) {
        runs.add(run);
        write();
    }

    private void write() {
        String text = json ? json() : SummaryMarkdown.of(runs);
        try {
            OwnerOnly.replace(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            problem = "The summary " + file + " cannot be written ("
                    + e.getClass().getSimpleName() + ").";
        }
    }

    private String json() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("version", VERSION);
        summary.put("runs", runs.stream().map(StoredRun::json).toList());
        return JsonTree.text(summary) + "\n";
    }

    /** Why something is not in the file, if that is so; one sentence. */
    synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
