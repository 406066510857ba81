package dev.sluice.source.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;

/** Text of another encoding as UTF-8. What is malformed becomes a byte that is none, so that it is found where UTF-8 is checked. */
final class Utf8Stream extends InputStream {
    /** Stands for what is malformed: no decoder gives half a surrogate pair. */
    private static final char BROKEN = '\uD800';

    private static final int NO_UTF_8 = 0xff;
    private static final int MOST_BYTES = 4;

    private final InputStreamReader in;
    private final char[] chars = new char[1 << 14];
    private int position;
    private int limit;

    Utf8Stream(InputStream bytes, Charset charset) {
        in = new InputStreamReader(
                bytes,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(String.valueOf(BROKEN)));
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

    private int next() throws IOException {
        if (position == limit) {
            limit = Math.max(0, in.read(chars, 0, chars.length));
            position = 0;
            if (limit == 0) {
                return -1;
            }
        }
        return chars[position++];
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
                    position--;
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
