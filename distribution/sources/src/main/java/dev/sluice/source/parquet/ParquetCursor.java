package dev.sluice.source.parquet;

import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.parquet.file.Damage;
import dev.sluice.source.parquet.file.Footer;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/** One pass over the rows of a Parquet file, one row group after another. */
final class ParquetCursor implements SourceCursor {
    private static final int ROWS = 1_024;
    private static final long MAX_LENGTH = 8 << 20;
    // Of a value without its text: a number and the reference to it.
    private static final long VALUE_LENGTH = 24;

    private final Path file;
    private final FileChannel channel;
    private final Footer footer;
    private final List<ParquetColumn> columns;
    private final RowSchema schema;
    private final long total;
    private final int[] positions;
    private final @Nullable Object[] values;
    private List<ColumnValues> readers = List.of();
    private int nextGroup;
    private long leftInGroup;
    private long number;

    ParquetCursor(Path file, Footer footer, List<ParquetColumn> columns, RowSchema schema, long total) {
        this.file = file;
        this.footer = footer;
        this.columns = columns;
        this.schema = schema;
        this.total = total;
        this.positions = columns.stream()
                .mapToInt(column -> schema.indexOf(column.name()))
                .toArray();
        this.values = new @Nullable Object[schema.size()];
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw ParquetErrors.unreadable(file, "the system does not let it be read");
        }
    }

    @Override
    public List<SourceRecord> next() {
        while (leftInGroup == 0) {
            if (nextGroup == footer.groups().size()) {
                return List.of();
            }
            RowGroup group = footer.groups().get(nextGroup++);
            leftInGroup = group.getNum_rows();
            if (leftInGroup > 0) {
                readers = open(group);
            }
        }
        List<SourceRecord> records = new ArrayList<>((int) Math.min(ROWS, leftInGroup));
        long length = 0;
        while (leftInGroup > 0 && records.size() < ROWS && length < MAX_LENGTH) {
            leftInGroup--;
            number++;
            length += addRow(records);
        }
        if (leftInGroup == 0) {
            readers.forEach(this::end);
        }
        return records;
    }

    /** Reads a row; returns about how many bytes it has. */
    private long addRow(List<SourceRecord> records) {
        int unfit = -1;
        long length = VALUE_LENGTH * positions.length;
        for (int i = 0; i < positions.length; i++) {
            Object value = read(readers.get(i));
            values[positions[i]] = value;
            if (value instanceof String text) {
                length += text.length();
            } else if (value instanceof byte[] bytes) {
                length += bytes.length;
            } else if (value instanceof Unfit && unfit < 0) {
                unfit = i;
            }
        }
        if (unfit < 0) {
            records.add(new SourceRecord.Intact(number, Row.of(schema, values)));
        } else {
            ParquetColumn column = columns.get(unfit);
            Unfit why = (Unfit) values[positions[unfit]];
            records.add(new SourceRecord.Unreadable(
                    number, why.error(column.name(), column.type()), Rest.of(schema, values)));
        }
        return length;
    }

    private @Nullable Object read(ColumnValues reader) {
        try {
            return reader.next();
        } catch (Damage e) {
            throw ParquetErrors.damaged(file, reader.name(), e.what());
        } catch (RuntimeException e) {
            // Whatever the decoders of parquet-column throw; their messages may quote values.
            throw ParquetErrors.damaged(file, reader.name(), "its bytes around row " + number + " are damaged");
        } catch (OutOfMemoryError e) {
            throw ParquetErrors.tooLarge(file, reader.name());
        }
    }

    private void end(ColumnValues reader) {
        try {
            reader.checkEnd();
        } catch (Damage e) {
            throw ParquetErrors.damaged(file, reader.name(), e.what());
        }
    }

    private List<ColumnValues> open(RowGroup group) {
        Arrays.fill(values, null);
        List<ColumnValues> opened = new ArrayList<>();
        for (ParquetColumn column : columns) {
            try {
                opened.add(ColumnValues.of(column, channel, footer, group));
            } catch (Damage e) {
                throw ParquetErrors.damaged(file, column.name(), e.what());
            } catch (RuntimeException e) {
                throw ParquetErrors.damaged(file, column.name(), "its bytes are damaged");
            } catch (OutOfMemoryError e) {
                throw ParquetErrors.tooLarge(file, column.name());
            }
        }
        return opened;
    }

    @Override
    public double fraction() {
        return total == 0 ? 1 : Math.min(1, (double) number / total);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The file was only read.
        }
    }
}
