package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.FieldType;
import java.nio.file.Path;
import java.util.Locale;

/** Every error of a source, and of a row that cannot be read, with code, message and remedy. None contains a value of a row. */
final class SourceErrors {
    private static final String FILE = "file";
    private static final String COLUMN = "column";

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

    static HostException formatUnknown(String file) {
        return HostFailure.SOURCE_FORMAT_UNKNOWN
                .exception(file + " does not tell its format by its name.")
                .at(FILE, file);
    }

    static HostException pattern(String pattern) {
        return HostFailure.SOURCE_MISSING
                .exception("'" + pattern + "' is neither a path nor a pattern.")
                .at(FILE, pattern);
    }

    static HostException nothingMatches(String pattern) {
        return HostFailure.SOURCE_MISSING
                .exception(
                        "No file matches " + pattern + ".",
                        "Check the pattern; it is relative to the working directory, in sluice.yaml to that file, and files whose name begins with _ or . are left out.")
                .at(FILE, pattern);
    }

    static HostException standardInputAmongFiles() {
        return HostFailure.SOURCE_AMBIGUOUS.exception("The standard input is named among files.");
    }

    static HostException binaryStream(String name, FileFormat format) {
        return HostFailure.SOURCE_READ_ONCE.exception(
                name + " is a stream, and " + called(format) + " is read from its end.",
                "Save it to a file, and name that.");
    }

    private static String called(FileFormat format) {
        return switch (format) {
            case XLSX -> "an Excel workbook";
            case PARQUET -> "a Parquet file";
            case AVRO -> "an Avro file";
            case CSV, TSV, NDJSON, JSON -> "text";
        };
    }

    static HostException typesOfBinary(String file, FileFormat format) {
        return HostFailure.SOURCE_TYPES_UNUSED
                .exception("Types are given, and " + file + " is " + called(format) + ", which has its own.")
                .at(FILE, file);
    }

    static HostException formatsDiffer(Path first, Path other) {
        return at(
                other,
                HostFailure.SOURCE_FILES_DIFFER.exception(
                        "The files " + first + " and " + other + " are of different formats."));
    }

    static HostException typesClash(String column, Path first, FieldType type, Path other, FieldType otherType) {
        return at(
                        other,
                        HostFailure.SOURCE_FILES_DIFFER.exception("The column '" + column + "' is of type " + type
                                + " in " + first + " and of type " + otherType + " in " + other + "."))
                .at(COLUMN, column);
    }

    /** @param url may hold a password or a token, so it is not repeated */
    static HostException remote(String scheme, String url) {
        String name = FileFormat.of(url.replaceFirst("[?#].*$", ""))
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .orElse("FORMAT");
        String fetch = switch (scheme.toLowerCase(Locale.ROOT)) {
            case "s3" -> "aws s3 cp URL -";
            case "gs" -> "gcloud storage cat URL";
            default -> "curl -fsSL URL";
        };
        String toDo = name.equals("parquet")
                ? "Copy it to a file first (" + fetch + " > rows.parquet), and name that."
                : "Pass it through a pipe: " + fetch + " | sluice sync - --format " + name + " …";
        return HostFailure.SOURCE_REMOTE.exception(
                "Only local files can be read, and this is a " + scheme + " URL.", toDo);
    }

    private static HostException at(Path file, HostException failure) {
        return failure.at(FILE, file.toString());
    }
}
