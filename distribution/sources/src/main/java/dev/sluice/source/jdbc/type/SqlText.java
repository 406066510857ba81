package dev.sluice.source.jdbc.type;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Values from the texts that databases print. Each method throws IllegalArgumentException or DateTimeException for what is no such value. */
public final class SqlText {
    private static final String BEFORE_CHRIST = " BC";
    private static final String UTC = "+00";
    private static final Pattern OFFSET = Pattern.compile("\\+00(:00)?(?=$| BC)");
    private static final int SECONDS = "07:08:09".length();
    /** How many nanoseconds the last digit of a fraction of a second tells, by the number of digits. */
    private static final int[] NANOS_OF = {0, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

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
            case TIME -> time(text);
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
        if (text.length() == "2024-02-29".length() && text.charAt(4) == '-' && text.charAt(7) == '-') {
            return LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
        }
        boolean before = text.endsWith(BEFORE_CHRIST);
        String[] parts = (before ? text.substring(0, text.length() - BEFORE_CHRIST.length()) : text).split("-", -1);
        if (parts.length != 3) {
            throw new DateTimeException("no date");
        }
        int year = Integer.parseInt(parts[0]);
        return LocalDate.of(before ? 1 - year : year, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** Such as {@code 07:08:09} and {@code 07:08:09.5}. Read by hand, because the formatter of the JDK takes longer than all else of a row. */
    static LocalTime time(String text) {
        int length = text.length();
        if (length < SECONDS || text.charAt(2) != ':' || text.charAt(5) != ':') {
            return LocalTime.parse(text);
        }
        int nanos = 0;
        if (length > SECONDS) {
            int fraction = length - SECONDS - 1;
            if (text.charAt(SECONDS) != '.' || fraction < 1 || fraction >= NANOS_OF.length) {
                return LocalTime.parse(text);
            }
            nanos = digits(text, SECONDS + 1, length) * NANOS_OF[fraction];
        }
        return LocalTime.of(digits(text, 0, 2), digits(text, 3, 5), digits(text, 6, SECONDS), nanos);
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("no digit");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Such as {@code 2024-05-06 07:08:09.5}, also with BC. */
    static LocalDateTime timestamp(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            throw new DateTimeException("no timestamp");
        }
        String date = text.substring(0, blank);
        String time = text.substring(blank + 1);
        return time.endsWith(BEFORE_CHRIST)
                ? LocalDateTime.of(
                        date(date + BEFORE_CHRIST), time(time.substring(0, time.length() - BEFORE_CHRIST.length())))
                : LocalDateTime.of(date(date), time(time));
    }

    /** A timestamp of a session in UTC, with or without its offset. */
    public static Object instant(String text) {
        String local = text.endsWith(UTC)
                ? text.substring(0, text.length() - UTC.length())
                : OFFSET.matcher(text).replaceFirst("");
        return timestamp(local).toInstant(ZoneOffset.UTC);
    }
}
