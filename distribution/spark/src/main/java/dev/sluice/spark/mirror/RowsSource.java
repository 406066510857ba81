package dev.sluice.spark.mirror;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.spark.key.KeyOrder;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.RowSchema;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows of a DataFrame, those of a key next to each other and one of each key intact. Executors compute and sort them once and keep them on their
 * disks, so that each pass gives the same rows; a pass brings one partition at a time to the driver.
 */
final class RowsSource implements Source {
    /** What a report calls it. */
    static final String NAME = "DataFrame";

    private final Columns columns;
    private final KeyOrder order;
    private final JavaRDD<InternalRow> rows;
    private volatile long outdone;

    private RowsSource(Columns columns, KeyOrder order, JavaRDD<InternalRow> rows) {
        this.columns = columns;
        this.order = order;
        this.rows = rows;
    }

    /**
     * Sorts the rows.
     *
     * @throws HostException {@code SOURCE_UNREADABLE}
     */
    static RowsSource of(Dataset<?> given, Columns columns, KeyOrder order) {
        List<Column> clustering = order.clustering().stream().map(given::col).toList();
        List<Column> sorting = order.sorting().stream()
                .map(given::col)
                .map(Column::asc_nulls_first)
                .toList();
        // A number that Spark does not choose by the rows, so that a run finds a row where the one before found it.
        int partitions = Integer.parseInt(given.sparkSession().conf().get("spark.sql.shuffle.partitions"));
        return new RowsSource(
                columns,
                order,
                computed(() -> given.repartition(partitions, clustering.toArray(Column[]::new))
                        .sortWithinPartitions(sorting.toArray(Column[]::new))
                        .queryExecution()
                        .toRdd()
                        .toJavaRDD()
                        // Spark gives one row again and again with other values.
                        .map(InternalRow::copy)
                        .persist(StorageLevel.DISK_ONLY())));
    }

    /** What Spark computes, or why it does not. A message of Spark may hold values of rows, so it is told by the cause alone. */
    static <T> T computed(Callable<T> rows) {
        try {
            return rows.call();
        } catch (Exception e) {
            throw new HostException(
                    HostFailure.SOURCE_UNREADABLE.detail(
                            "The rows of the DataFrame could not be computed ("
                                    + e.getClass().getSimpleName() + ").",
                            "The cause of this exception says what Spark reports, and so does the failed job in Spark's UI."),
                    e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.of(columns.schema());
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    /** The rows are kept, so that they do not change. */
    @Override
    public String fingerprint() {
        return "";
    }

    @Override
    public SourceCursor open() {
        return new RowsCursor(computed(rows::toLocalIterator), columns, order, count -> outdone = count);
    }

    /** How many rows the last whole pass left out, because another row with their key counts. */
    long outdone() {
        return outdone;
    }

    @Override
    public void close() {
        rows.unpersist(false);
    }
}
