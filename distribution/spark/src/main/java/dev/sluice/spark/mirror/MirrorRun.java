package dev.sluice.spark.mirror;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.option.OptionWords;
import dev.sluice.spark.sink.RunFile;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.state.StoredStates;
import dev.sluice.state.SyncStates;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.jspecify.annotations.Nullable;

/** A run of a mirror, by the host's engine in the driver. */
public final class MirrorRun {
    private static final String ENGINE = "org.duckdb.DuckDBDriver";

    private final MirrorPlan plan;
    private final Dataset<?> rows;
    private final Instant started = Instant.now();

    private MirrorRun(MirrorPlan plan, Dataset<?> rows) {
        this.plan = plan;
        this.rows = rows;
    }

    /**
     * Mirrors rows.
     *
     * @param options names in any case
     * @param say takes the lines of the report
     * @return what was done, of a run that came to its end
     * @throws HostException if nothing was written, with every reason that is known; or why the run ended early, after its report was told
     */
    public static SyncReport of(Dataset<?> rows, Map<String, String> options, Consumer<String> say) {
        requireEngine(MirrorRun.class.getClassLoader());
        return new MirrorRun(MirrorPlan.of(Columns.of(rows.schema()), options), rows).run(say);
    }

    /** What compares rows with the state is in no jar of Spark, and is too large for one of ours. */
    static void requireEngine(ClassLoader loader) {
        try {
            Class.forName(ENGINE, false, loader);
        } catch (ClassNotFoundException e) {
            throw HostFailure.STATE_ENGINE_MISSING.exception(
                    "DuckDB, which compares the rows of a mirror with its state, is not on the class path of the driver.",
                    "Add it to spark-submit: --packages org.duckdb:duckdb_jdbc:VERSION, or its jar to --jars.");
        }
    }

    private SyncReport run(Consumer<String> say) {
        Optional<RunFile> file = plan.options()
                .text(OptionName.RUNS_PATH)
                .map(path -> new RunFile(
                        path,
                        plan.state().getFileName() + "-" + started.toEpochMilli(),
                        rows.sparkSession().sparkContext().hadoopConfiguration()));
        file.ifPresent(RunFile::probe);
        SyncReport report;
        try {
            report = compute();
        } catch (RuntimeException e) {
            file.ifPresent(kept -> keep(kept, unwritten(HostException.of(e)), e));
            throw e;
        }
        ReportText.of(report, OptionWords::of).forEach(say);
        Optional<HostException> failure = report.failure().map(detail -> failure(detail, report.cause()));
        file.ifPresent(kept -> keep(kept, report, failure.orElse(null)));
        if (failure.isPresent()) {
            throw failure.get();
        }
        return report;
    }

    /** What ended the run, with what Spark threw if the query did. */
    private static HostException failure(ErrorDetail detail, Optional<Throwable> thrown) {
        Throwable cause = thrown.map(Throwable::getCause).orElse(null);
        return cause == null ? new HostException(detail) : new HostException(detail, cause);
    }

    /** Keeps a report. Where that fails, the failure of the run is told all the same. */
    private static void keep(RunFile file, SyncReport report, @Nullable RuntimeException failure) {
        try {
            file.write(report, report.deadLetters().map(Object::toString));
        } catch (HostException e) {
            if (failure == null) {
                throw e;
            }
        }
    }

    private SyncReport compute() {
        move();
        try (RowsSource source = RowsSource.of(rows, plan.columns(), plan.order())) {
            return told(
                    new SyncEngine(Clock.systemUTC(), new SyncStates())
                            .run(plan.definition(), source, SyncListener.NONE, new Cancellation()),
                    source.outdone());
        } catch (HostException e) {
            throw inWordsOfSpark(e);
        }
    }

    /** The report of a run that ended before its first write. */
    private SyncReport unwritten(HostException failure) {
        return new SyncReport(
                plan.definition().name(),
                RowsSource.NAME,
                plan.definition().destination().spec().id(),
                plan.target(),
                plan.definition().mode(),
                Optional.empty(),
                started,
                Duration.between(started, Instant.now()),
                SyncReport.Ended.FAILED,
                Optional.of(failure.detail()),
                Optional.empty(),
                new SyncReport.Rows(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                SyncReport.Removals.NONE,
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                List.of());
    }

    /** The report in the words of Spark, with what only the source knows. */
    private static SyncReport told(SyncReport report, long outdone) {
        List<String> warnings = new ArrayList<>();
        if (outdone > 0) {
            warnings.add(outdone + " rows were left out, because another row with the same key counts (on_duplicate).");
        }
        report.warnings().stream().map(OptionWords::of).forEach(warnings::add);
        return new SyncReport(
                report.sync(),
                report.source(),
                report.destination(),
                report.target(),
                report.mode(),
                report.cursor(),
                report.started(),
                report.duration(),
                report.ended(),
                report.failure(),
                report.cause(),
                report.rows(),
                report.removals(),
                report.skips(),
                report.errors(),
                warnings,
                report.deadLetters(),
                report.settledLetters(),
                report.samples());
    }

    /** Tells the state that the same rows come from Spark now, if it is that of the source that the user names. */
    private void move() {
        Optional<String> former = plan.options().text(OptionName.STATE_MOVE);
        if (former.isPresent()
                && Files.exists(plan.state().resolve(SyncRecordFile.NAME))
                && record().source().equals(former)) {
            new StoredStates(plan.definition().stateDirectory(), Clock.systemUTC())
                    .move(plan.definition().name(), record -> record.withSource(MirrorPlan.SOURCE));
        }
    }

    private SyncRecord record() {
        return new SyncRecordFile(plan.state()).read();
    }

    /** What is to be done about a state that does not fit. The command has options for it, and Spark has not. */
    private HostException inWordsOfSpark(HostException failure) {
        String another = "option(\"state.path\", …)";
        if (failure.is(HostFailure.STATE_OTHER_SOURCE)) {
            return failure.withRemedies(remedy -> "If it is another sync, give it a state of its own: " + another
                    + ". If the same rows come from Spark now, once: option(\"state.move\", \""
                    + record().source().orElse("") + "\").");
        }
        if (failure.is(HostFailure.STATE_OTHER_TARGET)) {
            return failure.withRemedies(remedy -> "To fill another target too, give it a state of its own: " + another
                    + ". If these are the same records at a new address, once by the command, for a state.path of DIR/state/"
                    + plan.definition().name() + ": sluice state move "
                    + plan.definition().name()
                    + " --target TARGET --state-dir DIR, with the target that is named above.");
        }
        if (failure.is(HostFailure.STATE_OTHER_KEY)) {
            return failure.withRemedies(remedy -> "Use that key, or give the sync a state of its own: " + another
                    + ". The records of the former key stay then.");
        }
        return failure;
    }
}
