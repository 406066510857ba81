package dev.sluice.source.text;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.util.Collection;

/** Every error of a text and of its rows, with code, message and remedy. None contains a value of a row. */
public final class TextErrors {
    private static final String FILE = "file";
    private static final String COLUMN = "column";

    private TextErrors() {}

    static HostException empty(String file) {
        return HostFailure.SOURCE_EMPTY
                .exception(
                        file + " is empty: it has no header.",
                        "Give the file a first line with the names of its columns.")
                .at(FILE, file);
    }

    static HostException headerDuplicate(String file, String name) {
        return HostFailure.SOURCE_HEADER_INVALID
                .exception(
                        "Two columns of " + file + " are named '" + name + "'.", "Give every column a name of its own.")
                .at(FILE, file)
                .at(COLUMN, name);
    }

    static HostException headerUnreadable(String file, String what) {
        return HostFailure.SOURCE_HEADER_INVALID
                .exception(
                        "The header of " + file + " cannot be read: " + what,
                        "Check the quotes, the delimiter and the encoding (UTF-8) of the first line.")
                .at(FILE, file);
    }

    /** A type is given for a column that there is not. */
    public static HostException typeUnknownColumn(String file, String name, Collection<String> names) {
        return HostFailure.SOURCE_COLUMN_UNKNOWN
                .exception(
                        "A type is given for the column '" + name + "', which " + file + " does not have.",
                        "Name one of its columns: " + String.join(", ", names) + ".")
                .at(FILE, file)
                .at(COLUMN, name);
    }

    static ErrorDetail notJson(long column) {
        return column < 1
                ? HostFailure.ROW_NOT_JSON.detail()
                : HostFailure.ROW_NOT_JSON.detail("The row is not valid JSON, at its character " + column + ".");
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

    static ErrorDetail encoding(String column) {
        return HostFailure.ROW_ENCODING
                .detail("The value of '" + column + "' is not valid Unicode text.")
                .at(COLUMN, column);
    }

    /** @param field empty if it is not known */
    static ErrorDetail encoding(String field, int position) {
        String where = field.isEmpty() ? "" : " in the field '" + field + "'";
        ErrorDetail detail = HostFailure.ROW_ENCODING.detail(
                "The row is not valid Unicode text" + where + ", at its byte " + position + " in UTF-8.");
        return field.isEmpty() ? detail : detail.at(COLUMN, field);
    }

    static ErrorDetail halfCharacter(String field) {
        return HostFailure.ROW_HALF_CHARACTER
                .detail("The value of '" + field + "' has an escape that is half a character, such as \\ud83d alone.")
                .at(COLUMN, field);
    }

    static ErrorDetail halfName() {
        return HostFailure.ROW_HALF_CHARACTER.detail(
                "The name of a field has an escape that is half a character, such as \\ud83d alone.");
    }

    static ErrorDetail fieldCount(int found, int expected) {
        return HostFailure.ROW_FIELD_COUNT.detail(
                "The row has " + found + (found == 1 ? " field" : " fields") + ", the header " + expected + ".");
    }

    static ErrorDetail afterQuote() {
        return HostFailure.ROW_QUOTES.detail("A field of the row goes on behind its closing quote.");
    }

    static ErrorDetail afterQuote(String column) {
        return HostFailure.ROW_QUOTES
                .detail("The value of '" + column + "' goes on behind its closing quote.")
                .at(COLUMN, column);
    }

    static ErrorDetail unclosed(long lines) {
        return HostFailure.ROW_QUOTES.detail("A quote of the row is never closed, so it goes on to the end of the file"
                + (lines == 1 ? "." : ", over " + lines + " lines."));
    }
}
