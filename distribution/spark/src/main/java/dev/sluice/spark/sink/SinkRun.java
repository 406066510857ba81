package dev.sluice.spark.sink;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.mapping.FieldMapping;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.target.CommitRefusals;
import dev.sluice.host.target.HostContext;
import dev.sluice.host.target.OpenTarget;
import dev.sluice.host.target.Target;
import dev.sluice.host.target.UnresolvedRun;
import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.option.OptionWords;
import dev.sluice.spark.task.RejectedFile;
import dev.sluice.spark.task.TaskReport;
import dev.sluice.spark.task.TaskRequest;
import dev.sluice.spi.DestinationWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/** A run of the driver: open at the destination while tasks write, then committed once. For one thread. */
final class SinkRun {
    private final SinkPlan plan;
    private final Configuration hadoop;
    private final Instant started = Instant.now();
    private final long begun = System.nanoTime();
    private final RunStatus status = new RunStatus(new Cancellation());
    private final Warnings warnings = new Warnings();
    private final HostContext context;
    private final @Nullable RejectedFolder rejected;
    private final RejectedFile refused;
    private final @Nullable RunFile file;
    private final Ledger ledger;
    private final OpenTarget target;
    private boolean ended;

    private SinkRun(SinkPlan plan, Configuration hadoop) {
        this.plan = plan;
        this.hadoop = hadoop;
        this.context = new HostContext(Optional.empty(), Clock.systemUTC(), SyncListener.NONE);
        this.file = plan.options()
                .text(OptionName.RUNS_PATH)
                .map(path -> new RunFile(path, context.runId(), hadoop))
                .orElse(null);
        if (file != null) {
            file.probe();
        }
        this.rejected = plan.options()
                .text(OptionName.REJECTED_PATH)
                .map(path -> new RejectedFolder(path, context.runId(), hadoop))
                .orElse(null);
        if (rejected != null) {
            try {
                rejected.make();
            } catch (HostException e) {
                rejected.discard();
                throw e;
            }
        }
        this.refused = new RejectedFile(
                rejected == null ? null : rejected.path() + "/part-commit.ndjson",
                hadoop,
                context.runId(),
                plan.definition().letterRules(plan.request().profile()));
        this.ledger = new Ledger(refused, counters -> {});
        this.target = openTarget();
    }

    private OpenTarget openTarget() {
        OpenTarget opened = new Target(
                        plan.definition().destination(),
                        plan.request(),
                        context,
                        plan.definition().name(),
                        new UnresolvedRun(null))
                .open(ledger, status);
        if (opened != null) {
            // A target that cannot be reached is one failure here, and not one of each attempt of each task.
            DestinationWriter first = opened.openFirst();
            if (first != null) {
                first.close();
                return opened;
            }
            opened.close();
        }
        if (rejected != null) {
            rejected.discard();
        }
        throw status.failure().orElseThrow();
    }

    /** Opens a run at the destination. */
    static SinkRun open(SinkPlan plan) {
        try {
            return new SinkRun(plan, SparkSession.active().sessionState().newHadoopConf());
        } catch (RuntimeException e) {
            throw SluiceException.of(e);
        }
    }

    /** What tasks have to know. */
    TaskRequest request() {
        return new TaskRequest(
                plan.definition().destination().spec().id(),
                plan.options().text(OptionName.PLUGINS),
                plan.request().request(),
                plan.request().profile(),
                target.handle(),
                context.syncId(),
                plan.columns(),
                plan.order().onDuplicate(),
                plan.order().position(plan.schema()),
                plan.definition().letterRules(plan.request().profile()),
                rejected == null ? null : rejected.path(),
                hadoop);
    }

    /**
     * Commits, and tells what the run did.
     *
     * @param reports one of each partition
     * @param say takes the lines of the report
     * @throws SluiceException if more rows were rejected than may be, or the destination does not commit
     */
    void commit(List<WriterCommitMessage> reports, Consumer<String> say) {
        try {
            for (WriterCommitMessage message : reports) {
                add((TaskReport) message);
            }
            plan.definition()
                    .guards()
                    .judgeErrors(ledger.counters().rejected(), ledger.counters().read(), true)
                    .ifPresent(status::fail);
            target.commit(new CommitRefusals(
                    plan.request().profile().identity(),
                    ledger,
                    () -> new RowReader(new DataFrameSource(plan.schema()), FieldMapping.ALL, Long.MAX_VALUE)));
            close();
            tell(say);
        } catch (RuntimeException e) {
            throw SluiceException.of(e);
        }
        status.failure().ifPresent(failure -> {
            throw SluiceException.of(failure);
        });
    }

    private void add(TaskReport report) {
        ledger.add(report.tally());
        report.prepared().forEach(target::prepared);
        report.warnings().stream()
                .filter(sentence -> !warnings.list().contains(sentence))
                .forEach(warnings::add);
        if (rejected != null) {
            report.rejectedFile().ifPresent(name -> rejected.add(name, report.rejectedRows()));
        }
    }

    private void close() {
        ended = true;
        target.close();
        ledger.close();
        refused.close();
        if (rejected != null) {
            refused.name().ifPresent(name -> rejected.add(name, refused.rows()));
            rejected.end();
        }
    }

    private void tell(Consumer<String> say) {
        context.tell(warnings);
        SyncReport report = report();
        ReportText.of(report, OptionWords::of).forEach(say);
        if (rejected != null && !rejected.isEmpty()) {
            say.accept("  rows that were not written: " + rejected.path());
        }
        if (file != null) {
            file.write(
                    report,
                    rejected == null || rejected.isEmpty() ? Optional.empty() : Optional.of(rejected.path()));
        }
    }

    private SyncReport report() {
        Optional<HostException> failure = status.failure();
        return new SyncReport(
                plan.definition().name(),
                "DataFrame",
                plan.definition().destination().spec().id(),
                plan.request().profile().target(),
                plan.definition().mode(),
                Optional.empty(),
                started,
                Duration.ofNanos(System.nanoTime() - begun),
                status.ended(),
                failure.map(HostException::detail),
                Optional.empty(),
                ledger.counters().rows(),
                ledger.counters().removals(),
                ledger.skips(),
                ledger.errors(),
                warnings.list(),
                Optional.empty(),
                0,
                ledger.samples());
    }

    /** The job failed: what was staged is discarded. Does nothing after {@link #commit}. */
    void abort() {
        if (ended) {
            return;
        }
        ended = true;
        target.close();
        if (rejected != null) {
            rejected.discard();
        }
    }
}
