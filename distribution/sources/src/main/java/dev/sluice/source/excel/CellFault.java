package dev.sluice.source.excel;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;

/** Why a row cannot carry the value of a cell. */
enum CellFault {
    FAILED("has a formula that failed, or an error in the place of a value", "Correct the formula, or clear the cell."),
    WITHOUT_VALUE(
            "is a formula, and the workbook has no stored value for it",
            "Open the workbook in its application and save it, which stores the values, or write values in place of formulas."),
    NUMBER(
            "is a number beyond the range of a DOUBLE, or a number that cannot be read",
            "Correct the value, or write it as text."),
    DAY(
            "is shown as a date, and its number is no day: it is negative, beyond the year 9999, or day 0 or 60 of 1900",
            "Correct the value, or give the cell the format of a number."),
    TIME(
            "is shown as a time of day, and its number is below 0, or a day and more",
            "Give the cell the format of a date and time, or for a duration that of a number."),
    ISO_DATE(
            "is no date and time of ISO 8601 without an offset, such as 2024-02-29T10:30:00",
            "Correct the value, or write it as text."),
    BOOLEAN("is no boolean, though its type says so", "Correct the value, or write it as text."),
    TYPE("is of a type that Excel has not", "Open the workbook in Excel and save it."),
    ENCODING("is not valid Unicode text", "Write the value again.");

    private final String what;
    private final String remedy;

    CellFault(String what, String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    /**
     * The error of a row.
     *
     * @param cell its address
     * @param column the name of its column
     */
    ErrorDetail error(String cell, String column) {
        HostFailure failure = this == ENCODING ? HostFailure.ROW_ENCODING : HostFailure.ROW_VALUE_TYPE;
        return failure.detail("The cell " + cell + " ('" + column + "') " + what + ".", remedy)
                .at("column", column)
                .at("cell", cell);
    }
}
