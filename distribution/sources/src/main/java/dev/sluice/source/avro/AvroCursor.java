package dev.sluice.source.avro;

import static java.util.Objects.requireNonNull;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.input.Input;
import dev.sluice.source.input.Text;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.InvalidNumberEncodingException;
import org.jspecify.annotations.Nullable;

/** One pass over the rows of a file. For one thread. */
final class AvroCursor implements SourceCursor {
    private static final int ROWS = 1_000;
    // Batches of long rows are shorter, so that memory stays bounded.
    private static final long MAX_LENGTH = 4 << 20;
    private static final long VALUE_LENGTH = 24;

    private final Input input;
    private final Text text;
    private final AvroFile file;
    private final List<AvroColumn> columns;
    private final List<Boolean> wanted;
    private final RowSchema schema;
    private final @Nullable Object[] values;
    private final StringBuilder json = new StringBuilder();
    private @Nullable Block block;
    private long leftInBlock;
    private long number;

    AvroCursor(
            Input input, Text text, AvroFile file, List<AvroColumn> columns, List<Boolean> wanted, RowSchema schema) {
        this.input = input;
        this.text = text;
        this.file = file;
        this.columns = columns;
        this.wanted = wanted;
        this.schema = schema;
        this.values = new @Nullable Object[schema.size()];
    }

    @Override
    public List<SourceRecord> next() {
        List<SourceRecord> records = new ArrayList<>();
        long length = 0;
        try {
            while (records.size() < ROWS && length < MAX_LENGTH && hasRow()) {
                leftInBlock--;
                number++;
                length += row(records);
            }
        } catch (IOException e) {
            throw input.failed(e);
        } catch (HostException e) {
            throw e;
        } catch (RuntimeException e) {
            // What the decoder throws; its messages may quote values.
            throw input.failed(damagedRow());
        } catch (OutOfMemoryError e) {
            throw AvroErrors.tooLarge(input.name());
        }
        return records;
    }

    private long row(List<SourceRecord> records) throws IOException {
        try {
            return addRow(records);
        } catch (EOFException | InvalidNumberEncodingException e) {
            throw new IOException(damagedRow());
        }
    }

    private String damagedRow() {
        return "its bytes around row " + number + " are damaged";
    }

    private boolean hasRow() throws IOException {
        while (leftInBlock == 0) {
            if (block != null) {
                block.end();
            }
            block = file.next();
            if (block == null) {
                return false;
            }
            leftInBlock = block.rows();
        }
        return true;
    }

    /** Reads a row; returns about how many bytes it has. */
    private long addRow(List<SourceRecord> records) throws IOException {
        Block from = requireNonNull(block, "block");
        int unfit = -1;
        int at = 0;
        long length = VALUE_LENGTH * values.length;
        for (int i = 0; i < columns.size(); i++) {
            AvroColumn column = columns.get(i);
            if (column.name().isEmpty()) {
                column.node().skip(from, 0);
                continue;
            }
            Object value = null;
            if (wanted.get(i)) {
                value = value(column.node(), from, column.type() == FieldType.JSON);
            } else {
                column.node().skip(from, 0);
            }
            if (value instanceof String string) {
                length += string.length();
            } else if (value instanceof byte[] bytes) {
                length += bytes.length;
            } else if (value instanceof Unfit && unfit < 0) {
                unfit = at;
            }
            values[at++] = value;
        }
        if (unfit < 0) {
            records.add(new SourceRecord.Intact(number, Row.of(schema, values)));
        } else {
            Unfit why = (Unfit) requireNonNull(values[unfit], "value");
            records.add(new SourceRecord.Unreadable(
                    number,
                    why.error(schema.field(unfit).name(), schema.field(unfit).type()),
                    Rest.of(schema, values)));
        }
        return length;
    }

    private @Nullable Object value(Node node, Block from, boolean asJson) throws IOException {
        if (node instanceof Node.Choice choice) {
            return value(choice.next(from), from, asJson);
        }
        if (node instanceof Node.Null) {
            node.skip(from, 0);
            return null;
        }
        if (node instanceof Node.Scalar scalar && !asJson) {
            return scalar.reading().of(from);
        }
        json.setLength(0);
        Unfit unfit = node.append(json, from, 0);
        return unfit == null ? json.toString() : unfit;
    }

    @Override
    public double fraction() {
        return text.fraction();
    }

    @Override
    public void close() {
        text.close();
    }
}
