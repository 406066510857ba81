package dev.sluice.redis.adapter.text;

/** Finds halves of surrogate pairs. They have no UTF-8 form, and the JDK would write a question mark instead. */
public final class Surrogates {
    private Surrogates() {}

    /** Whether a text has a high surrogate without a low one after it, or a low one without a high one before it. */
    public static boolean anyLone(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                if (c > Character.MAX_HIGH_SURROGATE || ++i == length || !Character.isLowSurrogate(text.charAt(i))) {
                    return true;
                }
            }
        }
        return false;
    }
}
