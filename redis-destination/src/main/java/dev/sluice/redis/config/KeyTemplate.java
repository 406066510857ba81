package dev.sluice.redis.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A parsed {@code key_template}: literal texts and fields in turn.
 *
 * @param text as it was set
 * @param literals the literal texts, one more than fields: before the first field, between two, and after the last. Only the first and the
 *     last may be empty
 * @param fields the names of the fields, in order; a name may come again
 */
public record KeyTemplate(String text, List<String> literals, List<String> fields) {
    public KeyTemplate {
        literals = List.copyOf(literals);
        fields = List.copyOf(fields);
    }

    /** A text is not a template. */
    static final class InvalidTemplate extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidTemplate(String message) {
            super(message, null, false, false);
        }
    }

    /** What every key begins with, after the prefix. */
    public String beginning() {
        return literals.get(0);
    }

    /** The text with this in the place of every field. */
    public String with(String field) {
        return String.join(field, literals);
    }

    /** The fields that name a record: each once, in order. */
    public List<String> identity() {
        return fields.stream().distinct().toList();
    }

    /**
     * Parses text with the names of fields in braces, where a doubled brace stands for a brace.
     *
     * @throws InvalidTemplate with what is wrong, as the end of a sentence about the template
     */
    static KeyTemplate parse(String text) throws InvalidTemplate {
        List<String> literals = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i += 2;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                fields.add(name(text, i, end));
                literals.add(literal.toString());
                literal.setLength(0);
                i = end + 1;
            } else if (c == '}') {
                throw new InvalidTemplate("has a } that closes nothing; a brace of the key itself is written }}");
            } else {
                literal.append(c);
                i++;
            }
        }
        literals.add(literal.toString());
        KeyTemplate template = new KeyTemplate(text, literals, fields);
        template.requireParted();
        return template;
    }

    private static String name(String text, int start, int end) throws InvalidTemplate {
        if (end < 0) {
            throw new InvalidTemplate("has a { that is not closed; a brace of the key itself is written {{");
        }
        String name = text.substring(start + 1, end);
        if (name.isEmpty() || name.indexOf('{') >= 0) {
            throw new InvalidTemplate("has braces without the name of a field between them");
        }
        return name;
    }

    /** Keys of different identities differ only if it can be seen where the text of a field ends. */
    private void requireParted() throws InvalidTemplate {
        if (fields.isEmpty()) {
            throw new InvalidTemplate("names no field, so all rows would have the same key");
        }
        for (int i = 1; i < fields.size(); i++) {
            if (literals.get(i).codePoints().noneMatch(KeyTemplate::parts)) {
                throw new InvalidTemplate("has nothing between the fields '" + fields.get(i - 1) + "' and '"
                        + fields.get(i) + "' that parts them: a character that is no letter, no digit and no %");
            }
        }
    }

    private static boolean parts(int character) {
        return isEncoded(character) && character != '%';
    }

    /** Whether a character of a literal is percent-encoded where it stands in the text of a field. */
    public static boolean isEncoded(int character) {
        return !Character.isLetterOrDigit(character);
    }
}
