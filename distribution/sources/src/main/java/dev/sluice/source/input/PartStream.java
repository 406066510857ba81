package dev.sluice.source.input;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is made to be read in parts. */
abstract class PartStream extends InputStream {
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : part(target, offset, length);
    }

    /**
     * Reads a part.
     *
     * @param length at least 1
     * @return how many bytes there are, at least 1; below 0 at the end
     */
    abstract int part(byte[] target, int offset, int length) throws IOException;
}
