package dev.sluice.source.excel.workbook;

import org.jspecify.annotations.Nullable;

/**
 * A cell as the workbook keeps it.
 *
 * @param address such as {@code B2}
 * @param kind of what is kept
 * @param format what the format of the cell shows
 * @param formula whether the value is that of a formula
 * @param text of the value; null if none is kept
 */
public record SheetCell(
        String address,
        Kind kind,
        DateFormat format,
        boolean formula,
        @Nullable String text) {
    /** The kinds of values. */
    public enum Kind {
        NUMBER,
        TEXT,
        BOOLEAN,
        /** What a cell shows whose formula failed. */
        ERROR,
        /** A date or a time in ISO 8601. */
        DATE,
        /** A type that the standard has not. */
        UNKNOWN
    }
}
