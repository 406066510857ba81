package dev.sluice.source;

import dev.sluice.host.source.SourceException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowError;
import java.nio.file.Path;
import java.util.Collection;

/** Every error of a source, and of a row that cannot be read, with code, message and remedy. None contains a value of a row. */
final class SourceErrors {
    private SourceErrors() {}

    static SourceException missing(Path file) {
        return new SourceException(
                "SOURCE_MISSING",
                "There is no file " + file + ".",
                "Check the path; it is relative to the working directory.");
    }

    static SourceException directory(Path file) {
        return new SourceException(
                "SOURCE_NOT_A_FILE",
                file + " is not a file.",
                "Name a file, or read a folder with a query over its files.");
    }

    static SourceException unreadable(Path file, String what) {
        return new SourceException(
                "SOURCE_UNREADABLE",
                file + " cannot be read: " + what + ".",
                "Check that the file is whole, that it is of the format that its name tells, and that it may be read.");
    }

    static SourceException formatUnknown(Path file) {
        return new SourceException(
                "SOURCE_FORMAT_UNKNOWN",
                "The name of " + file + " does not tell its format.",
                "Give the file one of the endings .parquet, .csv, .tsv, .ndjson, .jsonl (text also with .gz).");
    }

    static SourceException empty(Path file) {
        return new SourceException(
                "SOURCE_EMPTY",
                file + " is empty: it has no header.",
                "Give the file a first line with the names of its columns.");
    }

    static SourceException headerName(Path file, int position) {
        return new SourceException(
                "SOURCE_HEADER_INVALID",
                "Column " + position + " of " + file + " has no name.",
                "Give every column of the first line a name.");
    }

    static SourceException headerDuplicate(String place, String name) {
        return new SourceException(
                "SOURCE_HEADER_INVALID",
                "Two columns of " + place + " are named '" + name + "'.",
                "Give every column a name of its own.");
    }

    static SourceException headerUnreadable(Path file, String what) {
        return new SourceException(
                "SOURCE_HEADER_INVALID",
                "The header of " + file + " cannot be read: " + what + ".",
                "Check the quotes, the delimiter and the encoding (UTF-8) of the first line.");
    }

    static SourceException typeUnknownColumn(Path file, String name, Collection<String> names) {
        return new SourceException(
                "SOURCE_COLUMN_UNKNOWN",
                "A type is given for the column '" + name + "', which " + file + " does not have.",
                "Name one of its columns: " + String.join(", ", names) + ".");
    }

    static SourceException closed(String name) {
        return new SourceException("SOURCE_CLOSED", "The source " + name + " is closed.", "Open it again.");
    }

    static SourceException engine(String what) {
        return new SourceException(
                "SOURCE_ENGINE",
                "The embedded query engine cannot start: " + what + ".",
                "Check that the temporary directory is writable and has room, and that memory is left.");
    }

    static SourceException engineMissing() {
        return new SourceException(
                "SOURCE_ENGINE_MISSING",
                "The native library of the embedded query engine cannot be loaded.",
                "See that the lib directory of this installation is whole and made for this machine, or, where the library is inside a"
                        + " jar, that the temporary directory has 100 MB of room and lets programs run.");
    }

    static SourceException query(String what) {
        return new SourceException(
                "SOURCE_QUERY_FAILED",
                "The query failed: " + what,
                "Correct the query; file names in it are relative to the working directory.");
    }

    static SourceException queryNotReading() {
        return new SourceException(
                "SOURCE_QUERY_NOT_READING",
                "The query is not one statement that reads.",
                "Give one SELECT (or WITH, FROM, VALUES) statement and no other.");
    }

    static RowError notJson() {
        return row(
                "ROW_NOT_JSON",
                "The line is not valid JSON.",
                "Correct the line, or write it again with a JSON library.");
    }

    static RowError notAnObject() {
        return row(
                "ROW_NOT_AN_OBJECT",
                "The line is not one JSON object.",
                "Put each row on a line of its own, as one JSON object.");
    }

    static RowError tooNested(int depth) {
        return row("ROW_TOO_NESTED", "The row is nested more than " + depth + " levels deep.", "Flatten the value.");
    }

    static RowError tooLong(int bytes) {
        return row(
                "ROW_TOO_LONG",
                "The row is longer than " + bytes + " bytes.",
                "Shorten the row, or check for a missing line end or quote.");
    }

    static RowError duplicateField(String name) {
        return row(
                "ROW_FIELD_DUPLICATE",
                "The row has the field '" + name + "' twice.",
                "Give every field of an object a name of its own.");
    }

    static RowError duplicateNestedField() {
        return row(
                "ROW_FIELD_DUPLICATE",
                "A nested object of the row has a field twice.",
                "Give every field of an object a name of its own.");
    }

    static RowError unnamedField() {
        return row("ROW_FIELD_UNNAMED", "The row has a field with an empty name.", "Give every field a name.");
    }

    static RowError numberRange(String field) {
        return row(
                "ROW_NUMBER_OUT_OF_RANGE",
                "The number in '" + field + "' has more digits or a larger exponent than can be carried exactly.",
                "Write such a number as text.");
    }

    static RowError encoding() {
        return row("ROW_ENCODING", "The row is not valid UTF-8.", "Save the file as UTF-8.");
    }

    static RowError fieldCount(int found, int expected) {
        return row(
                "ROW_FIELD_COUNT",
                "The row has " + found + (found == 1 ? " field" : " fields") + ", the header " + expected + ".",
                "Check the row for a delimiter or quote that is missing or too many.");
    }

    static RowError value(String field, FieldType type) {
        return row(
                "ROW_VALUE_TYPE",
                "The value of '" + field + "' is not of type " + type + ".",
                "Correct the value, or read the column as text.");
    }

    private static RowError row(String code, String message, String remedy) {
        return new RowError(code, ErrorCategory.DATA, message, remedy, false);
    }
}
