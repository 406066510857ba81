package dev.sluice.source.excel;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.nio.file.Path;

/** Every error of a workbook. None contains a value of a row. */
final class ExcelErrors {
    private static final String FILE = "file";

    private ExcelErrors() {}

    static HostException unreadable(Path file) {
        return HostFailure.SOURCE_UNREADABLE
                .exception(
                        file + " cannot be read as an Excel workbook, or no further.",
                        "Check that it is whole, has no password, and is of the form .xlsx; save an .xls file as .xlsx.")
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

    static ErrorDetail outside() {
        return HostFailure.ROW_FIELD_COUNT.detail(
                "The row has a value outside of the columns that the header names.",
                "Name the column in the header, or clear the cell.");
    }
}
