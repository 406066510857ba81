package dev.sluice.redis.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The text of an error reply by which a failure is recognized.
 *
 * @param beginning how the reply begins: an error code such as {@code WRONGTYPE}, or the first words of a reply without an error code of
 *     its own, which are compared without regard to case
 * @param containing further texts in the reply, in lower case
 * @param lacking texts that the reply does not contain, in lower case
 */
record ReplyText(String beginning, List<String> containing, List<String> lacking) {
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Z]{3,}");

    ReplyText {
        containing = List.copyOf(containing);
        lacking = List.copyOf(lacking);
    }

    /** Replies with this error code or these first words. */
    static ReplyText of(String beginning) {
        return new ReplyText(beginning, List.of(), List.of());
    }

    /** Only those of these replies that contain this text as well. */
    ReplyText containing(String text) {
        return new ReplyText(beginning, with(containing, text), lacking);
    }

    /** Only those of these replies that do not contain this text. */
    ReplyText lacking(String text) {
        return new ReplyText(beginning, containing, with(lacking, text));
    }

    private static List<String> with(List<String> texts, String text) {
        List<String> more = new ArrayList<>(texts);
        more.add(text.toLowerCase(Locale.ROOT));
        return more;
    }

    /** Whether the beginning is an error code, which is compared as a whole word. */
    boolean isErrorCode() {
        return ERROR_CODE.matcher(beginning).matches();
    }

    /** Whether the beginning alone does not decide. */
    boolean isQualified() {
        return !containing.isEmpty() || !lacking.isEmpty();
    }

    /**
     * Whether a reply is meant.
     *
     * @param code the error code of the reply
     * @param lower the whole reply in lower case
     */
    boolean matches(String code, String lower) {
        return (isErrorCode() ? beginning.equals(code) : lower.regionMatches(true, 0, beginning, 0, beginning.length()))
                && containing.stream().allMatch(lower::contains)
                && lacking.stream().noneMatch(lower::contains);
    }

    /** The text as the documentation shows it. */
    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder(beginning);
        containing.forEach(text -> shown.append(" … ").append(text));
        return shown.toString();
    }
}
