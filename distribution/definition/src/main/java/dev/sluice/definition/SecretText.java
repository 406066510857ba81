package dev.sluice.definition;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of a file as they may be shown. */
final class SecretText {
    /** Of one length, whatever it hides. */
    static final String MASK = "****";

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^\\s/\"']*(?=@)");

    private SecretText() {}

    /** The text without users and passwords in its URLs. */
    static String withoutUserInfo(String text) {
        return USER_INFO.matcher(text).replaceAll(Matcher.quoteReplacement(MASK));
    }
}
