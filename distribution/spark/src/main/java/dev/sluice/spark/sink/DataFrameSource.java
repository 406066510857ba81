package dev.sluice.spark.sink;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.RowSchema;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A DataFrame as a source that the host validates: it has columns, and its rows go another way. */
public final class DataFrameSource implements Source {
    private final RowSchema columns;

    public DataFrameSource(RowSchema columns) {
        this.columns = columns;
    }

    @Override
    public String name() {
        return "DataFrame";
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.of(columns);
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    @Override
    public String fingerprint() {
        return "";
    }

    @Override
    public SourceCursor open() {
        return new SourceCursor() {
            @Override
            public List<SourceRecord> next() {
                return List.of();
            }

            @Override
            public double fraction() {
                return 1;
            }

            @Override
            public void close() {
                // It holds nothing.
            }
        };
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
