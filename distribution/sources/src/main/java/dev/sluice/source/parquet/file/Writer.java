package dev.sluice.source.parquet.file;

import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.jspecify.annotations.Nullable;

/**
 * What wrote a file, and where its pages are other than the format says.
 *
 * @param version null if the file does not tell it
 */
public record Writer(@Nullable ParsedVersion version) {
    /** @param createdBy such as {@code parquet-mr version 1.13.1 (build db418)} */
    static Writer of(@Nullable String createdBy) {
        try {
            return new Writer(createdBy == null ? null : VersionParser.parse(createdBy));
        } catch (VersionParseException | RuntimeException e) {
            return new Writer(null);
        }
    }

    /** Whether pages of the second version are compressed even where their headers deny it: the C++ library did so before 2.0. */
    boolean deniesCompression() {
        return version != null
                && "parquet-cpp".equals(version.application)
                && version.version != null
                && version.version.matches("[01]\\..*");
    }

    /** Whether levels without run lengths are packed from the highest bit on. Impala packed them from the lowest. */
    boolean packsBitsAsTheFormatSays() {
        return version != null && "parquet-mr".equals(version.application);
    }
}
