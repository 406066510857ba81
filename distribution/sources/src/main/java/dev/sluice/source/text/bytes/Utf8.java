package dev.sluice.source.text.bytes;

/** What is UTF-8 and what is not, as strictly as Unicode defines it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
public final class Utf8 {
    private static final byte LAST_CONTINUATION = (byte) 0xbf;
    private static final byte FIRST_OF_TWO = (byte) 0xc2;
    private static final byte FIRST_OF_THREE = (byte) 0xe0;
    private static final byte FIRST_OF_FOUR = (byte) 0xf0;

    private Utf8() {}

    /** The position of the first byte that is no part of a valid character; below 0 if there is none. */
    public static int firstInvalid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= to && (EightBytes.at(bytes, at) & EightBytes.HIGH) == 0) {
                at += Long.BYTES;
                continue;
            }
            int lead = bytes[at];
            if (lead >= 0) {
                at++;
            } else if (lead < FIRST_OF_TWO) {
                return at;
            } else if (lead < FIRST_OF_THREE) {
                if (at + 1 >= to || bytes[at + 1] > LAST_CONTINUATION) {
                    return at;
                }
                at += 2;
            } else {
                int length = longer(bytes, at, to);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
        }
        return -1;
    }

    /** The length of a character of three or four bytes; 0 if it is none. */
    private static int longer(byte[] bytes, int at, int to) {
        int lead = bytes[at];
        int length = lead < FIRST_OF_FOUR ? 3 : 4;
        if (at + length > to
                || bytes[at + 1] > LAST_CONTINUATION
                || bytes[at + 2] > LAST_CONTINUATION
                || (length == 4 && bytes[at + 3] > LAST_CONTINUATION)) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        boolean valid = switch (lead & 0xff) {
            // Overlong below, surrogates and what is beyond U+10FFFF above.
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second <= 0x9f;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second <= 0x8f;
            default -> (lead & 0xff) < 0xf4;
        };
        return valid ? length : 0;
    }
}
