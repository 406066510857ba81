package dev.sluice.host.report;

import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.DATA;
import static dev.sluice.spi.ErrorCategory.INTERNAL;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import java.util.List;

/** The codes that the host reports itself, whatever the destination, with what each means in general. */
public final class HostCodes {
    /** Every code, each once. */
    public static final List<ErrorCode> ALL = List.of(
            // The source as a whole.
            run(
                    "SOURCE_MISSING",
                    DATA,
                    "There is no such file.",
                    "Check the path; it is relative to the working directory."),
            run(
                    "SOURCE_NOT_A_FILE",
                    DATA,
                    "The path is that of a folder or a device.",
                    "Name a file, or read a folder with a query over its files."),
            run(
                    "SOURCE_FORMAT_UNKNOWN",
                    DATA,
                    "The name of the file does not tell its format.",
                    "Give the file one of the endings .parquet, .csv, .tsv, .ndjson, .jsonl (text also with .gz)."),
            run(
                    "SOURCE_UNREADABLE",
                    DATA,
                    "The file cannot be read, or no further.",
                    "Check that the file is whole, that it is of the format that its name tells, and that it may be read."),
            run(
                    "SOURCE_HEADER_INVALID",
                    DATA,
                    "The names of the columns cannot serve: one is missing, twice there or unreadable.",
                    "Give every column a name of its own in the first line."),
            run(
                    "SOURCE_COLUMN_UNKNOWN",
                    CONFIGURATION,
                    "A type is given for a column that the file does not have.",
                    "Name one of its columns."),
            run(
                    "SOURCE_EMPTY",
                    DATA,
                    "There is no row to mirror, or not even a header.",
                    "See that the source is what it should be; to remove every record, remove them at the destination."),
            later(
                    "SOURCE_CHANGED",
                    DATA,
                    "The source changed while a mirror read it.",
                    "Run again once it is whole; what was written is known, and the rest will be."),
            run(
                    "SOURCE_QUERY_NOT_READING",
                    CONFIGURATION,
                    "The query is not one statement that reads.",
                    "Give one SELECT (or WITH, FROM, VALUES) statement and no other."),
            run(
                    "SOURCE_QUERY_FAILED",
                    CONFIGURATION,
                    "The query failed.",
                    "Correct the query; file names in it are relative to the working directory."),
            run(
                    "SOURCE_ENGINE",
                    CAPACITY,
                    "The embedded query engine cannot start.",
                    "Check that the temporary directory is writable and has room, and that memory is left."),
            run(
                    "SOURCE_ENGINE_MISSING",
                    CONFIGURATION,
                    "The native library of the embedded query engine cannot be loaded.",
                    "See that the lib directory of this installation is whole and made for this machine, or, where the library is inside a jar, that the temporary directory has 100 MB of room and lets programs run."),
            run(
                    "SOURCE_CLOSED",
                    INTERNAL,
                    "The source is read after it was closed.",
                    "Report this defect of the host."),
            // Rows of the source.
            row(
                    "ROW_NOT_JSON",
                    "The line is not valid JSON.",
                    "Correct the line, or write it again with a JSON library."),
            row(
                    "ROW_NOT_AN_OBJECT",
                    "The line is not one JSON object.",
                    "Put each row on a line of its own, as one JSON object."),
            row("ROW_TOO_NESTED", "The row is nested too deep.", "Flatten the value."),
            row(
                    "ROW_TOO_LONG",
                    "The row is longer than may be.",
                    "Shorten the row, or check for a missing line end or quote."),
            row(
                    "ROW_FIELD_DUPLICATE",
                    "The row has a field twice.",
                    "Give every field of an object a name of its own."),
            row("ROW_FIELD_UNNAMED", "The row has a field with an empty name.", "Give every field a name."),
            row(
                    "ROW_NUMBER_OUT_OF_RANGE",
                    "A number has more digits or a larger exponent than can be carried exactly.",
                    "Write such a number as text."),
            row("ROW_ENCODING", "The row is not valid UTF-8.", "Save the file as UTF-8."),
            row(
                    "ROW_FIELD_COUNT",
                    "The row has more or fewer fields than the header.",
                    "Check the row for a delimiter or quote that is missing or too many."),
            row(
                    "ROW_VALUE_TYPE",
                    "A value is not of the type of its column.",
                    "Correct the value, or read the column as text."),
            row(
                    "DUPLICATE_IDENTITY",
                    "An earlier row of the mirror has the same key, and that one counts.",
                    "Make the key unique at the source, or choose a key that is."),
            // Mapping and key.
            run(
                    "MAPPING_SYNTAX",
                    CONFIGURATION,
                    "An entry of the mapping cannot be read.",
                    "Write 'name', 'from=to', 'name=' to leave a field out, or '*' for all others."),
            run(
                    "MAPPING_EMPTY",
                    CONFIGURATION,
                    "The mapping leaves fields out and takes none.",
                    "Add '*' to take every other field, or list the fields to take."),
            run(
                    "MAPPING_CONTRADICTION",
                    CONFIGURATION,
                    "The mapping both takes a field and leaves it out.",
                    "Keep one of the two entries."),
            run(
                    "MAPPING_DUPLICATE_NAME",
                    CONFIGURATION,
                    "After mapping, two fields would have one name.",
                    "Give one of them another name ('from=to'), or leave one out ('name=')."),
            run(
                    "MAPPING_UNKNOWN_FIELD",
                    CONFIGURATION,
                    "The mapping names a field that the source does not have.",
                    "Name one of its fields."),
            run(
                    "KEY_FIELD_UNKNOWN",
                    CONFIGURATION,
                    "The key is a field that the rows do not have.",
                    "Name one of their fields."),
            run(
                    "KEY_FIELD_LEFT_OUT",
                    CONFIGURATION,
                    "The mapping leaves a field of the key out or renames it.",
                    "Take the field in the mapping, or name the key as it is after mapping."),
            // The state of a mirror.
            run(
                    "STATE_MISSING",
                    CONFIGURATION,
                    "The host keeps no state, and a mirror needs one.",
                    "Give the engine a ChangeStates, such as that of sluice-state, or sync in another mode."),
            later(
                    "STATE_IN_USE",
                    CAPACITY,
                    "Another run uses the state of this mirror.",
                    "Wait until it has ended, or give this sync a name of its own."),
            run(
                    "STATE_UNREADABLE",
                    DATA,
                    "The state of the mirror cannot be read.",
                    "See that the file is readable and whole. To begin anew remove it: every row is then written again, and records whose rows are gone meanwhile stay."),
            run(
                    "STATE_ENGINE_MISSING",
                    CONFIGURATION,
                    "The native library of the engine that keeps the state of a mirror cannot be loaded.",
                    "See that the lib directory of this installation is whole and made for this machine, or, where the library is inside a jar, that the temporary directory has 100 MB of room and lets programs run."),
            run(
                    "STATE_OTHER_TARGET",
                    CONFIGURATION,
                    "The state was written for another target.",
                    "Sync there again, or give this sync a name of its own."),
            run(
                    "STATE_OTHER_KEY",
                    CONFIGURATION,
                    "The state was written with another key.",
                    "Use that key, or give this sync a name of its own."),
            run(
                    "STATE_FAILED",
                    CAPACITY,
                    "The state cannot be read or written any further.",
                    "See that there is room and that the directory can be written to, then run again: nothing that was written is lost."),
            run(
                    "DEAD_LETTERS_UNWRITABLE",
                    CAPACITY,
                    "The file of rejected rows cannot be written.",
                    "See that there is room, and that the directory can be written to."),
            // Plugins.
            run(
                    "PLUGINS_UNREADABLE",
                    CONFIGURATION,
                    "The plugin directory cannot be listed.",
                    "Check that it is a directory that may be read."),
            run("PLUGIN_DUPLICATE", CONFIGURATION, "Two plugins provide the same destination.", "Remove one of them."),
            run(
                    "PLUGIN_DUPLICATE_SCHEME",
                    CONFIGURATION,
                    "Two destinations take URLs of the same scheme.",
                    "Remove one of the plugins."),
            run(
                    "DESTINATION_BROKEN",
                    INTERNAL,
                    "The destination broke its contract: it threw what it does not declare, or gave another number of outcomes than it was given changes.",
                    "Write the rows again, and report this to the makers of the destination."),
            run(
                    "DESTINATION_HANGS",
                    INTERNAL,
                    "The destination did not end a call when it was told to.",
                    "Write the rows again, and report this to the makers of the destination."));

    private HostCodes() {}

    private static ErrorCode run(String code, ErrorCategory category, String message, String remedy) {
        return ErrorCode.run(ErrorDetail.of(code, category, message, remedy, false));
    }

    /** Of what passes by itself. */
    private static ErrorCode later(String code, ErrorCategory category, String message, String remedy) {
        return ErrorCode.run(ErrorDetail.of(code, category, message, remedy, true));
    }

    private static ErrorCode row(String code, String message, String remedy) {
        return ErrorCode.row(ErrorDetail.of(code, DATA, message, remedy, false));
    }
}
