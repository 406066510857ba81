package dev.sluice.spark.sink;

import dev.sluice.spark.failure.SluiceException;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;

/** Plans a write. */
final class SinkBuilder implements WriteBuilder {
    private final LogicalWriteInfo info;

    SinkBuilder(LogicalWriteInfo info) {
        this.info = info;
    }

    @Override
    public Write build() {
        try {
            return new SinkWrite(SinkPlan.of(info.schema(), info.options().asCaseSensitiveMap()));
        } catch (RuntimeException e) {
            throw SluiceException.of(e);
        }
    }
}
