package dev.sluice.spark.sink;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.target.HostContext;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.option.OptionWords;
import dev.sluice.spark.task.RejectedFile;
import dev.sluice.spark.task.TaskReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the driver did, put together from what its tasks tell, and where that is kept. Every run that began is reported, whether it came to
 * its end or not. For one thread.
 */
final class SinkReport {
    private final SinkPlan plan;
    private final Consumer<String> say;
    private final Instant started = Instant.now();
    private final long begun = System.nanoTime();
    private final RunStatus status = new RunStatus(new Cancellation());
    private final Warnings warnings = new Warnings();
    private final HostContext context = new HostContext(Optional.empty(), Clock.systemUTC(), SyncListener.NONE);
    private final @Nullable RejectedFolder rejected;
    private final RejectedFile refused;
    private final @Nullable RunFile file;
    private final Ledger ledger;

    /** @param say takes the lines of the report */
    SinkReport(SinkPlan plan, Configuration hadoop, Consumer<String> say) {
        this.plan = plan;
        this.say = say;
        this.rejected = plan.options()
                .text(OptionName.REJECTED_PATH)
                .map(path -> new RejectedFolder(path, context.runId(), hadoop))
                .orElse(null);
        this.refused = new RejectedFile(
                rejected == null ? null : rejected.path() + "/part-commit.ndjson",
                hadoop,
                context.runId(),
                plan.definition().letterRules(plan.request().profile()));
        this.file = plan.options()
                .text(OptionName.RUNS_PATH)
                .map(path -> new RunFile(path, context.runId(), hadoop))
                .orElse(null);
        this.ledger = new Ledger(refused, counters -> {});
    }

    /**
     * Makes sure that what the run is to leave can be kept.
     *
     * @throws HostException if it cannot
     */
    void begin() {
        if (file != null) {
            file.probe();
        }
        if (rejected != null) {
            rejected.make();
        }
    }

    RunStatus status() {
        return status;
    }

    HostContext context() {
        return context;
    }

    /** Where rows and removals are booked that the commit refuses. */
    Ledger ledger() {
        return ledger;
    }

    /** The folder of rejected rows; null where they are not kept. */
    @Nullable
    String rejectedFolder() {
        return rejected == null ? null : rejected.path();
    }

    /** Something that the user should know, in a sentence. */
    void warn(String sentence) {
        if (!warnings.list().contains(sentence)) {
            warnings.add(sentence);
        }
    }

    /** Books what a task has done. */
    void add(TaskReport report) {
        ledger.add(report.tally());
        report.warnings().forEach(this::warn);
        if (rejected != null) {
            report.rejectedFile().ifPresent(name -> rejected.add(name, report.rejectedRows()));
        }
    }

    /** Takes a step of the end of the run. If it fails, the run has failed, and the next step is taken all the same. */
    void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            HostException failure = HostException.of(e);
            if (status.isFailed()) {
                warn(failure.detail().message());
            }
            status.fail(failure);
        }
    }

    /** Closes the books, and tells what is in them. Nothing of it throws: the status has what failed. */
    void end() {
        ledger.close();
        step(this::keepRejected);
        context.tell(warnings);
        ReportText.of(report(), OptionWords::of).forEach(say);
        if (rejected != null && !rejected.isEmpty()) {
            say.accept("  rows that were not written: " + rejected.path());
        }
        RunFile kept = file;
        if (kept != null) {
            step(() -> kept.write(
                    report(),
                    Optional.ofNullable(rejected)
                            .filter(some -> !some.isEmpty())
                            .map(RejectedFolder::path)));
        }
    }

    private void keepRejected() {
        if (rejected != null) {
            try {
                refused.close();
                refused.name().ifPresent(name -> rejected.add(name, refused.rows()));
            } finally {
                rejected.end();
            }
        }
    }

    private SyncReport report() {
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
                status.failure().map(HostException::detail),
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
}
