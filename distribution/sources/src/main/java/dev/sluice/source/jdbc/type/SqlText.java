package dev.sluice.source.jdbc.type;

import dev.sluice.source.value.JsonText;
import dev.sluice.source.value.Unfit;
import dev.sluice.spi.FieldType;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Values from the texts that databases print. Each method throws IllegalArgumentException or DateTimeException for what is no such value. */
public final class SqlText {
    private static final String BEFORE_CHRIST = " BC";

    private SqlText() {}

    static Object value(FieldType type, String text) {
        return switch (type) {
            case INTEGER -> Long.valueOf(text);
            case BIG_INTEGER -> new BigInteger(text);
            case DECIMAL -> JsonText.decimal(text);
            case FLOAT -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case TEXT -> JsonText.hasHalfPair(text) ? Unfit.ENCODING : text;
            case DATE -> date(text);
            case TIME -> LocalTime.parse(text);
            case TIMESTAMP -> timestamp(text);
            case INSTANT -> instant(text);
            case JSON -> JsonText.compact(text);
            case UUID -> java.util.UUID.fromString(text);
            case BOOLEAN, BYTES -> throw new IllegalArgumentException("no common text");
        };
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Such as {@code 2024-02-29}, {@code 12024-02-29} and {@code 0044-03-15 BC}. */
    static LocalDate date(String text) {
        boolean before = text.endsWith(BEFORE_CHRIST);
        String[] parts = (before ? text.substring(0, text.length() - BEFORE_CHRIST.length()) : text).split("-", -1);
        if (parts.length != 3) {
            throw new DateTimeException("no date");
        }
        int year = Integer.parseInt(parts[0]);
        return LocalDate.of(before ? 1 - year : year, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** Such as {@code 2024-05-06 07:08:09.5}, also with BC. */
    static LocalDateTime timestamp(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            throw new DateTimeException("no timestamp");
        }
        String time = text.substring(blank + 1);
        boolean before = time.endsWith(BEFORE_CHRIST);
        return LocalDateTime.of(
                date(text.substring(0, blank) + (before ? BEFORE_CHRIST : "")),
                LocalTime.parse(before ? time.substring(0, time.length() - BEFORE_CHRIST.length()) : time));
    }

    /** A timestamp of a session in UTC, with or without its offset. */
    public static Object instant(String text) {
        return timestamp(text.replaceFirst("\\+00(:00)?(?=$| BC)", "")).toInstant(ZoneOffset.UTC);
    }
}
