package dev.sluice.source.excel;

import dev.sluice.host.value.JsonText;
import dev.sluice.source.excel.workbook.DateFormat;
import dev.sluice.source.excel.workbook.SheetCell;
import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of cells. A number is a date or a time where its format shows one; every other is whole or a double, as Excel keeps it. */
final class CellValues {
    /** What a cell shows where its formula failed. */
    private static final Set<String> FAILURES =
            Set.of("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA");

    private static final int MOST_DIGITS = 19;
    private static final int LONG_BITS = 64;
    /** More digits behind the point than the smallest double has. */
    private static final int MOST_SCALE = 1_100;

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

    /** Whether a cell is a formula for which the workbook keeps no value. An empty text is one. */
    static boolean lacksValue(SheetCell cell) {
        String text = cell.text();
        return cell.formula() && (text == null || (text.isEmpty() && cell.kind() != SheetCell.Kind.TEXT));
    }

    /** The name that a cell of the header gives to its column; empty if none. */
    static String name(SheetCell cell) {
        String text = cell.text() == null ? "" : cell.text();
        return cell.kind() == SheetCell.Kind.BOOLEAN && !text.isEmpty() ? String.valueOf(bool(text)) : text;
    }

    /** The value, null where the cell is empty, or a {@link CellFault}. */
    @Nullable
    Object read(SheetCell cell) {
        if (lacksValue(cell)) {
            return CellFault.WITHOUT_VALUE;
        }
        String text = cell.text();
        if (text == null || text.isEmpty()) {
            return cell.kind() == SheetCell.Kind.ERROR ? CellFault.FAILED : null;
        }
        return switch (cell.kind()) {
            case NUMBER -> number(text, cell.format());
            case TEXT -> text(cell, text);
            case BOOLEAN -> bool(text);
            case ERROR -> CellFault.FAILED;
            case DATE -> CellTimes.ofIso(text, cell.format());
            case UNKNOWN -> CellFault.TYPE;
        };
    }

    private static Object text(SheetCell cell, String text) {
        if (cell.formula() && FAILURES.contains(text)) {
            return CellFault.FAILED;
        }
        return JsonText.hasHalfPair(text) ? CellFault.ENCODING : text;
    }

    private static Object bool(String text) {
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> CellFault.BOOLEAN;
        };
    }

    private Object number(String text, DateFormat format) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            return CellFault.NUMBER;
        }
        if (number.scale() > MOST_SCALE) {
            number = new BigDecimal(number.doubleValue());
        }
        return format == DateFormat.NONE ? plain(number) : CellTimes.ofDays(number, format, from1904);
    }

    private static Object plain(BigDecimal number) {
        if ((long) number.precision() - number.scale() <= MOST_DIGITS) {
            BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
            if (whole.compareTo(number) == 0 && whole.unscaledValue().bitLength() < LONG_BITS) {
                return whole.longValue();
            }
        }
        double value = number.doubleValue();
        return Double.isFinite(value) ? value : CellFault.NUMBER;
    }
}
