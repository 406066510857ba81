package dev.sluice.spark.sink;

import static java.util.Objects.requireNonNull;

import dev.sluice.spark.task.TaskWriterFactory;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/** A batch write is one run. */
final class BatchSink implements BatchWrite {
    private final SinkPlan plan;
    private @Nullable SinkRun run;

    BatchSink(SinkPlan plan) {
        this.plan = plan;
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
        SinkRun opened = SinkRun.open(plan, System.out::println);
        run = opened;
        return new TaskWriterFactory(opened.request());
    }

    /** Each attempt of a task writes the same, so that it does no harm when two commit; and Spark takes a denied commit for a failed task. */
    @Override
    public boolean useCommitCoordinator() {
        return false;
    }

    @Override
    public void commit(WriterCommitMessage[] reports) {
        requireNonNull(run, "run").commit(reports);
    }

    @Override
    public void abort(WriterCommitMessage[] reports) {
        if (run != null) {
            run.abort(reports);
        }
    }
}
