package dev.sluice.source.query;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.UUID;

/** Values from the texts that DuckDB makes of them in a session of UTC. */
final class QueryText {
    private static final DateTimeFormatter OFFSET_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendOffset("+HH:mm:ss", "+00")
            .toFormatter(Locale.ROOT);
    // The smallest year that DuckDB's signed 32 bits of days have has seven digits.
    private static final int MAX_YEAR = 9_999_999;

    private QueryText() {}

    /** The value in a text; {@link Unfit} if a row cannot carry it. */
    static Object value(QueryType.Single type, String text) {
        try {
            return switch (type.type()) {
                case BOOLEAN, INTEGER, UUID -> type.type().parse(text);
                case BIG_INTEGER -> new BigInteger(text);
                case DECIMAL -> new BigDecimal(text);
                case FLOAT -> Float.valueOf(number(text));
                case DOUBLE -> Double.valueOf(number(text));
                case DATE -> date(text);
                case TIME -> LocalTime.parse(text);
                case TIMESTAMP -> timestamp(text);
                case INSTANT ->
                    text.endsWith("+00")
                            ? timestamp(text.substring(0, text.length() - 3)).toInstant(ZoneOffset.UTC)
                            : Unfit.RANGE;
                case BYTES -> bytes(text);
                case JSON -> JsonText.compact(text);
                case TEXT -> type.kind().equals("TIME WITH TIME ZONE") ? withOffset(text) : text;
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            return Unfit.RANGE;
        }
    }

    private static String number(String text) {
        return switch (text) {
            case "nan", "-nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            default -> text;
        };
    }

    private static String withOffset(String time) {
        OffsetTime parsed = OffsetTime.parse(time, OFFSET_TIME);
        return FieldType.TIME.format(parsed.toLocalTime()) + parsed.getOffset().getId();
    }

    /** Such as {@code 2024-01-05}, {@code 0044-03-15 (BC)} and {@code 294247-01-10}. */
    private static LocalDate date(String text) {
        boolean before = text.endsWith(" (BC)");
        String[] parts = (before ? text.substring(0, text.length() - " (BC)".length()) : text).split("-", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("no date");
        }
        int year = Integer.parseInt(parts[0]);
        if (year > MAX_YEAR) {
            throw new IllegalArgumentException("no date");
        }
        return LocalDate.of(before ? 1 - year : year, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static LocalDateTime timestamp(String text) {
        boolean before = text.endsWith(" (BC)");
        int blank = text.indexOf(' ');
        if (blank < 0) {
            throw new IllegalArgumentException("infinite");
        }
        int end = before ? text.length() - " (BC)".length() : text.length();
        LocalDate date = date(text.substring(0, blank) + (before ? " (BC)" : ""));
        return date.atTime(LocalTime.parse(text.substring(blank + 1, end)));
    }

    /** DuckDB writes what is not printable as {@code \xFF}, the backslash too. */
    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 3 < text.length() && text.charAt(i + 1) == 'x') {
                bytes.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
