package dev.sluice.source.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The text in a gzip file of one or several members, as RFC 1952 defines it. Unlike {@link java.util.zip.GZIPInputStream} it takes a damaged
 * header of a later member for damage and not for the end. Zeros behind the last member are padding. For one thread.
 */
final class GzipStream extends PartStream {
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int TIME_AND_SYSTEM_BYTES = 6;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final CRC32 headerChecksum = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private boolean inMember;
    private boolean first = true;

    GzipStream(InputStream in) {
        this.in = in;
    }

    @Override
    int part(byte[] target, int offset, int length) throws IOException {
        while (inMember || nextMember()) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                checksum.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new IOException("its gzip data are damaged");
            } else {
                if (position == limit && !fill()) {
                    throw tooEarly();
                }
                inflater.setInput(buffer, position, limit - position);
                position = limit;
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new IOException("its gzip data are damaged");
        }
    }

    private boolean nextMember() throws IOException {
        int begin = next();
        if (first && begin < 0) {
            throw new IOException("it is empty, which no gzip file is");
        }
        if (begin < 0 || (begin == 0 && !first && isPadding())) {
            return false;
        }
        headerChecksum.reset();
        headerChecksum.update(begin);
        if (begin != MAGIC_1 || header() != MAGIC_2) {
            throw new IOException(first ? "it is not packed with gzip" : "what follows its gzip data is not gzip");
        }
        first = false;
        if (header() != DEFLATE) {
            throw new IOException("its gzip header is damaged");
        }
        int flags = header();
        if ((flags & RESERVED) != 0) {
            throw new IOException("its gzip header is damaged");
        }
        skip(TIME_AND_SYSTEM_BYTES);
        if ((flags & EXTRA) != 0) {
            skip(header() | header() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            long expected = headerChecksum.getValue() & 0xffff;
            if ((header() | header() << 8) != expected) {
                throw new IOException("its gzip header is damaged");
            }
        }
        inflater.reset();
        checksum.reset();
        inMember = true;
        return true;
    }

    private boolean isPadding() throws IOException {
        for (int value = next(); value >= 0; value = next()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        if (little4() != checksum.getValue() || little4() != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new IOException("its gzip data are damaged: the checksum is another");
        }
        inMember = false;
    }

    private long little4() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= (long) header() << shift;
        }
        return value;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            header();
        }
    }

    private void skipText() throws IOException {
        int value;
        do {
            value = header();
        } while (value != 0);
    }

    /** A byte that has to be there. */
    private int header() throws IOException {
        int value = next();
        if (value < 0) {
            throw tooEarly();
        }
        headerChecksum.update(value);
        return value;
    }

    private int next() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(0, count);
        return count > 0;
    }

    private static IOException tooEarly() {
        return new EOFException("its gzip data end too early");
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
