package dev.sluice.source;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The format of a file with rows. Files of all formats but Parquet may be compressed with gzip, with the ending {@code .gz}. */
public enum FileFormat {
    /** Apache Parquet: typed columns. */
    PARQUET,
    /** Delimited text with a header; the delimiter is detected in the header. */
    CSV,
    /** Delimited text with a header; the delimiter is the tab. */
    TSV,
    /** One JSON object a line. */
    NDJSON;

    /** The format by the ending of the file's name; empty if the ending is unknown. */
    public static Optional<FileFormat> of(Path file) {
        String name = requireNonNull(file.getFileName(), "file name").toString().toLowerCase(Locale.ROOT);
        boolean compressed = name.endsWith(".gz");
        if (compressed) {
            name = name.substring(0, name.length() - ".gz".length());
        }
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "parquet" -> compressed ? Optional.empty() : Optional.of(PARQUET);
            case "csv" -> Optional.of(CSV);
            case "tsv" -> Optional.of(TSV);
            case "ndjson", "jsonl" -> Optional.of(NDJSON);
            default -> Optional.empty();
        };
    }
}
