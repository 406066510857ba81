package dev.sluice.redis.read;

import dev.sluice.redis.port.Payload;
import java.util.List;

/**
 * The bytes that a record takes in the memory of a server, about: what Redis 6.2 to 8 allocate for a key, its place in the tables, and its
 * value, in sizes that jemalloc has. A server that was told other limits for compact hashes differs.
 */
final class RecordSize {
    private static final int OBJECT = 16;
    private static final int ENTRY = 24;
    /** A place in a table of which a quarter is free, on average. */
    private static final int PLACE = 11;

    private static final int TABLE = 80;
    /** The longest text that is allocated together with its object. */
    private static final int LONGEST_EMBEDDED = 44;

    private static final int LONGEST_COMPACT_VALUE = 64;
    private static final int MOST_COMPACT_FIELDS = 128;
    private static final int COMPACT_HEADER = 7;
    private static final int COMPACT_ENTRY = 2;
    private static final int LONG_COMPACT_ENTRY = 3;
    private static final int LONGEST_SHORT_ENTRY = 63;
    private static final int LONGEST_NUMBER = 20;

    private RecordSize() {}

    /** Of a record with this key. */
    static long of(byte[] key, Payload payload, boolean expires) {
        long value =
                payload instanceof Payload.Text text ? text(text.bytes()) : hash(((Payload.Fields) payload).pairs());
        return ENTRY + PLACE + string(key.length) + value + (expires ? ENTRY + PLACE : 0);
    }

    private static long text(byte[] bytes) {
        if (isNumber(bytes)) {
            return OBJECT;
        }
        return bytes.length <= LONGEST_EMBEDDED
                ? allocated(OBJECT + 3 + bytes.length + 1L)
                : OBJECT + string(bytes.length);
    }

    private static long hash(List<byte[]> pairs) {
        boolean compact = pairs.size() <= 2 * MOST_COMPACT_FIELDS
                && pairs.stream().allMatch(part -> part.length <= LONGEST_COMPACT_VALUE);
        if (compact) {
            return OBJECT
                    + allocated(COMPACT_HEADER
                            + pairs.stream().mapToLong(RecordSize::compact).sum());
        }
        return OBJECT
                + TABLE
                + pairs.size() / 2 * (ENTRY + PLACE)
                + pairs.stream().mapToLong(part -> string(part.length)).sum();
    }

    private static int compact(byte[] part) {
        if (isNumber(part)) {
            return COMPACT_ENTRY + part.length / 3;
        }
        return part.length + (part.length <= LONGEST_SHORT_ENTRY ? COMPACT_ENTRY : LONG_COMPACT_ENTRY);
    }

    private static boolean isNumber(byte[] bytes) {
        boolean number = bytes.length > 0 && bytes.length <= LONGEST_NUMBER && (bytes[0] != '0' || bytes.length == 1);
        for (int i = 0; i < bytes.length; i++) {
            number &= (bytes[i] >= '0' && bytes[i] <= '9') || (i == 0 && bytes[i] == '-' && bytes.length > 1);
        }
        return number;
    }

    private static long string(int length) {
        int header = length < 32 ? 1 : length < 256 ? 3 : length < 65_536 ? 5 : 9;
        return allocated(header + length + 1L);
    }

    /** Steps of 8 bytes at first, later four steps up to the double. */
    private static long allocated(long bytes) {
        long step = bytes <= LONGEST_COMPACT_VALUE ? 8 : Long.highestOneBit(bytes - 1) / 4;
        return (bytes + step - 1) / step * step;
    }
}
