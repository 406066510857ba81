package com.example.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a record's file: distinct for distinct identities, on file systems that ignore case or normalise letters too, and never a
 * path. Lower-case letters, digits, {@code -} and {@code _} stand for themselves, every other byte is percent-encoded.
 */
final class FileName {
    private static final int LONGEST = 255;
    private static final Pattern RESERVED = Pattern.compile("con|prn|aux|nul|(com|lpt)[0-9]");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private FileName() {}

    /** Empty when the text is too long for a file name, or no text: half of a surrogate pair. */
    static Optional<String> of(String identity) {
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(identity));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        // Windows takes these for devices, whatever follows the dot.
        boolean reserved = RESERVED.matcher(identity).matches();
        StringBuilder name = new StringBuilder();
        while (bytes.hasRemaining()) {
            char c = (char) (bytes.get() & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (plain && !(reserved && name.length() == 0)) {
                name.append(c);
            } else {
                name.append('%').append(HEX.toHexDigits((byte) c));
            }
        }
        return name.length() + ".json.tmp".length() > LONGEST ? Optional.empty() : Optional.of(name + ".json");
    }
}
