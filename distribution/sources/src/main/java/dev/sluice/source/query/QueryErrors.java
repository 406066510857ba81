package dev.sluice.source.query;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.nio.file.Path;

/** Every error of a query over files and of its engine. None contains a value of a row. */
final class QueryErrors {
    private static final String COLUMN = "column";

    private QueryErrors() {}

    static HostException duplicate(String name) {
        return HostFailure.SOURCE_HEADER_INVALID
                .exception("Two columns of the query are named '" + name + "'.", "Give every column a name of its own.")
                .at(COLUMN, name);
    }

    static HostException closed(String name) {
        return HostFailure.SOURCE_CLOSED.exception("The source " + name + " is closed.");
    }

    static HostException engine(String what) {
        return HostFailure.SOURCE_ENGINE.exception("The embedded query engine cannot start: " + what + ".");
    }

    static HostException engineMissing() {
        return HostFailure.SOURCE_ENGINE_MISSING.exception();
    }

    static HostException failed(String what) {
        return HostFailure.SOURCE_QUERY_FAILED.exception("The query failed: " + what);
    }

    static HostException column(String column, String type) {
        return HostFailure.SOURCE_COLUMN_REFUSED
                .exception(
                        "The column '" + column + "' of the query is of type " + type
                                + ", which cannot be carried exactly.",
                        "Cast it to another type in the query.")
                .at(COLUMN, column);
    }

    static HostException memory(String limit) {
        return HostFailure.SOURCE_MEMORY.exception(
                "The query needs more than the " + limit + " of memory that it has on this machine.",
                "Let it read fewer columns or sort and group fewer rows, or run it on a machine with more memory.");
    }

    static HostException ofTheWorkingDirectory(String name, Path folder) {
        return HostFailure.SOURCE_QUERY_FAILED.exception(
                "The query names the file '" + name
                        + "', which is in the working directory. Names in the query belong to the"
                        + " folder of its definition, " + folder + ".",
                "Run it from that folder, or write the whole path of the file in the query.");
    }

    static HostException folderWithSeparator(Path folder) {
        return HostFailure.SOURCE_QUERY_FAILED.exception(
                "The folder of the definition, " + folder
                        + ", has a comma in its path, so names of files in a query are not"
                        + " found there from another working directory.",
                "Run it from that folder, or rename the folder.");
    }

    static HostException spool() {
        return HostFailure.SOURCE_SPOOL_FAILED.exception(
                "The temporary file in which the rows of the query are kept cannot be written or read.");
    }

    static HostException notReading() {
        return HostFailure.SOURCE_QUERY_NOT_READING.exception();
    }
}
