package dev.sluice.source.jdbc.type;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;

/** The failure of a column whose type has no exact form in a row. */
final class TypeErrors {
    private TypeErrors() {}

    /**
     * @param instead the expression that gives it one, with {@code %s} for the column
     * @param quote encloses a name in the database's SQL. Every name is quoted: which words are reserved, each version has its own list
     */
    static HostException unknown(String column, String type, String instead, String quote) {
        String quoted = quote + column.replace(quote, quote + quote) + quote;
        return HostFailure.SOURCE_COLUMN_TYPE
                .exception(
                        "The column '" + column + "' of the query is of type " + type + ", which has no exact form.",
                        "Write " + String.format(instead, quoted) + " AS " + quoted
                                + " in the query, or leave the column out.")
                .at("column", column);
    }
}
