package dev.sluice.spark.sink;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.task.SinkMetric;
import dev.sluice.spi.WriteProfile;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.distributions.Distributions;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.RequiresDistributionAndOrdering;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/**
 * A planned write. All rows of a key are to be in one partition and next to each other, and there are no more partitions than the destination is to
 * have writers.
 */
final class SinkWrite implements RequiresDistributionAndOrdering {
    private final SinkPlan plan;

    SinkWrite(SinkPlan plan) {
        this.plan = plan;
    }

    /** Shown in plans. */
    @Override
    public String description() {
        return "sluice " + plan.definition().name() + " to "
                + plan.definition().destination().spec().id();
    }

    @Override
    public Distribution requiredDistribution() {
        return Distributions.clustered(
                plan.order().clustering().stream().map(Expressions::column).toArray(Expression[]::new));
    }

    @Override
    public int requiredNumPartitions() {
        return plan.partitions();
    }

    @Override
    public SortOrder[] requiredOrdering() {
        return plan.order().sorting().stream()
                .map(Expressions::column)
                .map(column -> Expressions.sort(column, SortDirection.ASCENDING, NullOrdering.NULLS_FIRST))
                .toArray(SortOrder[]::new);
    }

    @Override
    public BatchWrite toBatch() {
        return new BatchSink(plan);
    }

    @Override
    public StreamingWrite toStreaming() {
        if (plan.request().profile().input() == WriteProfile.Input.SNAPSHOT) {
            throw SluiceException.of(HostFailure.MODE_UNSUPPORTED.exception(
                    "The destination replaces everything in each run, and each epoch of a stream is a run.",
                    "Write the whole table in batch, or in foreachBatch."));
        }
        if (SparkSession.active().sparkContext().getConf().getBoolean("spark.speculation", false)) {
            throw SluiceException.of(HostFailure.ARGUMENT_INVALID.exception(
                    "With spark.speculation a slow twin of a task may write rows of an earlier epoch over newer ones.",
                    "Run the stream with spark.speculation=false."));
        }
        return new StreamSink(plan);
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return SinkMetric.all();
    }
}
