package dev.sluice.source.excel;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.nio.file.Path;

/** Every error of a workbook. None contains a value of a row. */
final class ExcelErrors {
    private static final String FILE = "file";

    private ExcelErrors() {}

    /** @param place the address of the cell that was begun last; empty where there is none */
    static HostException unreadable(Path file, String place) {
        return (place.isEmpty()
                        ? HostFailure.SOURCE_UNREADABLE.exception(
                                file + " cannot be read as an Excel workbook.",
                                "Check that it is whole, has no password, and is of the form .xlsx; save an .xls file as .xlsx.")
                        : HostFailure.SOURCE_UNREADABLE.exception(
                                "The first sheet of " + file + " cannot be read beyond the cell " + place + ".",
                                "Check that the file is whole: open it in its application and save it again."))
                .at(FILE, file.toString());
    }

    static HostException headerWithoutValue(Path file, String cell) {
        return HostFailure.SOURCE_HEADER_INVALID
                .exception(
                        "The header of " + file + " has a formula in the cell " + cell
                                + ", and the workbook has no stored value for it.",
                        "Write a name in its place, or open the workbook in its application and save it.")
                .at(FILE, file.toString());
    }

    static HostException headerless(Path file) {
        return HostFailure.SOURCE_EMPTY
                .exception("The first sheet of " + file + " has no row, not even a header.")
                .at(FILE, file.toString());
    }

    static HostException duplicate(Path file, String column) {
        return HostFailure.SOURCE_HEADER_INVALID
                .exception(
                        "Two columns of " + file + " are named '" + column + "'.",
                        "Give every column of the first sheet a name of its own in the header.")
                .at(FILE, file.toString())
                .at("column", column);
    }

    static ErrorDetail outside(String cell) {
        return HostFailure.ROW_FIELD_COUNT.detail(
                "The cell " + cell + " has a value outside of the columns that the header names.",
                "Name the column in the header, or clear the cell.");
    }
}
