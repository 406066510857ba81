package dev.sluice.spark.mirror;

import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.spark.key.KeyGroups;
import dev.sluice.spark.key.KeyOrder;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** One pass over rows that are sorted by their key. */
final class RowsCursor implements SourceCursor, KeyGroups.Fates {
    private static final int CHUNK = 1_000;

    private final Iterator<InternalRow> rows;
    private final Columns columns;
    private final List<String> identity;
    private final KeyGroups groups;
    private final LongConsumer end;
    private List<SourceRecord> chunk = new ArrayList<>();
    private long number;
    private long outdone;
    private boolean ended;

    /** @param end is told how many rows are left out, because another row with their key counts */
    RowsCursor(Iterator<InternalRow> rows, Columns columns, KeyOrder order, LongConsumer end) {
        this.rows = rows;
        this.columns = columns;
        this.identity = order.identity();
        this.groups = order.groups(columns.schema(), this);
        this.end = end;
    }

    @Override
    public List<SourceRecord> next() {
        chunk = new ArrayList<>();
        while (chunk.size() < CHUNK && !ended) {
            if (RowsSource.computed(rows::hasNext)) {
                add(RowsSource.computed(rows::next));
            } else {
                ended = true;
                groups.end();
                end.accept(outdone);
            }
        }
        return chunk;
    }

    private void add(InternalRow values) {
        @Nullable Object[] read = columns.read(values);
        ErrorDetail problem = columns.problem(read);
        if (problem == null) {
            Row row = Row.of(columns.schema(), read);
            groups.add(row, Identity.of(row, identity).orElse(null));
        } else {
            chunk.add(new SourceRecord.Unreadable(++number, problem, Rest.of(columns.schema(), read)));
        }
    }

    @Override
    public void send(Row row, @Nullable Identity named) {
        chunk.add(new SourceRecord.Intact(++number, row));
    }

    @Override
    public void reject(Row row, ErrorDetail error) {
        chunk.add(new SourceRecord.Unreadable(++number, error, row));
    }

    @Override
    public void skip(Row row) {
        outdone++;
    }

    /** How many rows there are, nobody has counted. */
    @Override
    public double fraction() {
        return -1;
    }

    @Override
    public void close() {
        // What is left is not asked for.
    }
}
