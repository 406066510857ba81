package dev.sluice.source.excel;

import dev.sluice.source.excel.workbook.DateFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/** Dates and times, which a cell keeps as a number of days or as a text of ISO 8601. */
final class CellTimes {
    private static final LocalDate FIRST_OF_1904 = LocalDate.of(1904, 1, 1);
    /** Day 0, for days after the one that Excel takes for the 29th of February 1900. */
    private static final LocalDate BEFORE_1900 = LocalDate.of(1899, 12, 30);

    private static final int DAY_THAT_NEVER_WAS = 60;
    private static final int LAST_DAY = 2_958_465;
    private static final BigDecimal MILLIS = BigDecimal.valueOf(86_400_000L);

    private CellTimes() {}

    /** The value of a number, or a {@link CellFault}. Excel keeps a time as a part of a day, and knows milliseconds. */
    static Object ofDays(BigDecimal days, DateFormat format, boolean from1904) {
        CellFault fault = format == DateFormat.TIME ? CellFault.TIME : CellFault.DAY;
        if (days.signum() < 0 || days.compareTo(BigDecimal.valueOf(LAST_DAY + 1L)) >= 0) {
            return fault;
        }
        long millis = days.multiply(MILLIS).setScale(0, RoundingMode.HALF_UP).longValue();
        long day = millis / MILLIS.longValue();
        LocalTime time = LocalTime.ofNanoOfDay(millis % MILLIS.longValue() * 1_000_000);
        if (format == DateFormat.TIME) {
            return day == 0 ? time : fault;
        }
        if (!from1904 && (day == DAY_THAT_NEVER_WAS || day == 0)) {
            return fault;
        }
        LocalDate date =
                from1904 ? FIRST_OF_1904.plusDays(day) : BEFORE_1900.plusDays(day < DAY_THAT_NEVER_WAS ? day + 1 : day);
        return shown(date.atTime(time), format);
    }

    /**
     * The value of a text such as {@code 2024-02-29T10:30:00.5}, or a {@link CellFault}. A {@code Z} behind it, which some writers put there,
     * tells no zone: a cell has none.
     */
    static Object ofIso(String text, DateFormat format) {
        String local = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
        int time = local.indexOf('T');
        try {
            if (time > 0) {
                return shown(LocalDateTime.parse(local), format);
            }
            if (time == 0 || local.indexOf(':') > 0) {
                return LocalTime.parse(local.substring(time + 1));
            }
            LocalDate date = LocalDate.parse(local);
            return format == DateFormat.DATE_AND_TIME ? date.atStartOfDay() : date;
        } catch (DateTimeException e) {
            return CellFault.ISO_DATE;
        }
    }

    /** A date alone where the format shows no time and there is none: no part of a value is lost. */
    private static Object shown(LocalDateTime value, DateFormat format) {
        return format == DateFormat.DATE && value.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? value.toLocalDate()
                : value;
    }
}
