package dev.sluice.source.input;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** An open input, which is text in all formats but one. For one thread. */
public final class Text implements AutoCloseable {
    private final InputStream stream;
    private final Counted counted;

    Text(InputStream stream, Counted counted) {
        this.stream = stream;
        this.counted = counted;
    }

    /** The text in UTF-8, or the bytes of a format that is no text. */
    public InputStream stream() {
        return stream;
    }

    /** How much is read, from 0 to 1; negative when that cannot be told. */
    public double fraction() {
        return counted.fraction();
    }

    @Override
    public void close() {
        closeQuietly(stream);
        closeQuietly(counted);
    }

    static void closeQuietly(@Nullable InputStream stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
