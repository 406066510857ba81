package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import java.nio.file.Path;
import java.util.Collection;

/** Every error of a source, and of a row that cannot be read, with code, message and remedy. None contains a value of a row. */
final class SourceErrors {
    private static final String FILE = "file";
    private static final String COLUMN = "column";
    private static final String LINE = "line";

    private SourceErrors() {}

    static HostException missing(Path file) {
        return at(file, HostFailure.SOURCE_MISSING.exception("There is no file " + file + "."));
    }

    static HostException directory(Path file) {
        return at(file, HostFailure.SOURCE_NOT_A_FILE.exception(file + " is not a file."));
    }

    static HostException unreadable(Path file, String what) {
        return at(file, HostFailure.SOURCE_UNREADABLE.exception(file + " cannot be read: " + what + "."));
    }

    static HostException unreadable(Path file, long line, String what) {
        return unreadable(file, what).at(LINE, Long.toString(line));
    }

    static HostException formatUnknown(Path file) {
        return at(
                file,
                HostFailure.SOURCE_FORMAT_UNKNOWN.exception("The name of " + file + " does not tell its format."));
    }

    static HostException empty(Path file) {
        return at(
                file,
                HostFailure.SOURCE_EMPTY.exception(
                        file + " is empty: it has no header.",
                        "Give the file a first line with the names of its columns."));
    }

    static HostException headerName(Path file, int position) {
        return at(
                        file,
                        HostFailure.SOURCE_HEADER_INVALID.exception(
                                "Column " + position + " of " + file + " has no name."))
                .at(COLUMN, Integer.toString(position));
    }

    static HostException headerDuplicate(String place, String name) {
        return HostFailure.SOURCE_HEADER_INVALID
                .exception(
                        "Two columns of " + place + " are named '" + name + "'.",
                        "Give every column a name of its own.")
                .at(COLUMN, name);
    }

    static HostException headerUnreadable(Path file, String what) {
        return at(
                file,
                HostFailure.SOURCE_HEADER_INVALID.exception(
                        "The header of " + file + " cannot be read: " + what + ".",
                        "Check the quotes, the delimiter and the encoding (UTF-8) of the first line."));
    }

    static HostException typeUnknownColumn(Path file, String name, Collection<String> names) {
        return at(
                        file,
                        HostFailure.SOURCE_COLUMN_UNKNOWN.exception(
                                "A type is given for the column '" + name + "', which " + file + " does not have.",
                                "Name one of its columns: " + String.join(", ", names) + "."))
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

    static HostException query(String what) {
        return HostFailure.SOURCE_QUERY_FAILED.exception("The query failed: " + what);
    }

    static HostException queryColumn(String column, String type) {
        return HostFailure.SOURCE_COLUMN_REFUSED
                .exception(
                        "The column '" + column + "' of the query is of type " + type
                                + ", which cannot be carried exactly.",
                        "Cast it to another type in the query.")
                .at(COLUMN, column);
    }

    static HostException queryMemory(String limit) {
        return HostFailure.SOURCE_MEMORY.exception(
                "The query needs more than the " + limit + " of memory that it has on this machine.",
                "Let it read fewer columns or sort and group fewer rows, or run it on a machine with more memory.");
    }

    static HostException queryNotReading() {
        return HostFailure.SOURCE_QUERY_NOT_READING.exception();
    }

    private static HostException at(Path file, HostException failure) {
        return failure.at(FILE, file.toString());
    }

    static ErrorDetail notJson() {
        return HostFailure.ROW_NOT_JSON.detail();
    }

    static ErrorDetail notAnObject() {
        return HostFailure.ROW_NOT_AN_OBJECT.detail();
    }

    static ErrorDetail tooNested(int depth) {
        return HostFailure.ROW_TOO_NESTED.detail("The row is nested more than " + depth + " levels deep.");
    }

    static ErrorDetail tooLong(int bytes) {
        return HostFailure.ROW_TOO_LONG.detail("The row is longer than " + bytes + " bytes.");
    }

    static ErrorDetail duplicateField(String name) {
        return HostFailure.ROW_FIELD_DUPLICATE
                .detail("The field '" + name + "' occurs twice in the row.")
                .at(COLUMN, name);
    }

    static ErrorDetail duplicateNestedField() {
        return HostFailure.ROW_FIELD_DUPLICATE.detail("A field occurs twice in a nested object of the row.");
    }

    static ErrorDetail unnamedField() {
        return HostFailure.ROW_FIELD_UNNAMED.detail();
    }

    static ErrorDetail numberRange(String field) {
        return HostFailure.ROW_NUMBER_OUT_OF_RANGE
                .detail("The number in '" + field
                        + "' has more digits or a larger exponent than can be carried exactly.")
                .at(COLUMN, field);
    }

    static ErrorDetail encoding() {
        return HostFailure.ROW_ENCODING.detail();
    }

    static ErrorDetail fieldCount(int found, int expected) {
        return HostFailure.ROW_FIELD_COUNT.detail(
                "The row has " + found + (found == 1 ? " field" : " fields") + ", the header " + expected + ".");
    }

    static ErrorDetail value(String field, FieldType type) {
        return HostFailure.ROW_VALUE_TYPE
                .detail("The value of '" + field + "' is not of type " + type + ".")
                .at(COLUMN, field);
    }
}
