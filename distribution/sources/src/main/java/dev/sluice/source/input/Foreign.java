package dev.sluice.source.input;

import java.util.Optional;

/** Files that are no text, by their first bytes: what they are is said instead of a row that cannot be read. */
enum Foreign {
    PARQUET("it is a Parquet file, so its name has to end in .parquet", "PAR1\u0015"),
    AVRO("it is an Avro file, so its name has to end in .avro", "Obj\u0001"),
    ARROW("it is an Arrow file", "ARROW1\0\0"),
    SQLITE("it is an SQLite database", "SQLite format 3\0"),
    PDF("it is a PDF file", "%PDF-"),
    ZIP("it is a zip archive, such as an Excel workbook; unpack it, or save the sheet as CSV UTF-8", "PK\u0003\u0004"),
    EXCEL("it is an Excel workbook; save the sheet as CSV UTF-8", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
    XZ("it is packed with xz; unpack it with xz -d", "\u00fd7zXZ\0"),
    BZIP2("it is packed with bzip2; unpack it with bzip2 -d", "BZh91AY&SY"),
    LZ4("it is packed with lz4; unpack it with lz4 -d", "\u0004\"M\u0018"),
    GZIP("it is packed with gzip more than once", "\u001f\u008b"),
    ZSTD("it is packed with zstd more than once", "(\u00b5/\u00fd");

    private final String what;
    /** Its first bytes, as Latin-1. */
    private final String magic;

    Foreign(String what, String magic) {
        this.what = what;
        this.magic = magic;
    }

    /** What a file is, in words that follow "cannot be read: "; empty if it may be text. */
    static Optional<String> of(byte[] head) {
        for (Foreign kind : values()) {
            if (startsWith(head, kind.magic)) {
                return Optional.of(kind.what);
            }
        }
        return Optional.empty();
    }

    /** @param magic bytes as Latin-1 */
    static boolean startsWith(byte[] head, String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (i >= head.length || (head[i] & 0xff) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
