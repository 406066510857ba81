package dev.sluice.spi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.UUID;

/** The canonical text of scalar values and its parse; the table is in {@link FieldType}. */
final class CanonicalText {
    private static final int NANO_DIGITS = 9;
    private static final int LONGEST_TIMESTAMP = 30;

    private CanonicalText() {}

    static String of(BigDecimal value) {
        if (!isWritable(value)) {
            throw new IllegalArgumentException(
                    "a decimal of more than " + FieldType.MAX_DECIMAL_LENGTH + " characters");
        }
        return value.toPlainString();
    }

    /** Whether the plain notation of a decimal is short enough to be made. */
    static boolean isWritable(BigDecimal value) {
        long scale = value.scale();
        long precision = value.precision();
        long sign = value.signum() < 0 ? 1 : 0;
        long length;
        if (scale <= 0) {
            length = sign + (value.signum() == 0 ? 1 : precision - scale);
        } else {
            length = sign + (scale < precision ? precision + 1 : scale + 2);
        }
        return length <= FieldType.MAX_DECIMAL_LENGTH;
    }

    static String of(LocalDate value) {
        return value.toString();
    }

    static String of(LocalTime value) {
        return appendTime(new StringBuilder(18), value).toString();
    }

    static String of(LocalDateTime value) {
        return appendDateTime(new StringBuilder(LONGEST_TIMESTAMP), value).toString();
    }

    static String of(Instant value) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(value.getEpochSecond(), value.getNano(), ZoneOffset.UTC);
        return appendDateTime(new StringBuilder(LONGEST_TIMESTAMP), utc)
                .append('Z')
                .toString();
    }

    private static StringBuilder appendDateTime(StringBuilder text, LocalDateTime value) {
        int year = value.getYear();
        if (year >= 1_000 && year <= 9_999) {
            // Most of them, without a text of the date on its own.
            appendTwoDigits(appendTwoDigits(text, year / 100), year % 100).append('-');
            appendTwoDigits(text, value.getMonthValue()).append('-');
            appendTwoDigits(text, value.getDayOfMonth());
        } else {
            text.append(value.toLocalDate());
        }
        return appendTime(text.append('T'), value.toLocalTime());
    }

    static String of(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static StringBuilder appendTime(StringBuilder text, LocalTime time) {
        appendTwoDigits(text, time.getHour()).append(':');
        appendTwoDigits(text, time.getMinute()).append(':');
        appendTwoDigits(text, time.getSecond());
        int nano = time.getNano();
        if (nano != 0) {
            String digits = Integer.toString(nano);
            text.append('.').append("0".repeat(NANO_DIGITS - digits.length())).append(digits);
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text.setLength(end);
        }
        return text;
    }

    private static StringBuilder appendTwoDigits(StringBuilder text, int value) {
        return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    static Object parse(FieldType type, String text) {
        try {
            return switch (type) {
                case BOOLEAN -> parseBoolean(text);
                case INTEGER -> Long.valueOf(text);
                case BIG_INTEGER -> new BigInteger(text);
                case DECIMAL -> parseDecimal(text);
                case FLOAT -> Float.valueOf(text);
                case DOUBLE -> Double.valueOf(text);
                case TEXT, JSON -> text;
                case DATE -> LocalDate.parse(text);
                case TIME -> LocalTime.parse(text);
                case TIMESTAMP -> LocalDateTime.parse(text);
                case INSTANT -> parseInstant(text);
                case UUID -> UUID.fromString(text);
                case BYTES -> Base64.getDecoder().decode(text);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            // The JDK's messages repeat the text, which is a row's value; neither message nor cause may.
            throw new IllegalArgumentException("not the canonical text of a " + type);
        }
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException();
        };
    }

    /** A leap second is no instant: the JDK would take it for the second before it. */
    private static Instant parseInstant(String text) {
        TemporalAccessor parsed = DateTimeFormatter.ISO_INSTANT.parse(text);
        if (parsed.query(DateTimeFormatter.parsedLeapSecond())) {
            throw new IllegalArgumentException();
        }
        return Instant.from(parsed);
    }

    private static BigDecimal parseDecimal(String text) {
        if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            throw new IllegalArgumentException();
        }
        return new BigDecimal(text);
    }
}
