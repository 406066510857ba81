package dev.sluice.source.parquet.file;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.io.ParquetDecodingException;

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
        } catch (BufferUnderflowException
                | ArithmeticException
                | IllegalArgumentException
                | ParquetDecodingException e) {
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
            case DELTA_BINARY_PACKED -> passDifferences(bytes, count);
            case DELTA_LENGTH_BYTE_ARRAY -> {
                int[] lengths = differences(bytes, count);
                checkTexts(new int[lengths.length], lengths, bytes.remaining());
            }
            case DELTA_BYTE_ARRAY -> {
                int[] shared = differences(bytes, count);
                int[] lengths = differences(bytes, count);
                checkTexts(shared, lengths, bytes.remaining());
            }
        }
    }

    /**
     * Whether texts can be made of their bytes.
     *
     * @param shared how many bytes each has in common with the one before
     * @param lengths how many bytes follow
     * @param size how many bytes there are for those
     */
    private static void checkTexts(int[] shared, int[] lengths, int size) {
        if (shared.length != lengths.length) {
            throw damaged();
        }
        long left = size;
        long before = 0;
        for (int i = 0; i < lengths.length; i++) {
            left -= lengths[i];
            if (lengths[i] < 0 || left < 0 || shared[i] < 0 || shared[i] > before) {
                throw new Damage("the length of a value does not fit its page");
            }
            before = (long) shared[i] + lengths[i];
        }
    }

    /** The entries of a dictionary of texts, each behind its length. */
    static void checkDictionary(ByteBuffer bytes, int count) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        check(() -> {
            for (int i = 0; i < count; i++) {
                int length = bytes.getInt();
                bytes.position(Math.addExact(bytes.position(), length));
                if (length < 0) {
                    throw damaged();
                }
            }
        });
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
            long size = packed ? values / Byte.SIZE * bits : (bits + Byte.SIZE - 1) / Byte.SIZE;
            // The last run may end early, where only padding is missing.
            if (size - (long) MAX_PADDING / Byte.SIZE * bits > bytes.remaining()) {
                throw damaged();
            }
            bytes.position((int) Math.min(bytes.limit(), bytes.position() + size));
        }
    }

    private static int[] differences(ByteBuffer bytes, int count) {
        ByteBuffer start = bytes.slice();
        int[] numbers = new int[passDifferences(bytes, count)];
        if (numbers.length > 0) {
            DeltaBinaryPackingValuesReader reader = new DeltaBinaryPackingValuesReader();
            try {
                reader.initFromPage(count, ByteBufferInputStream.wrap(start));
            } catch (IOException e) {
                throw damaged();
            }
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = reader.readInteger();
            }
        }
        return numbers;
    }

    /** @return how many numbers they tell */
    private static int passDifferences(ByteBuffer bytes, int count) {
        long block = number(bytes);
        long parts = number(bytes);
        long left = number(bytes) - 1;
        if (block <= 0 || block > MAX_BLOCK_VALUES || parts <= 0 || parts > block || left < -1 || left >= count) {
            throw damaged();
        }
        int all = (int) left + 1;
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
        return all;
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
