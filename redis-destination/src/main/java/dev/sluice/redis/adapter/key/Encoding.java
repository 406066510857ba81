package dev.sluice.redis.adapter.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.config.KeyTemplate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Percent-encodes the characters that have a meaning in a key, as the bytes of their UTF-8 form. */
final class Encoding {
    private static final int ASCII = 128;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final boolean[] encoded = new boolean[ASCII];
    private final Set<Integer> others;

    /** For the literal texts of a key: those of their characters that are no letters or digits, and {@code %} and {@code :}. */
    Encoding(List<String> literals) {
        Set<Integer> characters = literals.stream()
                .flatMapToInt(String::codePoints)
                .filter(KeyTemplate::isEncoded)
                .boxed()
                .collect(Collectors.toSet());
        characters.add((int) '%');
        characters.add((int) ':');
        for (int character : characters) {
            if (character < ASCII) {
                encoded[character] = true;
            }
        }
        characters.removeIf(character -> character < ASCII);
        this.others = Set.copyOf(characters);
    }

    /** Appends the text of a field, which is valid Unicode. */
    void append(String part, StringBuilder key) {
        int length = part.length();
        int from = 0;
        for (int i = 0; i < length; i++) {
            char c = part.charAt(i);
            if (c < ASCII ? encoded[c] : !others.isEmpty() && isEncoded(part, i)) {
                key.append(part, from, i);
                int end = part.offsetByCodePoints(i, 1);
                for (byte b : part.substring(i, end).getBytes(UTF_8)) {
                    key.append('%').append(HEX.toHexDigits(b));
                }
                from = end;
                i = end - 1;
            }
        }
        key.append(part, from, length);
    }

    private boolean isEncoded(String part, int index) {
        return others.contains(part.codePointAt(index));
    }
}
