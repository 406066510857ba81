package dev.sluice.spark.task;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.lane.Headroom;
import dev.sluice.host.lane.Lanes;
import dev.sluice.host.ledger.Item;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.value.Rest;
import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.key.KeyGroups;
import dev.sluice.spark.plugin.Plugins;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.Destination;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one partition in one attempt: converted, one row of each key, through a lane of the host. An attempt that fails leaves what the
 * destination has acknowledged; the next attempt writes the same again.
 */
final class TaskWriter implements DataWriter<InternalRow>, KeyGroups.Fates {
    private final Columns columns;
    private final List<String> identity;
    private final RejectedFile rejected;
    private final Ledger ledger;
    private final Cancellation cancellation = new Cancellation();
    private final RunStatus status = new RunStatus(cancellation);
    private final Warnings warnings = new Warnings();
    private final TaskContext context;
    private final TaskTarget target;
    private final Lanes lanes;
    private final KeyGroups groups;

    TaskWriter(TaskRequest request, int partition, long attempt) {
        this.columns = Columns.of(request.columns());
        this.identity = request.identity();
        this.rejected = request.rejectedFile(partition, attempt);
        this.ledger = new Ledger(rejected, counters -> {});
        this.context = new TaskContext(request.handle().runId(), request.syncId());
        Destination destination = Plugins.load(request.plugins())
                .find(request.destination())
                .orElseThrow(() -> HostFailure.DESTINATION_UNKNOWN.exception(
                        "The executor has no destination '" + request.destination() + "'.",
                        "Put the folder of plugins at the same path on every machine."))
                .destination();
        this.target = new TaskTarget(
                destination, request.request(columns.schema()), request.handle(), context, request.isStaged());
        // Spark decides how many tasks write at a time, so each has one lane.
        this.lanes = new Lanes(
                1, request.batch(), null, target, ledger, status, Headroom.ofThisMachine(), warnings, cancellation);
        this.groups = request.groups(this);
    }

    @Override
    public void write(InternalRow values) {
        if (!status.goesOn()) {
            throw failure();
        }
        ledger.counters().read(1);
        @Nullable Object[] read = columns.read(values);
        ErrorDetail problem = columns.problem(read);
        if (problem != null) {
            book(() -> ledger.reject(0, problem, Rest.of(columns.schema(), read)));
            return;
        }
        Row row = Row.of(columns.schema(), read);
        groups.add(row, Identity.of(row, identity).orElse(null));
    }

    @Override
    public void send(Row row, @Nullable Identity named) {
        lanes.dispatch(Item.row(0, row, named));
    }

    @Override
    public void reject(Row row, ErrorDetail error) {
        book(() -> ledger.reject(0, error, row));
    }

    @Override
    public void skip(Row row) {
        book(() -> ledger.notSent(Item.row(0, row, null), KeyGroups.DUPLICATE_KEY));
    }

    private void book(Runnable booking) {
        try {
            booking.run();
        } catch (HostException e) {
            throw SluiceException.of(e);
        }
    }

    @Override
    public WriterCommitMessage commit() {
        groups.end();
        lanes.close();
        if (!status.goesOn()) {
            throw failure();
        }
        book(rejected::close);
        context.warnings().forEach(warnings::add);
        return new TaskReport(ledger.tally(), target.prepared(), warnings.list(), rejected.name(), rejected.rows());
    }

    private SluiceException failure() {
        status.restoreInterrupt();
        return SluiceException.of(status.failure().orElseGet(HostFailure.RUN_STOPPED::exception));
    }

    @Override
    public void abort() {
        cancellation.request();
        lanes.close();
        rejected.discard();
    }

    @Override
    public void close() {
        lanes.close();
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        SyncReport.Rows rows = ledger.counters().rows();
        return SinkMetric.values(
                rows.written(), rows.skipped(), rows.rejected(), context.retries(), context.waitedMillis());
    }
}
