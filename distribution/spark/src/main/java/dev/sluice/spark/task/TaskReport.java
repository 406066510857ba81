package dev.sluice.spark.task;

import dev.sluice.host.ledger.Tally;
import dev.sluice.host.report.SyncReport;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/** What an attempt of a task that Spark takes for the partition's own has done: counts and names, never a row. Immutable. */
public final class TaskReport implements WriterCommitMessage {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Long> counts;
    private final HashMap<String, Long> skips;
    private final ArrayList<Group> errors;
    private final ArrayList<String> prepared;
    private final ArrayList<String> warnings;
    private final @Nullable String rejectedFile;
    private final long rejectedRows;

    private record Group(PortableError error, long count, ArrayList<Long> numbers) implements Serializable {}

    TaskReport(
            Tally tally,
            List<String> prepared,
            List<String> warnings,
            Optional<String> rejectedFile,
            long rejectedRows) {
        this.counts = new ArrayList<>(tally.counts());
        this.skips = new HashMap<>(tally.skips());
        this.errors = new ArrayList<>();
        tally.errors()
                .forEach(group -> errors.add(new Group(
                        PortableError.of(group.error()), group.count(), new ArrayList<>(group.rowNumbers()))));
        this.prepared = new ArrayList<>(prepared);
        this.warnings = new ArrayList<>(warnings);
        this.rejectedFile = rejectedFile.orElse(null);
        this.rejectedRows = rejectedRows;
    }

    /** What was booked. */
    public Tally tally() {
        return new Tally(
                counts,
                Map.copyOf(skips),
                errors.stream()
                        .map(group -> new SyncReport.ErrorGroup(group.error().detail(), group.count(), group.numbers()))
                        .toList());
    }

    /** What the writer prepared for the commit. */
    public List<String> prepared() {
        return List.copyOf(prepared);
    }

    /** What the user should know, in sentences. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The name of the file of rejected rows, if there are any and they are kept. */
    public Optional<String> rejectedFile() {
        return Optional.ofNullable(rejectedFile);
    }

    /** How many lines it has. */
    public long rejectedRows() {
        return rejectedRows;
    }

    @Override
    public String toString() {
        return "TaskReport(" + rejectedRows + " rejected)";
    }
}
