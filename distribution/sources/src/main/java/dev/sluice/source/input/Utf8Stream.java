package dev.sluice.source.input;

import java.io.IOException;
import java.io.InputStream;

/**
 * UTF-16 as UTF-8. A unit that is half a character becomes a byte that is no UTF-8, so that it is found where UTF-8 is checked. The decoder
 * of the JDK is not used, because it takes the unit after such a half for a part of it, even a line end.
 */
final class Utf8Stream extends InputStream {
    private static final int NO_UTF_8 = 0xff;
    private static final int MOST_BYTES = 4;

    private final InputStream in;
    private final int first;
    /** Of even length. */
    private final byte[] units = new byte[1 << 14];

    private int position;
    private int limit;
    /** A unit that was read and did not belong to the one before; below 0 if there is none. */
    private int pending = -1;

    /** @param bigEndian whether the upper byte of a unit comes first */
    Utf8Stream(InputStream bytes, boolean bigEndian) {
        in = bytes;
        first = bigEndian ? Byte.SIZE : 0;
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("read in parts of at least " + MOST_BYTES + " bytes");
    }

    /** Fills at least one character. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length < MOST_BYTES) {
            throw new UnsupportedOperationException("read in parts of at least " + MOST_BYTES + " bytes");
        }
        int at = offset;
        int end = offset + length - MOST_BYTES;
        while (at <= end) {
            int next = next();
            if (next < 0) {
                break;
            }
            at = encode(next, target, at);
            if (position == limit) {
                break;
            }
        }
        return at == offset ? -1 : at - offset;
    }

    /** The next unit; below 0 at the end. A single byte at the end is half a character. */
    private int next() throws IOException {
        if (pending >= 0) {
            int unit = pending;
            pending = -1;
            return unit;
        }
        if (position == limit && !fill()) {
            return -1;
        }
        if (position + 1 == limit) {
            position = limit;
            return Character.MIN_SURROGATE;
        }
        int unit = (units[position] & 0xff) << first | (units[position + 1] & 0xff) << (Byte.SIZE - first);
        position += 2;
        return unit;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(units, 0, units.length));
        if (limit % 2 != 0) {
            limit += Math.max(0, in.read(units, limit, 1));
        }
        return limit > 0;
    }

    private int encode(int unit, byte[] target, int at) throws IOException {
        int end = at;
        if (unit < 0x80) {
            target[end++] = (byte) unit;
        } else if (unit < 0x800) {
            target[end++] = (byte) (0xc0 | (unit >> 6));
            target[end++] = continuation(unit);
        } else if (!Character.isSurrogate((char) unit)) {
            target[end++] = (byte) (0xe0 | (unit >> 12));
            target[end++] = continuation(unit >> 6);
            target[end++] = continuation(unit);
        } else {
            int low = Character.isHighSurrogate((char) unit) ? next() : -1;
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
                int point = Character.toCodePoint((char) unit, (char) low);
                target[end++] = (byte) (0xf0 | (point >> 18));
                target[end++] = continuation(point >> 12);
                target[end++] = continuation(point >> 6);
                target[end++] = continuation(point);
            } else {
                target[end++] = (byte) NO_UTF_8;
                if (low >= 0) {
                    pending = low;
                }
            }
        }
        return end;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
