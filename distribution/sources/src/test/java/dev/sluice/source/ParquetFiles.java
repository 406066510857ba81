package dev.sluice.source;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** Parquet files that DuckDB writes. */
public final class ParquetFiles {
    private ParquetFiles() {}

    /** Writes the rows of a query to a file. */
    public static Path write(Path file, String query) {
        return write(file, query, "FORMAT parquet");
    }

    /** @param options such as {@code FORMAT parquet, COMPRESSION zstd} */
    public static Path write(Path file, String query, String options) {
        try (Connection connection =
                        Objects.requireNonNull(new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file.toString().replace("'", "''") + "' (" + options + ")");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return file;
    }
}
