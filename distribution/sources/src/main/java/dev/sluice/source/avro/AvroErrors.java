package dev.sluice.source.avro;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.mapping.FieldMapping;

/** The errors of an Avro file that are none of reading. None contains a value of a row. */
final class AvroErrors {
    private static final String FILE = "file";

    private AvroErrors() {}

    static HostException refused(String file, String column, String why) {
        return HostFailure.SOURCE_COLUMN_REFUSED
                .exception(
                        "The column '" + column + "' of " + file + " cannot be carried exactly: " + why + ".",
                        "Write it as another type, or " + FieldMapping.leavingOut(column) + ".")
                .at(FILE, file)
                .at("column", column);
    }

    static HostException tooLarge(String file) {
        return HostFailure.SOURCE_MEMORY
                .exception("The memory of this process does not suffice to read a block of " + file + ".")
                .at(FILE, file);
    }
}
