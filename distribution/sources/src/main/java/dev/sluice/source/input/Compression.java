package dev.sluice.source.input;

import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** How a file is packed: as its name says, else as its first bytes say, which no text in UTF-8 has. */
public enum Compression {
    /** Not packed. */
    NONE(""),
    /** RFC 1952. */
    GZIP(".gz"),
    /** RFC 8878. */
    ZSTD(".zst");

    private final String ending;

    Compression(String ending) {
        this.ending = ending;
    }

    static Compression of(String name, byte[] head) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(GZIP.ending) || Foreign.startsWith(head, "\u001f\u008b")) {
            return GZIP;
        }
        return lower.endsWith(ZSTD.ending) || Foreign.startsWith(head, "(\u00b5/\u00fd") ? ZSTD : NONE;
    }

    /** The name without the ending of a packed file. */
    public static String withoutEnding(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Compression compression : values()) {
            if (compression != NONE && lower.endsWith(compression.ending)) {
                return name.substring(0, name.length() - compression.ending.length());
            }
        }
        return name;
    }

    /** What is packed in a stream. Damage and an early end are errors. */
    public InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GzipStream(packed);
            case ZSTD -> zstd(packed);
        };
    }

    private static InputStream zstd(InputStream packed) {
        try {
            return new ZstdStream(packed);
        } catch (LinkageError e) {
            throw HostFailure.SOURCE_ZSTD_MISSING.exception();
        }
    }
}
