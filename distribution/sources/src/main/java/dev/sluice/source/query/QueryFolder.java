package dev.sluice.source.query;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The folder that relative names of files in a query belong to.
 *
 * <p>The engine looks for a name in the working directory first, and then in its search path. Nothing changes that, so the files that it opened
 * are looked at afterwards, before a row is used: a relative path among them is a file of the working directory.
 */
final class QueryFolder {
    /** Of the engine's search path, which has no way to write it in a name. */
    private static final char SEPARATOR = ',';

    private final Path folder;
    private final boolean isWorkingDirectory;

    private QueryFolder(Path folder, boolean isWorkingDirectory) {
        this.folder = folder;
        this.isWorkingDirectory = isWorkingDirectory;
    }

    static QueryFolder of(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new QueryFolder(
                absolute, absolute.equals(Path.of("").toAbsolutePath().normalize()));
    }

    /**
     * To be called before the query runs.
     *
     * @throws dev.sluice.host.failure.HostException if the engine cannot be told of the folder
     */
    void prepare(SourceDatabase database) throws SQLException {
        if (isWorkingDirectory) {
            return;
        }
        if (folder.toString().indexOf(SEPARATOR) >= 0) {
            throw QueryErrors.folderWithSeparator(folder);
        }
        database.execute("SET GLOBAL file_search_path = " + SourceDatabase.literal(folder.toString()));
        database.execute("CALL enable_logging('FileSystem')");
    }

    /**
     * To be called when all rows are stored.
     *
     * @throws dev.sluice.host.failure.HostException if the query read a file of the working directory by a relative name
     */
    void check(SourceDatabase database) throws SQLException {
        if (isWorkingDirectory) {
            return;
        }
        for (String path : database.texts("SELECT DISTINCT message->>'path' AS path FROM duckdb_logs()"
                + " WHERE type = 'FileSystem' AND message->>'op' = 'OPEN' ORDER BY path")) {
            if (!Path.of(path).isAbsolute()) {
                throw QueryErrors.ofTheWorkingDirectory(path, folder);
            }
        }
        database.execute("CALL disable_logging()");
        database.execute("CALL truncate_duckdb_logs()");
    }
}
