package dev.sluice.source.text;

/** What is UTF-8 and what is not, as strictly as Unicode defines it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** The position of the first byte that is no part of a valid character; below 0 if there is none. */
    static int firstInvalid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int lead = bytes[at];
            if (lead >= 0) {
                at++;
                continue;
            }
            int length = length(bytes, at, to);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** The length of a character of several bytes; 0 if it is none. */
    private static int length(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        int second = at + 1 < to ? bytes[at + 1] & 0xff : 0;
        int length;
        int least = 0x80;
        int most = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
            length = 2;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            length = 3;
            least = lead == 0xe0 ? 0xa0 : least;
            most = lead == 0xed ? 0x9f : most;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            length = 4;
            least = lead == 0xf0 ? 0x90 : least;
            most = lead == 0xf4 ? 0x8f : most;
        } else {
            return 0;
        }
        if (at + length > to || second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Whether a text has half of a surrogate pair, which is no character. */
    static boolean hasHalfSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                if (Character.isLowSurrogate(unit)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
