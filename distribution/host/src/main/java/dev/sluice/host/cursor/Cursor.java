package dev.sluice.host.cursor;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column by whose values a run reads only the rows that are new since the last one.
 *
 * @param column its name in the source
 * @param lookback how far before the highest value a run begins to read: a time such as {@code 5m} or {@code 1d}, or a number; empty: 5 minutes
 *     for times, 1 day for dates, and none for numbers, which then are refused
 */
public record Cursor(String column, Optional<String> lookback) {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,30}(\\.[0-9]{1,30})?");
    private static final String ZERO = "0";
    private static final Duration OF_TIMES = Duration.ofMinutes(5);
    private static final Duration OF_DATES = Duration.ofDays(1);

    /** What is wrong with it, whatever the source is. */
    public Optional<ErrorDetail> problem() {
        if (lookback.isPresent()
                && !TIME.matcher(lookback.get()).matches()
                && !NUMBER.matcher(lookback.get()).matches()) {
            return Optional.of(
                    HostFailure.CURSOR_INVALID.detail(
                            "The lookback of the cursor is neither a time nor a number.",
                            "Write a whole number and s, m, h or d, such as 5m; for a column of numbers a number, such as 1000."));
        }
        return Optional.empty();
    }

    /**
     * Sees that the column can be a cursor, with this lookback.
     *
     * @param type of the column
     * @throws HostException {@code CURSOR_INVALID}
     */
    public void requireFor(FieldType type) {
        if (!CursorValue.TYPES.contains(type)) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "The column '" + column + "' is of the type " + type
                            + ", whose order in a database is not certain, so it cannot be a cursor.",
                    "Take a column of integers, decimals, dates or timestamps.");
        }
        boolean time = CursorValue.isTime(type);
        if (lookback.isEmpty() && !time) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "The cursor '" + column + "' is a number, and for numbers there is no common lookback.",
                    "Say how far rows may come late: --lookback 1000, or lookback: 1000 beside column in sluice.yaml. 0 is right where no smaller number ever becomes visible later.");
        }
        boolean fits = lookback.isEmpty()
                || lookback.get().equals(ZERO)
                || (time ? TIME : NUMBER).matcher(lookback.get()).matches();
        if (!fits) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "The lookback of the cursor '" + column + "' is no " + (time ? "time" : "number")
                            + ", and the column is of the type " + type.name().toLowerCase(Locale.ROOT) + ".",
                    time ? "Write it as 5m or 1d." : "Write it as a number, such as 1000.");
        }
    }

    /** From which value on a run reads, if this one was the highest; only if the type {@link #requireFor fits}. */
    public CursorValue before(CursorValue highest) {
        BigDecimal number = lookback.filter(text -> NUMBER.matcher(text).matches())
                .map(BigDecimal::new)
                .orElse(BigDecimal.ZERO);
        return highest.minus(time(highest.type()), number);
    }

    private Duration time(FieldType type) {
        if (lookback.isEmpty()) {
            return type == FieldType.DATE ? OF_DATES : OF_TIMES;
        }
        Matcher given = TIME.matcher(lookback.get());
        if (!given.matches()) {
            return Duration.ZERO;
        }
        long count = Long.parseLong(given.group(1));
        return switch (given.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
