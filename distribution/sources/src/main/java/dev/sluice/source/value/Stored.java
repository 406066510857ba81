package dev.sluice.source.value;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.text.bytes.Utf8;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Values as binary formats store them: counts since an epoch, scaled integers and bytes. Each is a value of a row, or an {@link Unfit}. */
public final class Stored {
    /** Units of time in a second. */
    public static final long MILLIS = 1_000;
    /** Units of time in a second. */
    public static final long MICROS = 1_000_000;
    /** Units of time in a second. */
    public static final long NANOS = 1_000_000_000;

    private static final long SECONDS_OF_DAY = 86_400;

    private Stored() {}

    /** @param unit of a second */
    public static Object time(long stored, long unit) {
        return stored < 0 || stored >= SECONDS_OF_DAY * unit
                ? Unfit.RANGE
                : LocalTime.ofNanoOfDay(stored * (NANOS / unit));
    }

    /** @param unit of a second */
    public static LocalDateTime timestamp(long stored, long unit) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(stored, unit), (int) (Math.floorMod(stored, unit) * (NANOS / unit)), ZoneOffset.UTC);
    }

    /** @param unit of a second */
    public static Instant instant(long stored, long unit) {
        return Instant.ofEpochSecond(Math.floorDiv(stored, unit), Math.floorMod(stored, unit) * (NANOS / unit));
    }

    /** @param unscaled two's complement, the highest byte first */
    public static Object decimal(byte[] unscaled, int scale) {
        return unscaled.length == 0 || unscaled.length > JsonText.MAX_NUMBER_LENGTH
                ? Unfit.RANGE
                : JsonText.writable(new BigDecimal(new BigInteger(unscaled), scale));
    }

    /** @param bytes 16, as RFC 9562 orders them */
    public static Object uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 2 * Long.BYTES ? new UUID(buffer.getLong(), buffer.getLong()) : Unfit.RANGE;
    }

    /** Text in UTF-8. */
    public static Object text(byte[] bytes, int offset, int length) {
        return Utf8.firstInvalid(bytes, offset, offset + length) < 0
                ? new String(bytes, offset, length, StandardCharsets.UTF_8)
                : Unfit.ENCODING;
    }

    /** Months, days and milliseconds, each in 32 bits without a sign, the lowest byte first, as an ISO 8601 duration. */
    public static Object interval(byte[] stored) {
        if (stored.length != 3 * Integer.BYTES) {
            return Unfit.RANGE;
        }
        ByteBuffer bytes = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        long months = Integer.toUnsignedLong(bytes.getInt());
        long days = Integer.toUnsignedLong(bytes.getInt());
        long millis = Integer.toUnsignedLong(bytes.getInt());
        StringBuilder text = new StringBuilder("P");
        if (months != 0) {
            text.append(months).append('M');
        }
        if (days != 0) {
            text.append(days).append('D');
        }
        if (millis != 0 || text.length() == 1) {
            text.append('T')
                    .append(BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString())
                    .append('S');
        }
        return text.toString();
    }
}
