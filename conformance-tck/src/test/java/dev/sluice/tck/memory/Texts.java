package dev.sluice.tck.memory;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunMarker;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a reference stores the texts of a row, where a setting changes it. The key stays as it is.
 *
 * @param key the fields that name a record; none if every text is kept
 * @param change changes a text
 */
public record Texts(List<String> key, UnaryOperator<String> change) {
    /** Keeps every text. */
    public static final Texts KEPT = new Texts(List.of(), UnaryOperator.identity());

    /** The row as it is stored. */
    private Row stored(Row row) {
        return Row.of(
                row.schema(),
                row.schema().names().stream()
                        .map(name -> row.value(name) instanceof String text && !key.contains(name)
                                ? change.apply(text)
                                : row.value(name))
                        .toArray());
    }

    /** The change as it is applied. */
    public Change of(Change right) {
        return right instanceof Change.Write ? new Change.Write(stored(right.row())) : right;
    }

    /** A writer that stores rows so. */
    public DestinationWriter of(DestinationWriter right) {
        return key.isEmpty()
                ? right
                : new DestinationWriter() {
                    @Override
                    public BatchResult write(List<Change> batch) {
                        return right.write(batch.stream().map(Texts.this::of).toList());
                    }

                    @Override
                    public String prepareCommit() {
                        return right.prepareCommit();
                    }

                    @Override
                    public void close() {
                        right.close();
                    }
                };
    }

    /** A reader that expects rows as they are stored. */
    public RecordReader of(RecordReader right) {
        return key.isEmpty()
                ? right
                : new RecordReader() {
                    @Override
                    public List<ReadBack> read(List<Row> expected) {
                        return right.read(
                                expected.stream().map(Texts.this::stored).toList());
                    }

                    @Override
                    public List<RunMarker> markers() {
                        return right.markers();
                    }

                    @Override
                    public void close() {
                        right.close();
                    }
                };
    }
}
