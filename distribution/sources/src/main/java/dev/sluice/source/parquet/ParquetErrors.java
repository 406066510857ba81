package dev.sluice.source.parquet;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.mapping.FieldMapping;
import java.nio.file.Path;

/** Every error of a Parquet file. None contains a value of a row. */
final class ParquetErrors {
    private static final String FILE = "file";
    private static final String COLUMN = "column";

    private ParquetErrors() {}

    static HostException unreadable(Path file, String what) {
        return HostFailure.SOURCE_UNREADABLE
                .exception(file + " cannot be read as Parquet: " + what + ".")
                .at(FILE, file.toString());
    }

    static HostException damaged(Path file, String column, String what) {
        return HostFailure.SOURCE_UNREADABLE
                .exception(
                        "The column '" + column + "' of " + file + " cannot be read: " + what + ".",
                        "Write the file again, or " + FieldMapping.leavingOut(column) + ".")
                .at(FILE, file.toString())
                .at(COLUMN, column);
    }

    static HostException refused(Path file, String column, String why) {
        return HostFailure.SOURCE_COLUMN_REFUSED
                .exception(
                        "The column '" + column + "' of " + file + " cannot be carried exactly: " + why + ".",
                        "Write it as another type, or " + FieldMapping.leavingOut(column) + ".")
                .at(FILE, file.toString())
                .at(COLUMN, column);
    }

    static HostException tooLarge(Path file, String column) {
        return HostFailure.SOURCE_MEMORY
                .exception("The memory of this process does not suffice to read the column '" + column + "' of " + file
                        + ".")
                .at(FILE, file.toString())
                .at(COLUMN, column);
    }
}
