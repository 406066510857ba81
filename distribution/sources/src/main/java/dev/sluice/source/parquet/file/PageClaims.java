package dev.sluice.source.parquet.file;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.column.Encoding;

/**
 * Whether a page has the values that it claims to have. The decoders take memory for as many as a header within the page says, so what it
 * says is held against the bytes first.
 */
final class PageClaims {
    // Writers make blocks of 128 to 2,048 values. A block may be of zero bits, so that its bytes bound nothing.
    private static final int MAX_BLOCK_VALUES = 1 << 16;
    // A packed run is padded, by most writers to the next eight values.
    private static final int MAX_PADDING = 512;
    private static final int GROUP_BITS = 7;
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

    private PageClaims() {}

    /**
     * The levels and values of a page of the first version.
     *
     * @param bytes read from here on; its position moves
     * @param repetition the highest level
     * @param definition the highest level
     * @param count how many values the page has, nulls included
     */
    static void check(
            ByteBuffer bytes,
            Encoding repetitions,
            int repetition,
            Encoding definitions,
            int definition,
            Encoding values,
            int count) {
        check(() -> {
            passLevels(bytes, repetitions, repetition, count);
            passLevels(bytes, definitions, definition, count);
            passValues(bytes, values, count);
        });
    }

    /** The levels of a page of the second version, which has them apart. */
    static void checkLevels(ByteBuffer bytes, int highest, int count) {
        if (highest > 0) {
            check(() -> passRuns(bytes, bits(highest), count));
        }
    }

    /** The values of a page of the second version. */
    static void checkValues(ByteBuffer bytes, Encoding values, int count) {
        check(() -> passValues(bytes, values, count));
    }

    private static void check(Runnable passing) {
        try {
            passing.run();
        } catch (BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw damaged();
        }
    }

    private static int bits(int highest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(highest);
    }

    private static void passLevels(ByteBuffer bytes, Encoding encoding, int highest, int count) {
        if (highest == 0) {
            return;
        }
        if (encoding == Encoding.RLE) {
            passRunsWithLength(bytes, bits(highest), count);
        } else {
            long length = ((long) count * bits(highest) + Byte.SIZE - 1) / Byte.SIZE;
            bytes.position(Math.toIntExact(bytes.position() + length));
        }
    }

    private static void passValues(ByteBuffer bytes, Encoding encoding, int count) {
        switch (encoding) {
            case PLAIN, BIT_PACKED, BYTE_STREAM_SPLIT -> {}
            case RLE -> passRunsWithLength(bytes, 1, count);
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
                // A page of nulls may have no bytes at all.
                if (bytes.hasRemaining()) {
                    passRuns(bytes, bytes.get() & 0xFF, count);
                }
            }
            case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> passDifferences(bytes, count);
            case DELTA_BYTE_ARRAY -> {
                // The lengths of what is shared with the value before, and those of the rest.
                passDifferences(bytes, count);
                passDifferences(bytes, count);
            }
        }
    }

    private static void passRunsWithLength(ByteBuffer bytes, int bits, int count) {
        int length = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt();
        int end = Math.addExact(bytes.position(), length);
        passRuns(bytes.duplicate().limit(end), bits, count);
        bytes.position(end);
    }

    private static void passRuns(ByteBuffer bytes, int bits, int count) {
        long left = count;
        while (left > 0 && bytes.hasRemaining()) {
            long header = number(bytes);
            boolean packed = (header & 1) == 1;
            long values = packed ? (header >>> 1) * Byte.SIZE : header >>> 1;
            left -= values;
            if (header < 0 || header > UNSIGNED_INT || (packed && left < -MAX_PADDING)) {
                throw damaged();
            }
            // The last run may end early, where only padding is missing.
            long size = packed ? values / Byte.SIZE * bits : (bits + Byte.SIZE - 1) / Byte.SIZE;
            bytes.position((int) Math.min(bytes.limit(), bytes.position() + size));
        }
    }

    private static void passDifferences(ByteBuffer bytes, int count) {
        long block = number(bytes);
        long parts = number(bytes);
        long left = number(bytes) - 1;
        if (block <= 0 || block > MAX_BLOCK_VALUES || parts <= 0 || parts > block || left < -1 || left >= count) {
            throw damaged();
        }
        number(bytes);
        byte[] bits = new byte[(int) parts];
        long part = block / parts;
        while (left > 0) {
            number(bytes);
            bytes.get(bits);
            for (int i = 0; i < parts && left > 0; i++) {
                bytes.position(Math.toIntExact(bytes.position() + (bits[i] & 0xFF) * part / Byte.SIZE));
                left -= part;
            }
        }
    }

    private static long number(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += GROUP_BITS) {
            byte group = bytes.get();
            number |= (group & 0x7FL) << shift;
            if (group >= 0) {
                return number;
            }
        }
        throw damaged();
    }

    private static Damage damaged() {
        return new Damage("a page is shorter than the number of its values says");
    }
}
