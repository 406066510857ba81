package dev.sluice.source.jdbc.type;

import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL's values are read from the bytes that the server sends. Each gives the very value that {@link PostgresTypes} reads from its
 * text.
 */
public final class PostgresBinary {
    /** Reads a value from a part of an array. */
    interface BytesReader {
        /** As {@link JdbcColumn.Reader#read}. */
        Object read(byte[] row, int from, int length);
    }

    /** Hands a value to a hasher as it is sent. */
    private interface BytesHasher {
        /** False if it is no value. */
        boolean hash(byte[] row, int from, int length, RowHasher hasher);
    }

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long MICROS = 1_000_000;
    /** 2000-01-01, from which days and microseconds are counted. */
    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);

    private static final long FIRST_SECOND = FIRST_DAY.toEpochDay() * 24 * 60 * 60;

    private static final Map<String, BytesReader> TABLE = Map.ofEntries(
            Map.entry("bool", (row, from, length) -> row[from] != 0),
            Map.entry("int2", (row, from, length) -> (long) (short) SHORTS.get(row, from)),
            Map.entry("int4", (row, from, length) -> (long) intAt(row, from)),
            Map.entry("int8", (row, from, length) -> longAt(row, from)),
            Map.entry("oid", (row, from, length) -> Integer.toUnsignedLong(intAt(row, from))),
            Map.entry("numeric", (row, from, length) -> numeric(row, from)),
            Map.entry("float4", (row, from, length) -> Float.intBitsToFloat(intAt(row, from))),
            Map.entry("float8", (row, from, length) -> Double.longBitsToDouble(longAt(row, from))),
            Map.entry("text", PostgresBinary::text),
            Map.entry("varchar", PostgresBinary::text),
            Map.entry("bpchar", PostgresBinary::text),
            Map.entry("name", PostgresBinary::text),
            Map.entry("date", (row, from, length) -> date(intAt(row, from))),
            Map.entry("time", (row, from, length) -> LocalTime.ofNanoOfDay(longAt(row, from) * 1_000)),
            Map.entry("timestamp", (row, from, length) -> timestamp(longAt(row, from))),
            Map.entry("timestamptz", (row, from, length) -> instant(longAt(row, from))),
            Map.entry("uuid", (row, from, length) -> new UUID(longAt(row, from), longAt(row, from + 8))),
            Map.entry("bytea", (row, from, length) -> Arrays.copyOfRange(row, from, from + length)),
            Map.entry("json", (row, from, length) -> json(row, from, length)),
            // The first byte is the version of the form, and there is one.
            Map.entry("jsonb", (row, from, length) -> json(row, from + 1, length - 1)));

    /** Of the types whose canonical text is in the bytes, or nearly. */
    private static final Map<String, BytesHasher> HASHERS = Map.ofEntries(
            Map.entry("int2", (row, from, length, hasher) -> number((short) SHORTS.get(row, from), hasher)),
            Map.entry("int4", (row, from, length, hasher) -> number(intAt(row, from), hasher)),
            Map.entry("int8", (row, from, length, hasher) -> number(longAt(row, from), hasher)),
            Map.entry("oid", (row, from, length, hasher) -> number(Integer.toUnsignedLong(intAt(row, from)), hasher)),
            Map.entry("timestamp", (row, from, length, hasher) -> timestamp(longAt(row, from), false, hasher)),
            Map.entry("timestamptz", (row, from, length, hasher) -> timestamp(longAt(row, from), true, hasher)),
            Map.entry("text", PostgresBinary::hashText),
            Map.entry("varchar", PostgresBinary::hashText),
            Map.entry("bpchar", PostgresBinary::hashText),
            Map.entry("name", PostgresBinary::hashText));

    private final BytesReader reader;
    private final @Nullable BytesHasher hashing;
    private final boolean text;

    private PostgresBinary(BytesReader reader, @Nullable BytesHasher hashing, boolean text) {
        this.reader = reader;
        this.hashing = hashing;
        this.text = text;
    }

    /**
     * Of a column that {@link PostgresTypes#of} takes.
     *
     * @param column its number, from 1
     */
    public static PostgresBinary of(ResultSetMetaData columns, int column) throws SQLException {
        String given = columns.getColumnTypeName(column);
        if (columns.getColumnType(column) != Types.ARRAY) {
            String name = PostgresTypes.SERIALS.getOrDefault(given, given);
            BytesReader reader = TABLE.get(name);
            if (reader != null) {
                return new PostgresBinary(reader, HASHERS.get(name), false);
            }
        }
        JdbcColumn.TextReader printed = PostgresTypes.textReader(columns, column);
        return new PostgresBinary(
                (row, from, length) -> {
                    Object read = text(row, from, length);
                    return read instanceof String value ? printed.read(value) : read;
                },
                null,
                true);
    }

    /** Whether the bytes are those of the text that the server prints. */
    public boolean isText() {
        return text;
    }

    /** The value, or an {@link Unfit} in its place. */
    public Object read(byte[] row, int from, int length) {
        try {
            return reader.read(row, from, length);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Unfit.RANGE;
        }
    }

    /** Hands the value to a hasher; false if there is an {@link Unfit} in its place. */
    public boolean hash(byte[] row, int from, int length, RowHasher hasher) {
        if (hashing != null) {
            return hashing.hash(row, from, length, hasher);
        }
        Object value = read(row, from, length);
        if (value instanceof Unfit) {
            return false;
        }
        hasher.value(value);
        return true;
    }

    private static boolean number(long value, RowHasher hasher) {
        hasher.number(value);
        return true;
    }

    private static boolean timestamp(long micros, boolean utc, RowHasher hasher) {
        if (isInfinite(micros)) {
            return false;
        }
        hasher.timestamp(
                FIRST_SECOND + Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1_000, utc);
        return true;
    }

    private static boolean hashText(byte[] row, int from, int length, RowHasher hasher) {
        if (!isAscii(row, from, length) && text(row, from, length) instanceof Unfit) {
            return false;
        }
        hasher.text(row, from, length);
        return true;
    }

    private static boolean isAscii(byte[] row, int from, int length) {
        long bits = 0;
        int at = from;
        for (int last = from + length - Long.BYTES; at <= last; at += Long.BYTES) {
            bits |= longAt(row, at);
        }
        for (; at < from + length; at++) {
            // The sign of a byte is that of the long.
            bits |= row[at];
        }
        return (bits & HIGH_BITS) == 0;
    }

    private static int intAt(byte[] row, int from) {
        return (int) INTS.get(row, from);
    }

    private static long longAt(byte[] row, int from) {
        return (long) LONGS.get(row, from);
    }

    private static Object text(byte[] row, int from, int length) {
        String text = new String(row, from, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || isUnicode(row, from, length) ? text : Unfit.ENCODING;
    }

    /** PostgreSQL itself sends no other; another server that speaks its protocol may. */
    private static boolean isUnicode(byte[] row, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Object json(byte[] row, int from, int length) {
        Object text = text(row, from, length);
        return text instanceof String json ? JsonText.compact(json) : text;
    }

    /** The least and the greatest number stand for the infinities. */
    private static Object date(int days) {
        return days == Integer.MIN_VALUE || days == Integer.MAX_VALUE
                ? Unfit.RANGE
                : LocalDate.ofEpochDay(FIRST_DAY.toEpochDay() + days);
    }

    private static boolean isInfinite(long micros) {
        return micros == Long.MIN_VALUE || micros == Long.MAX_VALUE;
    }

    private static Object timestamp(long micros) {
        return isInfinite(micros)
                ? Unfit.RANGE
                : LocalDateTime.ofEpochSecond(
                        FIRST_SECOND + Math.floorDiv(micros, MICROS),
                        (int) Math.floorMod(micros, MICROS) * 1_000,
                        ZoneOffset.UTC);
    }

    private static Object instant(long micros) {
        return isInfinite(micros)
                ? Unfit.RANGE
                : Instant.ofEpochSecond(
                        FIRST_SECOND + Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    /**
     * A decimal: a count of digits to the base of 10,000, the power of the first, a sign, the number of decimal places, and the digits. The
     * places that the last digit has beyond those are zeros.
     */
    private static Object numeric(byte[] row, int from) {
        int count = (short) SHORTS.get(row, from);
        int weight = (short) SHORTS.get(row, from + 2);
        int sign = (short) SHORTS.get(row, from + 4) & 0xFFFF;
        int scale = (short) SHORTS.get(row, from + 6);
        if (sign != 0 && sign != 0x4000) {
            return Unfit.RANGE;
        }
        int zeros = count == 0 ? 0 : 4 * (weight - count + 1) + scale;
        if (4 * count + Math.max(0, zeros) > 18) {
            return JsonText.writable(large(row, from + 8, count, zeros, sign != 0, scale));
        }
        long number = 0;
        for (int i = 0; i < count; i++) {
            number = number * 10_000 + (short) SHORTS.get(row, from + 8 + 2 * i);
        }
        for (int i = 0; i < zeros; i++) {
            number *= 10;
        }
        for (int i = zeros; i < 0; i++) {
            number /= 10;
        }
        return JsonText.writable(BigDecimal.valueOf(sign == 0 ? number : -number, scale));
    }

    private static BigDecimal large(byte[] row, int from, int count, int zeros, boolean negative, int scale) {
        StringBuilder digits = new StringBuilder(4 * count + Math.max(0, zeros) + 1);
        digits.append(negative ? "-" : "");
        for (int i = 0; i < count; i++) {
            int digit = (short) SHORTS.get(row, from + 2 * i);
            digits.append((char) ('0' + digit / 1_000))
                    .append((char) ('0' + digit / 100 % 10))
                    .append((char) ('0' + digit / 10 % 10))
                    .append((char) ('0' + digit % 10));
        }
        digits.append("0".repeat(Math.max(0, zeros)));
        digits.setLength(digits.length() + Math.min(0, zeros));
        return new BigDecimal(new BigInteger(digits.toString()), scale);
    }
}
