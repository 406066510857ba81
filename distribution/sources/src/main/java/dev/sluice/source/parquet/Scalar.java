package dev.sluice.source.parquet;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.value.Stored;
import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.JulianFields;
import org.apache.parquet.io.api.Binary;

/**
 * What the values of a leaf mean: the type in a row, and how each is made of what the file stores. One of the three makers is used, by
 * the stored type; what a row cannot carry is an {@link Unfit}.
 */
record Scalar(FieldType type, OfLong ofWhole, OfBinary ofBinary) {
    private static final OfLong NO_WHOLE = value -> Unfit.RANGE;
    private static final OfBinary NO_BINARY = value -> Unfit.RANGE;
    private static final long NANOS_OF_DAY = 86_400 * Stored.NANOS;

    /** Makes a value of a stored INT32 or INT64. */
    interface OfLong {
        Object of(long stored);
    }

    /** Makes a value of stored bytes. */
    interface OfBinary {
        Object of(Binary stored);
    }

    private static Scalar whole(FieldType type, OfLong maker) {
        return new Scalar(type, maker, NO_BINARY);
    }

    private static Scalar binary(FieldType type, OfBinary maker) {
        return new Scalar(type, NO_WHOLE, maker);
    }

    /** Booleans and floating-point numbers, which are stored as they are. */
    static Scalar asStored(FieldType type) {
        return new Scalar(type, NO_WHOLE, NO_BINARY);
    }

    static Scalar integer() {
        return whole(FieldType.INTEGER, stored -> stored);
    }

    /** A whole number of fewer bits than are stored. Beyond its range readers make different numbers of it. */
    static Scalar narrow(int bits) {
        long least = -(1L << (bits - 1));
        return whole(FieldType.INTEGER, stored -> stored < least || stored >= -least ? Unfit.RANGE : stored);
    }

    /** @param bits up to 32, of which all are stored */
    static Scalar unsigned(int bits) {
        return whole(FieldType.INTEGER, stored -> {
            long value = stored & 0xFFFF_FFFFL;
            return value >>> bits == 0 ? value : Unfit.RANGE;
        });
    }

    static Scalar unsigned64() {
        return whole(
                FieldType.BIG_INTEGER,
                stored -> stored >= 0 ? BigInteger.valueOf(stored) : new BigInteger(Long.toUnsignedString(stored)));
    }

    static Scalar decimal(int scale) {
        return new Scalar(
                FieldType.DECIMAL,
                stored -> BigDecimal.valueOf(stored, scale),
                stored -> Stored.decimal(stored.getBytes(), scale));
    }

    static Scalar date() {
        return whole(FieldType.DATE, LocalDate::ofEpochDay);
    }

    /** @param unit of a second */
    static Scalar time(long unit) {
        return whole(FieldType.TIME, stored -> Stored.time(stored, unit));
    }

    /** @param unit of a second */
    static Scalar timestamp(long unit) {
        return whole(FieldType.TIMESTAMP, stored -> Stored.timestamp(stored, unit));
    }

    /** @param unit of a second */
    static Scalar instant(long unit) {
        return whole(FieldType.INSTANT, stored -> Stored.instant(stored, unit));
    }

    /** The time stamp of old writers: nanoseconds of the day, and the Julian day. */
    static Scalar int96() {
        return binary(FieldType.TIMESTAMP, stored -> {
            ByteBuffer bytes = ByteBuffer.wrap(stored.getBytes()).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.remaining() != Long.BYTES + Integer.BYTES) {
                return Unfit.RANGE;
            }
            long nanos = bytes.getLong();
            int day = bytes.getInt();
            if (day < 0 || nanos < 0 || nanos >= NANOS_OF_DAY) {
                // Spark stores a year such as 290000 so, after an overflow.
                return Unfit.RANGE;
            }
            try {
                return LocalDate.EPOCH
                        .with(JulianFields.JULIAN_DAY, day)
                        .atStartOfDay()
                        .plusNanos(nanos);
            } catch (DateTimeException e) {
                return Unfit.RANGE;
            }
        });
    }

    static Scalar bytes() {
        return binary(FieldType.BYTES, Binary::getBytes);
    }

    static Scalar text() {
        return binary(FieldType.TEXT, Scalar::text);
    }

    static Scalar json() {
        return binary(FieldType.JSON, stored -> {
            Object text = text(stored);
            return text instanceof String json ? JsonText.compact(json) : text;
        });
    }

    private static Object text(Binary stored) {
        ByteBuffer near = stored.toByteBuffer();
        ByteBuffer bytes = near.hasArray() ? near : ByteBuffer.wrap(stored.getBytes());
        String text = new String(
                bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(), StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            // The sign itself, or the place of something that is no UTF-8.
            try {
                StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
            } catch (CharacterCodingException e) {
                return Unfit.ENCODING;
            }
        }
        return text;
    }

    static Scalar uuid() {
        return binary(FieldType.UUID, stored -> Stored.uuid(stored.getBytes()));
    }

    /** Months, days and milliseconds. */
    static Scalar interval() {
        return binary(FieldType.TEXT, stored -> Stored.interval(stored.getBytes()));
    }

    static Scalar float16() {
        return binary(FieldType.FLOAT, stored -> {
            byte[] bytes = stored.getBytes();
            return bytes.length == 2 ? half((bytes[0] & 0xFF) | (bytes[1] & 0xFF) << 8) : Unfit.RANGE;
        });
    }

    private static float half(int bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float size = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Math.scalb(1024f + fraction, exponent - 25);
        };
        return (bits & 0x8000) == 0 ? size : -size;
    }
}
