package dev.sluice.source;

import java.nio.file.Path;
import java.sql.SQLException;

/** Parquet files that DuckDB writes. */
final class ParquetFiles {
    private ParquetFiles() {}

    /** Writes the rows of a query to a file. */
    static Path write(Path file, String query) {
        return write(file, query, "FORMAT parquet");
    }

    /** @param options such as {@code FORMAT parquet, COMPRESSION zstd} */
    static Path write(Path file, String query, String options) {
        try (SourceDatabase database = SourceDatabase.inMemory("256MB")) {
            database.execute(
                    "COPY (" + query + ") TO " + SourceDatabase.literal(file.toString()) + " (" + options + ")");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return file;
    }
}
