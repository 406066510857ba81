package dev.sluice.source.jdbc.type;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;

/** The failure of a column whose type has no exact form in a row. */
final class TypeErrors {
    private TypeErrors() {}

    static HostException unknown(String column, String type, String instead) {
        return HostFailure.SOURCE_COLUMN_TYPE
                .exception(
                        "The column '" + column + "' of the query is of type " + type + ", which has no exact form.",
                        "Write " + instead + " AS " + column + " in the query, or leave the column out.")
                .at("column", column);
    }
}
