package dev.sluice.spark.task;

import dev.sluice.spark.failure.SluiceException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/** Makes the writer of each attempt of a task, in its executor. */
public final class TaskWriterFactory implements DataWriterFactory, StreamingDataWriterFactory {
    private static final long serialVersionUID = 1L;

    private final TaskRequest request;

    public TaskWriterFactory(TaskRequest request) {
        this.request = request;
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partition, long attempt) {
        try {
            return new TaskWriter(request, partition, attempt);
        } catch (RuntimeException e) {
            throw SluiceException.of(e);
        }
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partition, long attempt, long epoch) {
        return createWriter(partition, attempt);
    }
}
