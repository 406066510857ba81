package dev.sluice.source.excel;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.jspecify.annotations.Nullable;

/** The values of cells. A number is a date or a time where its format shows one; every other is whole or a double, as Excel keeps it. */
final class CellValues {
    /** What a cell shows where its formula failed. */
    private static final Set<String> FAILURES =
            Set.of("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA");

    private static final LocalDate FIRST_OF_1904 = LocalDate.of(1904, 1, 1);
    /** Day 0, for days after the one that Excel takes for the 29th of February 1900. */
    private static final LocalDate BEFORE_1900 = LocalDate.of(1899, 12, 30);

    private static final int DAY_THAT_NEVER_WAS = 60;
    private static final int LAST_DAY = 2_958_465;
    private static final BigDecimal MILLIS = BigDecimal.valueOf(86_400_000L);
    private static final int MOST_DIGITS = 19;
    private static final int LONG_BITS = 64;

    private final boolean from1904;

    CellValues(boolean from1904) {
        this.from1904 = from1904;
    }

    /** The type of a value, or of what stands in the place of one. */
    static FieldType typeOf(@Nullable Object value) {
        if (value instanceof Long) {
            return FieldType.INTEGER;
        }
        if (value instanceof Double) {
            return FieldType.DOUBLE;
        }
        if (value instanceof Boolean) {
            return FieldType.BOOLEAN;
        }
        if (value instanceof LocalDate) {
            return FieldType.DATE;
        }
        if (value instanceof LocalDateTime) {
            return FieldType.TIMESTAMP;
        }
        return value instanceof LocalTime ? FieldType.TIME : FieldType.TEXT;
    }

    /** The value, null where the cell is empty, or an {@link Unfit}. */
    @Nullable
    Object read(Cell cell) {
        Object value = cell.getValue();
        if (cell.getType() == CellType.ERROR || (value instanceof String text && isFailure(cell, text))) {
            return Unfit.RANGE;
        }
        if (value instanceof BigDecimal number) {
            return number(number, DateFormat.of(cell.getDataFormatId(), cell.getDataFormatString()));
        }
        if (value instanceof String text) {
            return text.isEmpty() ? null : JsonText.hasHalfPair(text) ? Unfit.ENCODING : text;
        }
        return value;
    }

    private static boolean isFailure(Cell cell, String text) {
        return cell.getType() == CellType.FORMULA && FAILURES.contains(text);
    }

    private Object number(BigDecimal number, DateFormat format) {
        return format == DateFormat.NONE ? plain(number) : time(number, format);
    }

    private static Object plain(BigDecimal number) {
        if (number.precision() - number.scale() <= MOST_DIGITS) {
            BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
            if (whole.compareTo(number) == 0 && whole.unscaledValue().bitLength() < LONG_BITS) {
                return whole.longValue();
            }
        }
        double value = number.doubleValue();
        return Double.isFinite(value) ? value : Unfit.RANGE;
    }

    private Object time(BigDecimal number, DateFormat format) {
        if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(LAST_DAY + 1L)) >= 0) {
            return Unfit.RANGE;
        }
        // Excel keeps a time as a part of a day, and knows milliseconds.
        long millis = number.multiply(MILLIS).setScale(0, RoundingMode.HALF_UP).longValue();
        long day = millis / MILLIS.longValue();
        LocalTime time = LocalTime.ofNanoOfDay(millis % MILLIS.longValue() * 1_000_000);
        if (format == DateFormat.TIME) {
            return day == 0 ? time : Unfit.RANGE;
        }
        if (!from1904 && (day == DAY_THAT_NEVER_WAS || day == 0)) {
            return Unfit.RANGE;
        }
        LocalDate date =
                from1904 ? FIRST_OF_1904.plusDays(day) : BEFORE_1900.plusDays(day < DAY_THAT_NEVER_WAS ? day + 1 : day);
        return format == DateFormat.DATE && time.equals(LocalTime.MIDNIGHT) ? date : date.atTime(time);
    }
}
