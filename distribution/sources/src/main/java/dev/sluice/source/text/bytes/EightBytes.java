package dev.sluice.source.text.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of a text at once, in a {@code long} whose lowest byte is the first of them. */
public final class EightBytes {
    /** The highest bit of each byte, which no byte of ASCII has. */
    public static final long HIGH = 0x8080808080808080L;

    private static final long ONES = 0x0101010101010101L;
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EightBytes() {}

    /** Those that begin at a position. */
    public static long at(byte[] bytes, int at) {
        return (long) EIGHT_BYTES.get(bytes, at);
    }

    /** One byte eight times. */
    public static long of(byte one) {
        return ONES * (one & 0xff);
    }

    /** Not zero if a byte is: then the lowest bit of it is the highest bit of the first such byte. */
    public static long zeros(long eight) {
        return (eight - ONES) & ~eight & HIGH;
    }

    /** The position of the first byte that {@link #zeros} found. */
    public static int first(long zeros) {
        return Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
    }

    /** The bytes before the first that {@link #zeros} found, as far as their highest bits. */
    public static long before(long eight, long zeros) {
        return eight & (Long.lowestOneBit(zeros) - 1) & HIGH;
    }
}
