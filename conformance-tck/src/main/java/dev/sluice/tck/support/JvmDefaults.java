package dev.sluice.tck.support;

import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Supplier;

/** The default locales and time zone of the JVM. */
public final class JvmDefaults {
    private JvmDefaults() {}

    /** Does something under other defaults. Afterwards every default is as before: that of all, and those of display and format. */
    public static <T> T under(String languageTag, String zone, Supplier<T> work) {
        Locale locale = Locale.getDefault();
        Locale display = Locale.getDefault(Locale.Category.DISPLAY);
        Locale format = Locale.getDefault(Locale.Category.FORMAT);
        TimeZone before = TimeZone.getDefault();
        Locale.setDefault(Locale.forLanguageTag(languageTag));
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            return work.get();
        } finally {
            // The first call sets the other two as well.
            Locale.setDefault(locale);
            Locale.setDefault(Locale.Category.DISPLAY, display);
            Locale.setDefault(Locale.Category.FORMAT, format);
            TimeZone.setDefault(before);
        }
    }

    /** As {@link #under}, without a result. */
    public static void run(String languageTag, String zone, Runnable work) {
        boolean unused = under(languageTag, zone, () -> {
            work.run();
            return true;
        });
    }
}
