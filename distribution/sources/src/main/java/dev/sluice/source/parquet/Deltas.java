package dev.sluice.source.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.apache.parquet.column.Encoding;

/**
 * Whether values that are stored as differences are all there. Their decoder takes memory for as many as their header says, so what it says
 * is held against the bytes first.
 */
final class Deltas {
    // Writers make blocks of 128 to 2,048 values. A block may be of zero bits, so that its bytes bound nothing.
    private static final int MAX_BLOCK_VALUES = 1 << 16;
    private static final int GROUP_BITS = 7;

    private Deltas() {}

    /**
     * @param count how many values the page has, at the most
     * @param values their bytes, asked for only if the encoding is one of differences
     */
    static void check(Encoding encoding, int count, Supplier<ByteBuffer> values) {
        int series = switch (encoding) {
            case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> 1;
            // The lengths of what is shared with the value before, and those of the rest.
            case DELTA_BYTE_ARRAY -> 2;
            case PLAIN, PLAIN_DICTIONARY, RLE, RLE_DICTIONARY, BIT_PACKED, BYTE_STREAM_SPLIT -> 0;
        };
        if (series == 0) {
            return;
        }
        try {
            ByteBuffer bytes = values.get();
            for (int i = 0; i < series; i++) {
                pass(bytes, count);
            }
        } catch (BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw damaged();
        }
    }

    private static void pass(ByteBuffer bytes, int count) {
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
