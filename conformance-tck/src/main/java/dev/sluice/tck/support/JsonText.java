package dev.sluice.tck.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A reader of JSON text, for the flat schemas of destinations and for records that are JSON objects. It exists because the kit must not bring a JSON library into the class
 * path of a third party, where another version of it may be under test.
 */
public final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * Maps, lists, text, and for anything else its text as a {@link StringBuilder}.
     *
     * @throws IllegalArgumentException if the text is no JSON
     */
    public static Object parse(String text) {
        JsonText json = new JsonText(text);
        Object value = json.value();
        json.space();
        if (json.at != text.length()) {
            throw json.malformed();
        }
        return value;
    }

    /**
     * The members of an object as text: strings without quotes, literals and nested values as they stand, nulls left out.
     *
     * @throws IllegalArgumentException if the text is no JSON object
     */
    public static Map<String, String> fields(String text) {
        if (!(parse(text) instanceof Map<?, ?>)) {
            throw new IllegalArgumentException("no JSON object");
        }
        JsonText json = new JsonText(text);
        Map<String, String> fields = new LinkedHashMap<>();
        json.space();
        json.at++;
        json.space();
        while (json.peek() != '}') {
            String name = json.string();
            json.space();
            json.expect(':');
            json.space();
            int start = json.at;
            Object value = json.value();
            String written = text.substring(start, json.at);
            if (!written.equals("null")) {
                fields.put(name, value instanceof String string ? string : written);
            }
            json.separator('}');
        }
        return fields;
    }

    /** An object of these members, all of them strings. */
    public static String of(Map<String, String> fields) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        fields.forEach((name, value) -> members.add(quoted(name) + ":" + quoted(value)));
        return members.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u00").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private Object value() {
        space();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        space();
        while (peek() != '}') {
            String name = string();
            space();
            expect(':');
            if (members.put(name, value()) != null) {
                throw malformed();
            }
            separator('}');
        }
        at++;
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        at++;
        space();
        while (peek() != ']') {
            elements.add(value());
            separator(']');
        }
        at++;
        return elements;
    }

    private void separator(char end) {
        space();
        if (peek() != end) {
            expect(',');
            space();
            if (peek() == end) {
                throw malformed();
            }
        }
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c == '\\') {
                char escaped = peek();
                at++;
                switch (escaped) {
                    case 'n' -> value.append('\n');
                    case 't' -> value.append('\t');
                    case 'r' -> value.append('\r');
                    case 'b' -> value.append('\b');
                    case 'f' -> value.append('\f');
                    case 'u' -> {
                        if (at + 4 > text.length()) {
                            throw malformed();
                        }
                        value.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                        at += 4;
                    }
                    default -> value.append(escaped);
                }
            } else {
                value.append(c);
            }
        }
        at++;
        return value.toString();
    }

    private StringBuilder literal() {
        int start = at;
        while (at < text.length() && "{}[],: \n\r\t\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String literal = text.substring(start, at);
        if (!literal.matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw malformed();
        }
        return new StringBuilder(literal);
    }

    private void space() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw malformed();
        }
        at++;
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("no JSON at character " + at);
    }
}
