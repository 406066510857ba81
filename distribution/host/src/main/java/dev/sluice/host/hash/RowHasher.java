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
import org.jspecify.annotations.Nullable;

/**
 * Hashes rows: names, types, nulls and canonical texts of the fields in their order. A type counts, because a number and a text of the same
 * digits are stored differently. Computed here and not by a database, so that no upgrade of one makes every row look changed.
 *
 * <p>The bytes of a row are laid out in a buffer and hashed at once: a name or a text is its UTF-16 characters and their number, so that no two
 * rows run together.
 *
 * <p>For one thread.
 */
public final class RowHasher {
    /** Changes when the same row hashes to another value than before: then everything is written once more. */
    public static final String VERSION = "xxh3-1";

    private static final Hasher128 HASHER = Hashing.xxh3_128();
    private static final VarHandle CHARS = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BUFFER = 1 << 14;
    private static final int LONGEST_NUMBER = Long.toString(Long.MIN_VALUE).length();

    private final HashStream128 stream = HASHER.hashStream();
    private final byte[] buffer = new byte[BUFFER];
    private final char[] digits = new char[LONGEST_NUMBER];
    private int size;
    private boolean streams;
    private @Nullable RowSchema schema;
    private byte[][] names = {};
    private FieldType[] types = {};

    /** The hash of a row. */
    @SuppressWarnings("ReferenceEquality") // an equal schema is learned once more, at no loss
    public RowHash hash(Row row) {
        if (row.schema() != schema) {
            learn(row.schema());
        }
        size = 0;
        streams = false;
        for (int i = 0; i < names.length; i++) {
            put(names[i]);
            Object value = row.value(i);
            if (value == null) {
                putByte(0);
            } else {
                putByte(tag(types[i]));
                put(types[i], value);
            }
        }
        putInt(names.length);
        HashValue128 hash = end();
        return new RowHash(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    private void learn(RowSchema next) {
        schema = next;
        names = new byte[next.size()][];
        types = new FieldType[next.size()];
        for (int i = 0; i < names.length; i++) {
            String name = next.field(i).name();
            names[i] = new byte[name.length() * Character.BYTES + Integer.BYTES];
            for (int c = 0; c < name.length(); c++) {
                CHARS.set(names[i], c * Character.BYTES, name.charAt(c));
            }
            INTS.set(names[i], name.length() * Character.BYTES, name.length());
            types[i] = next.field(i).type();
        }
    }

    private HashValue128 end() {
        if (!streams) {
            return HASHER.hashBytesTo128Bits(buffer, 0, size);
        }
        flush();
        return stream.get();
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

    private void put(byte[] bytes) {
        require(bytes.length);
        if (bytes.length > BUFFER) {
            stream.putBytes(bytes);
        } else {
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }
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

    private void put(FieldType type, Object value) {
        if (value instanceof Long number && number != Long.MIN_VALUE) {
            putNumber(number);
        } else {
            put(text(type, value));
        }
    }

    private void put(String text) {
        int length = text.length();
        for (int from = 0; from < length; ) {
            require(Character.BYTES);
            int to = Math.min(length, from + (BUFFER - size) / Character.BYTES);
            int at = size;
            for (int i = from; i < to; i++, at += Character.BYTES) {
                CHARS.set(buffer, at, text.charAt(i));
            }
            size = at;
            from = to;
        }
        putInt(length);
    }

    /** The digits of a number, without a text. */
    private void putNumber(long number) {
        int first = LONGEST_NUMBER;
        long left = Math.abs(number);
        do {
            long rest = left / 10;
            digits[--first] = (char) ('0' + (left - rest * 10));
            left = rest;
        } while (left != 0);
        if (number < 0) {
            digits[--first] = '-';
        }
        int length = LONGEST_NUMBER - first;
        require(length * Character.BYTES);
        for (int i = first; i < LONGEST_NUMBER; i++, size += Character.BYTES) {
            CHARS.set(buffer, size, digits[i]);
        }
        putInt(length);
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
