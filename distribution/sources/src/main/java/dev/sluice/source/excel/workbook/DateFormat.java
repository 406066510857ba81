package dev.sluice.source.excel.workbook;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the format of a number shows. */
public enum DateFormat {
    /** No date and no time. */
    NONE,
    DATE,
    TIME,
    DATE_AND_TIME;

    /**
     * By the text of a format where the workbook defines it, else by its number, which is that of Excel's own.
     *
     * @param text such as {@code yyyy-mm-dd hh:mm}
     */
    static DateFormat of(@Nullable Integer id, @Nullable String text) {
        if (text != null) {
            return ofText(text);
        }
        return id == null ? NONE : ofNumber(id);
    }

    private static DateFormat ofNumber(int id) {
        if ((id >= 14 && id <= 17)
                || (id >= 27 && id <= 31)
                || id == 36
                || (id >= 50 && id <= 54)
                || (id >= 57 && id <= 58)) {
            return DATE;
        }
        if (id == 22) {
            return DATE_AND_TIME;
        }
        return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56
                ? TIME
                : NONE;
    }

    private static DateFormat ofText(String text) {
        String letters = text.replaceAll("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?![hms]+\\])[^\\]]*\\]", "")
                .replaceAll("(?i)general|am/pm|a/p", "")
                .toLowerCase(Locale.ROOT);
        // Of several sections the first is for numbers above zero.
        String first = letters.split(";", 2)[0];
        boolean time = first.contains("h") || first.contains("s");
        boolean date = first.contains("y") || first.contains("d") || (first.contains("m") && !time);
        if (date) {
            return time ? DATE_AND_TIME : DATE;
        }
        return time ? TIME : NONE;
    }
}
