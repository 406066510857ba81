package dev.sluice.state;

import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.state.Opening;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Identity;
import dev.sluice.state.file.Layout;
import dev.sluice.state.file.OutcomeLog;
import dev.sluice.state.file.RunFiles;
import dev.sluice.state.file.Sql;
import dev.sluice.state.file.TableRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run that knows what it will write, and has not started. */
final class ComparedRun implements ComparedState {
    private final RunFiles files;
    private final Comparison comparison;
    private final Difference difference;
    private final Expiry expiry;
    private final boolean renders;
    private final Doubts doubts;
    private @Nullable StartedRun started;

    ComparedRun(
            RunFiles files,
            Comparison comparison,
            Difference difference,
            Expiry expiry,
            boolean renders,
            Doubts doubts) {
        this.files = files;
        this.comparison = comparison;
        this.difference = difference;
        this.expiry = expiry;
        this.renders = renders;
        this.doubts = doubts;
    }

    /** Compares once more. */
    interface Doubts {
        /** Where a record is uncertain. */
        ComparedRun of(Identity identity);

        /** Where every record is uncertain, which is durable then. */
        ComparedRun ofAll();
    }

    @Override
    public Difference difference() {
        return difference;
    }

    @Override
    public Set<Long> unchanged(Set<Long> ordinals) {
        Set<Long> unchanged = new HashSet<>(ordinals);
        if (ordinals.isEmpty()) {
            return unchanged;
        }
        String list = ordinals.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try (TableRows changed = new TableRows(
                files.workspace(), files.failures(), "SELECT ordinal FROM changes WHERE ordinal IN (" + list + ")")) {
            while (changed.next()) {
                unchanged.remove(changed.number(0));
            }
        }
        return unchanged;
    }

    @Override
    public boolean takesBack(Set<Long> others) {
        String list = others.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try {
            return files.workspace()
                            .number("SELECT count(*) FROM changes SEMI JOIN " + Comparison.REOPENED + " USING (ordinal)"
                                    + (others.isEmpty() ? "" : " WHERE ordinal NOT IN (" + list + ")"))
                    > 0;
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    @Override
    public ComparedState doubt(Identity identity) {
        return doubts.of(identity);
    }

    @Override
    public ComparedState doubtAll() {
        return doubts.ofAll();
    }

    @Override
    public StartedState start(Checkpoints checkpoints) {
        try {
            SyncRecord record = files.file().read();
            Opening opening = record.opening().orElseThrow(files.failures()::taken);
            Path run = files.layout().run(opening.runId());
            long uncertain = difference.added() + difference.changed() + difference.withdrawn();
            if (uncertain > 0) {
                writePending(run);
            }
            Map<String, String> forms = ObservedPass.forms(files);
            if (!record.forms().equals(forms)) {
                files.update(latest -> latest.withForms(forms)
                        .withOpening(new Opening(
                                opening.runId(), opening.verdict(), opening.doubted(), renders, Optional.empty())));
            }
            OutcomeLog log = new OutcomeLog(run, files.workspace(), files.failures(), files.sizes(), checkpoints);
            StartedRun next = new StartedRun(
                    files,
                    opening.runId(),
                    new PlannedRun(files, difference, expiry),
                    log,
                    uncertain,
                    difference.renewed() > 0);
            started = next;
            return next;
        } catch (IOException e) {
            throw files.failures().failed(e);
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    private void writePending(Path run) throws IOException, SQLException {
        OwnerOnly.createDirectories(run);
        Path file = Layout.pending(run);
        Path next = file.resolveSibling(file.getFileName() + ".next");
        files.workspace()
                .execute("COPY (" + comparison.pending() + ") TO " + Sql.file(next)
                        + " (FORMAT parquet, COMPRESSION snappy)");
        OwnerOnly.publish(next, file);
    }

    /** Ends the stage that the run is in. */
    void end() {
        if (started != null) {
            started.end();
        }
    }
}
