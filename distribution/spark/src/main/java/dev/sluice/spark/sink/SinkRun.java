package dev.sluice.spark.sink;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.mapping.FieldMapping;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.target.CommitRefusals;
import dev.sluice.host.target.OpenTarget;
import dev.sluice.host.target.Target;
import dev.sluice.host.target.UnresolvedRun;
import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.task.TaskReport;
import dev.sluice.spark.task.TaskRequest;
import dev.sluice.spi.DestinationWriter;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** A run of the driver: open at the destination while tasks write, then committed once. For one thread. */
final class SinkRun {
    private final SinkPlan plan;
    private final Configuration hadoop;
    private final SinkReport report;
    private final OpenTarget target;
    private boolean ended;

    private SinkRun(SinkPlan plan, Configuration hadoop, SinkReport report, OpenTarget target) {
        this.plan = plan;
        this.hadoop = hadoop;
        this.report = report;
        this.target = target;
    }

    /**
     * Opens a run at the destination.
     *
     * @param say takes the lines of the report
     * @throws SluiceException if the target cannot be reached, or what the run leaves cannot be kept
     */
    static SinkRun open(SinkPlan plan, Consumer<String> say) {
        Configuration hadoop = SparkSession.active().sessionState().newHadoopConf();
        SinkReport report;
        try {
            report = new SinkReport(plan, hadoop, say);
        } catch (RuntimeException e) {
            throw SluiceException.of(e);
        }
        try {
            report.begin();
            return new SinkRun(plan, hadoop, report, openTarget(plan, report));
        } catch (RuntimeException e) {
            report.status().fail(HostException.of(e));
            report.end();
            throw SluiceException.of(report.status().failure().orElseThrow());
        }
    }

    private static OpenTarget openTarget(SinkPlan plan, SinkReport report) {
        OpenTarget opened = new Target(
                        plan.definition().destination(),
                        plan.request(),
                        report.context(),
                        plan.definition().name(),
                        new UnresolvedRun(null))
                .open(report.ledger(), report.status());
        if (opened != null) {
            // A target that cannot be reached is one failure here, and not one of each attempt of each task.
            DestinationWriter first = opened.openFirst();
            if (first != null) {
                first.close();
                return opened;
            }
            opened.close();
        }
        throw report.status().failure().orElseThrow();
    }

    /** What tasks have to know. */
    TaskRequest request() {
        return new TaskRequest(
                plan.definition().destination().spec().id(),
                plan.options().text(OptionName.PLUGINS),
                plan.request().request(),
                plan.request().profile(),
                target.handle(),
                report.context().syncId(),
                plan.columns(),
                plan.order().onDuplicate(),
                plan.order().position(plan.schema()),
                plan.definition().letterRules(plan.request().profile()),
                report.rejectedFolder(),
                hadoop);
    }

    /**
     * Commits, and tells what the run did.
     *
     * @param messages one of each partition
     * @throws SluiceException if more rows were rejected than may be, the destination does not commit, or something cannot be kept
     */
    void commit(WriterCommitMessage[] messages) {
        ended = true;
        report.step(() -> {
            for (WriterCommitMessage message : messages) {
                TaskReport task = (TaskReport) message;
                report.add(task);
                task.prepared().forEach(target::prepared);
            }
            plan.definition()
                    .guards()
                    .judgeErrors(
                            report.ledger().counters().rejected(),
                            report.ledger().counters().read(),
                            true)
                    .ifPresent(report.status()::fail);
            target.commit(new CommitRefusals(
                    plan.request().profile().identity(),
                    report.ledger(),
                    () -> new RowReader(new DataFrameSource(plan.schema()), FieldMapping.ALL, Long.MAX_VALUE)));
        });
        target.close();
        report.end();
        report.status().failure().ifPresent(failure -> {
            throw SluiceException.of(failure);
        });
    }

    /**
     * The job failed: what was staged is discarded, and what is known is told. Does nothing after {@link #commit}. Why it failed, Spark throws.
     *
     * @param messages one of each partition that was written; null in the place of each other
     */
    void abort(WriterCommitMessage[] messages) {
        if (ended) {
            return;
        }
        ended = true;
        int known = 0;
        for (WriterCommitMessage message : messages) {
            if (message instanceof TaskReport task) {
                report.add(task);
                known++;
            }
        }
        report.warn("The counts are those of " + known + " of " + messages.length
                + " tasks. The others may have written rows too; writing a row twice has the same result.");
        report.status()
                .fail(
                        HostFailure.RUN_UNCERTAIN.detail(
                                "The job of Spark failed or was cancelled, so it is not known what all of its tasks wrote.",
                                "Look at the exception that Spark throws, and write all rows again: writing a row twice has the same result."));
        target.close();
        report.end();
    }
}
