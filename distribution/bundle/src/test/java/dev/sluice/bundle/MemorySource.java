package dev.sluice.bundle;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows of an id and a value in memory, the same as in a CSV. Something may happen in the middle of its second pass, while the run writes. */
final class MemorySource implements Source {
    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TEXT));
    private static final int CHUNK = 20;

    private final List<SourceRecord> records = new ArrayList<>();
    private final Runnable inTheMiddle;
    private int passes;

    MemorySource(Map<Integer, String> rows, Runnable inTheMiddle) {
        rows.forEach((id, value) ->
                records.add(new SourceRecord.Intact(records.size() + 1, Row.of(SCHEMA, String.valueOf(id), value))));
        this.inTheMiddle = inTheMiddle;
    }

    @Override
    public String name() {
        return "rows";
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.of(SCHEMA);
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.of(records.size());
    }

    @Override
    public String fingerprint() {
        return "";
    }

    @Override
    public SourceCursor open() {
        boolean writes = ++passes == 2;
        return new SourceCursor() {
            private int position;

            @Override
            public List<SourceRecord> next() {
                if (writes && position >= records.size() / 2 && position < records.size() / 2 + CHUNK) {
                    inTheMiddle.run();
                }
                int end = Math.min(records.size(), position + CHUNK);
                List<SourceRecord> chunk = records.subList(position, end);
                position = end;
                return chunk;
            }

            @Override
            public double fraction() {
                return (double) position / records.size();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
