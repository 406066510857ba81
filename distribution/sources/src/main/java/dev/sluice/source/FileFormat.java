package dev.sluice.source;

import dev.sluice.source.input.Compression;
import java.util.Locale;
import java.util.Optional;

/** The format of a file with rows. Files of formats that are read from the beginning may be packed with gzip or zstd, with the ending {@code .gz} or {@code .zst}. */
public enum FileFormat {
    /** Apache Parquet: typed columns. */
    PARQUET,
    /** Delimited text with a header; the delimiter is detected in the header. */
    CSV,
    /** Delimited text with a header; the delimiter is the tab, and quotes are text. */
    TSV,
    /** One JSON object a line. */
    NDJSON,
    /** Arrays of JSON objects, or objects one behind the other. */
    JSON,
    /** An Excel workbook: the first sheet, whose first row names the columns. */
    XLSX,
    /** An Avro object container file: typed columns. */
    AVRO;

    /** Whether it is read from the beginning, so that it may come from a stream and be packed. */
    boolean isSequential() {
        return this != PARQUET && this != XLSX;
    }

    /** Whether it is text, whose columns may be given types. */
    boolean isText() {
        return isSequential() && this != AVRO;
    }

    /** The format by the ending of a file's name; empty if the ending is unknown. */
    public static Optional<FileFormat> of(String file) {
        String name = Compression.withoutEnding(file);
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "parquet", "parq", "pq" -> name.equals(file) ? Optional.of(PARQUET) : Optional.empty();
            case "xlsx" -> name.equals(file) ? Optional.of(XLSX) : Optional.empty();
            case "avro" -> Optional.of(AVRO);
            case "csv", "txt" -> Optional.of(CSV);
            case "tsv", "tab" -> Optional.of(TSV);
            case "ndjson", "jsonl" -> Optional.of(NDJSON);
            case "json" -> Optional.of(JSON);
            default -> Optional.empty();
        };
    }

    /** A file's name without the endings that tell its format. */
    public static String withoutEnding(String file) {
        String name = Compression.withoutEnding(file);
        return of(file).isPresent() ? name.substring(0, name.lastIndexOf('.')) : file;
    }
}
