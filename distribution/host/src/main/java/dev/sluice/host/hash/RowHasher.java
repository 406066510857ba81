package dev.sluice.host.hash;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Hashes rows: names, types, nulls and canonical texts of the fields in their order. A type counts, because a number and a text of the same
 * digits are stored differently. Computed here and not by a database, so that no upgrade of one makes every row look changed.
 *
 * <p>The bytes of a row are laid out in a buffer and hashed at once: a hash of the names, then for each field its type, the UTF-8 bytes of its text
 * and their number, so that no two rows run together. Half a surrogate pair, which has no UTF-8, is three bytes that UTF-8 never has. A source that has such bytes need not make the
 * values: {@link #begin}, then one call for each field, then {@link #end}.
 *
 * <p>For one thread.
 */
public final class RowHasher {
    /** Changes when the same row hashes to another value than before: then everything is written once more. */
    public static final String VERSION = "xxh3-2";

    private static final Hasher128 HASHER = Hashing.xxh3_128();
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BUFFER = 1 << 14;
    private static final int LONGEST_NUMBER = Long.toString(Long.MIN_VALUE).length();
    private static final byte[] TENS = new byte[100];
    private static final byte[] ONES = new byte[100];

    static {
        for (int i = 0; i < TENS.length; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

    private static final int LONGEST_CHARACTER = 3;
    /** The year 1000. */
    private static final long FIRST_OF_FOUR_DIGITS = -30_610_224_000L;
    /** The end of the year 9999. */
    private static final long LAST_OF_FOUR_DIGITS = 253_402_300_799L;

    private final HashStream128 stream = HASHER.hashStream();
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] digits = new byte[LONGEST_NUMBER];
    private final byte[] timestamp = new byte[TimestampText.LONGEST + 1];
    private int size;
    private boolean streams;
    private int field;
    private @Nullable RowSchema schema;
    private byte[] names = {};
    private FieldType[] types = {};
    private byte[] tags = {};

    /** The hash of a row. */
    public RowHash hash(Row row) {
        begin(row.schema());
        for (int i = 0; i < types.length; i++) {
            value(row.value(i));
        }
        return end();
    }

    /** Begins a row of these fields. */
    @SuppressWarnings("ReferenceEquality") // an equal schema is learned once more, at no loss
    public void begin(RowSchema fields) {
        if (fields != schema) {
            learn(fields);
        }
        size = 0;
        streams = false;
        field = 0;
        put(names, 0, names.length);
    }

    /** The next field, of a value of its type or null. */
    public void value(@Nullable Object value) {
        if (value instanceof Long number) {
            number(number);
        } else if (value == null) {
            putByte(0);
            field++;
        } else {
            FieldType type = types[field];
            enter();
            putText(text(type, value));
        }
    }

    /** The next field, of an integer. */
    public void number(long value) {
        enter();
        if (value == Long.MIN_VALUE) {
            putText(Long.toString(value));
            return;
        }
        int first = LONGEST_NUMBER;
        long large = Math.abs(value);
        while (large > Integer.MAX_VALUE) {
            long rest = large / 100;
            first = two((int) (large - rest * 100), first);
            large = rest;
        }
        int left = (int) large;
        while (left >= 100) {
            int rest = left / 100;
            first = two(left - rest * 100, first);
            left = rest;
        }
        first = two(left, first);
        if (left < 10) {
            first++;
        }
        if (value < 0) {
            digits[--first] = '-';
        }
        putBytes(digits, first, LONGEST_NUMBER - first);
    }

    /** Puts two digits before this place, which divides half as often as to put one. */
    private int two(int value, int before) {
        digits[before - 1] = ONES[value];
        digits[before - 2] = TENS[value];
        return before - 2;
    }

    /**
     * The next field, of a date and a time of day.
     *
     * @param second from 1970, of the same clock
     * @param nano of the second
     * @param utc whether it is an instant, and says so
     */
    public void timestamp(long second, int nano, boolean utc) {
        if (second < FIRST_OF_FOUR_DIGITS || second > LAST_OF_FOUR_DIGITS) {
            LocalDateTime value = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
            value(utc ? value.toInstant(ZoneOffset.UTC) : value);
            return;
        }
        enter();
        int length = TimestampText.write(second, nano, timestamp);
        if (utc) {
            timestamp[length++] = 'Z';
        }
        putBytes(timestamp, 0, length);
    }

    /** The next field, of a value whose canonical text has these bytes in UTF-8. */
    public void text(byte[] bytes, int from, int length) {
        enter();
        putBytes(bytes, from, length);
    }

    /** The hash of the row whose fields were given. */
    public RowHash end() {
        if (field != types.length) {
            throw new IllegalStateException(field + " values for " + types.length + " fields");
        }
        HashValue128 hash;
        if (streams) {
            flush();
            hash = stream.get();
        } else {
            hash = HASHER.hashBytesTo128Bits(buffer, 0, size);
        }
        return new RowHash(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    private void learn(RowSchema next) {
        schema = next;
        types = new FieldType[next.size()];
        tags = new byte[next.size()];
        HashStream128 all = HASHER.hashStream();
        for (int i = 0; i < types.length; i++) {
            String name = next.field(i).name();
            byte[] bytes = new byte[name.length() * LONGEST_CHARACTER];
            int length = encode(name, 0, name.length(), bytes, 0);
            all.putBytes(bytes, 0, length).putInt(length);
            types[i] = next.field(i).type();
            tags[i] = tag(types[i]);
        }
        names = all.putInt(types.length).get().toByteArray();
    }

    private void enter() {
        putByte(tags[field++]);
    }

    /** Makes room for some bytes. */
    private void require(int bytes) {
        if (size + bytes > BUFFER) {
            flush();
        }
    }

    private void flush() {
        if (!streams) {
            stream.reset();
            streams = true;
        }
        stream.putBytes(buffer, 0, size);
        size = 0;
    }

    private void put(byte[] bytes, int from, int length) {
        require(length);
        if (length > BUFFER) {
            stream.putBytes(bytes, from, length);
        } else {
            System.arraycopy(bytes, from, buffer, size, length);
            size += length;
        }
    }

    private void putBytes(byte[] bytes, int from, int length) {
        put(bytes, from, length);
        putInt(length);
    }

    private void putByte(int value) {
        require(1);
        buffer[size++] = (byte) value;
    }

    private void putInt(int value) {
        require(Integer.BYTES);
        INTS.set(buffer, size, value);
        size += Integer.BYTES;
    }

    private void putText(String text) {
        int bytes = 0;
        for (int from = 0; from < text.length(); ) {
            require(2 * LONGEST_CHARACTER);
            int to = Math.min(text.length(), from + (BUFFER - size) / LONGEST_CHARACTER);
            if (isInPair(text, to)) {
                to--;
            }
            int end = encode(text, from, to, buffer, size);
            bytes += end - size;
            size = end;
            from = to;
        }
        putInt(bytes);
    }

    private static boolean isInPair(String text, int at) {
        return at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
    }

    /** Lays characters out, whole pairs of surrogates, and returns where they end. */
    private static int encode(String text, int from, int to, byte[] target, int start) {
        int at = start;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | (c >> 6));
                target[at++] = following(c);
            } else if (i + 1 < to && isInPair(text, i + 1)) {
                i++;
                int point = Character.toCodePoint(c, text.charAt(i));
                target[at++] = (byte) (0xF0 | (point >> 18));
                target[at++] = following(point >> 12);
                target[at++] = following(point >> 6);
                target[at++] = following(point);
            } else {
                target[at++] = (byte) (0xE0 | (c >> 12));
                target[at++] = following(c >> 6);
                target[at++] = following(c);
            }
        }
        return at;
    }

    /** A byte of a character after its first. */
    private static byte following(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private static String text(FieldType type, Object value) {
        if (value instanceof BigDecimal decimal
                && Math.abs((long) decimal.scale()) > FieldType.MAX_DECIMAL_LENGTH / 2) {
            // It may have no canonical text for its length; the destination will say so.
            return decimal.unscaledValue() + "e" + decimal.scale();
        }
        return type.format(value);
    }

    private static byte tag(FieldType type) {
        return switch (type) {
            case BOOLEAN -> 1;
            case INTEGER -> 2;
            case BIG_INTEGER -> 3;
            case DECIMAL -> 4;
            case FLOAT -> 5;
            case DOUBLE -> 6;
            case TEXT -> 7;
            case DATE -> 8;
            case TIME -> 9;
            case TIMESTAMP -> 10;
            case INSTANT -> 11;
            case UUID -> 12;
            case BYTES -> 13;
            case JSON -> 14;
        };
    }
}
