package dev.sluice.source.excel;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the format of a number shows. */
enum DateFormat {
    /** No date and no time. */
    NONE,
    DATE,
    TIME,
    DATE_AND_TIME;

    /** The first number of a format that a workbook defines itself. */
    private static final int FIRST_OWN = 164;

    /**
     * By the number of a format, or by its text where the workbook defines it.
     *
     * @param text such as {@code yyyy-mm-dd hh:mm}
     */
    static DateFormat of(@Nullable Integer id, @Nullable String text) {
        if (id == null) {
            return NONE;
        }
        return id < FIRST_OWN ? ofNumber(id) : text == null ? NONE : ofText(text);
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
