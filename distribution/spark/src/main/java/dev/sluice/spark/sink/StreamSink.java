package dev.sluice.spark.sink;

import dev.sluice.spark.task.TaskWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each epoch of a stream is one run. Spark begins an epoch when the one before is committed; after a failure it may write an epoch again. */
final class StreamSink implements StreamingWrite {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSink.class);

    private final SinkPlan plan;
    private @Nullable SinkRun run;

    StreamSink(SinkPlan plan) {
        this.plan = plan;
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        SinkRun opened = SinkRun.open(plan, LOG::info);
        run = opened;
        return new TaskWriterFactory(opened.request());
    }

    @Override
    public boolean useCommitCoordinator() {
        return false;
    }

    @Override
    public void commit(long epoch, WriterCommitMessage[] reports) {
        SinkRun opened = run;
        if (opened != null) {
            opened.commit(reports);
        }
    }

    @Override
    public void abort(long epoch, WriterCommitMessage[] reports) {
        if (run != null) {
            run.abort(reports);
        }
    }
}
