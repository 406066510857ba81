package dev.sluice.host.definition;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a sync: any text, such as the name of a file in any script. */
public final class SyncName {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_FOLDER = 120;
    private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

    private SyncName() {}

    static boolean isValid(String name) {
        return !name.isBlank()
                && name.length() <= MAX_LENGTH
                && name.codePoints().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    /**
     * The name as a file's name, which every file system takes; different names have different ones. Letters and digits of ASCII, dots, dashes
     * and underscores stay, everything else becomes {@code %} and two hexadecimal digits for each byte in UTF-8.
     */
    public static String folder(String name) {
        StringBuilder folder = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (octet & 0xff);
            boolean plain = letter < 0x80 && (Character.isLetterOrDigit(letter) || letter == '_' || letter == '-');
            if (plain || (letter == '.' && !folder.isEmpty())) {
                folder.append(letter);
            } else {
                folder.append('%').append(UPPER_CASE.toHexDigits(octet));
            }
        }
        return folder.length() <= MAX_FOLDER
                ? folder.toString()
                : folder.substring(0, MAX_FOLDER / 2) + "~" + digest(name);
    }

    /** The name whose folder this is; the folder itself, where that cannot be told. */
    public static String ofFolder(String folder) {
        try {
            String name = URLDecoder.decode(folder, StandardCharsets.UTF_8);
            return folder(name).equals(folder) ? name : folder;
        } catch (IllegalArgumentException e) {
            return folder;
        }
    }

    static String digest(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
