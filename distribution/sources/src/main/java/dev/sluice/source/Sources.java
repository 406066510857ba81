package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.source.parquet.ParquetSource;
import java.nio.file.Path;

/** Opens sources. */
public final class Sources {
    private Sources() {}

    /**
     * The rows of a file, in the format that its name says.
     *
     * @throws HostException if there is no such file, its format is unknown, or it cannot be read
     */
    public static Source file(Path file) {
        return file(file, SourceOptions.DEFAULT);
    }

    /**
     * The rows of a file.
     *
     * @throws HostException if there is no such file, its format is unknown, or it cannot be read
     */
    public static Source file(Path file, SourceOptions options) {
        SourceFile sourceFile = SourceFile.of(file);
        FileFormat format =
                options.format().or(() -> FileFormat.of(file)).orElseThrow(() -> SourceErrors.formatUnknown(file));
        return switch (format) {
            case NDJSON -> new NdjsonSource(sourceFile, options.maxRowBytes());
            case PARQUET -> new ParquetSource(file, () -> sourceFile.fingerprint("parquet"));
            case CSV, TSV -> CsvSource.of(sourceFile, format, options);
        };
    }

    /**
     * The rows of a query over files, in DuckDB's SQL. The query runs once; its rows stay in a temporary file until the source is closed.
     *
     * @throws HostException if the query is not one statement that reads, or fails
     */
    public static Source sql(String query) {
        return DuckDbSource.query(query);
    }
}
