package dev.sluice.source.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The name of a type of DuckDB, which is read from its beginning to its end. For one thread, and once. */
final class QueryTypeName {
    private final String name;
    private int at;

    QueryTypeName(String name) {
        this.name = name;
    }

    /** The type. */
    QueryType type() {
        QueryType type = plain();
        while (at < name.length() && name.charAt(at) == '[') {
            int end = name.indexOf(']', at) + 1;
            type = new QueryType.Elements(type, name.substring(at, end));
            at = end;
        }
        return type;
    }

    private QueryType plain() {
        int start = at;
        while (at < name.length() && "(),[".indexOf(name.charAt(at)) < 0) {
            at++;
        }
        String kind = name.substring(start, at).strip().toUpperCase(Locale.ROOT);
        if (at == name.length() || name.charAt(at) != '(') {
            return new QueryType.Single(kind);
        }
        at++;
        switch (kind) {
            case "STRUCT" -> {
                List<String> names = new ArrayList<>();
                List<QueryType> types = new ArrayList<>();
                do {
                    blanks();
                    names.add(fieldName());
                    blanks();
                    types.add(type());
                } while (name.charAt(at++) == ',');
                return new QueryType.Fields(names, types);
            }
            case "MAP" -> {
                QueryType key = type();
                at++;
                blanks();
                QueryType value = type();
                at++;
                return new QueryType.Entries(key, value);
            }
            default -> {
                // Digits of a decimal, texts of an enum, members of a union.
                skipToEnd();
                return new QueryType.Single(kind);
            }
        }
    }

    private void blanks() {
        while (name.charAt(at) == ' ') {
            at++;
        }
    }

    private String fieldName() {
        if (name.charAt(at) != '"') {
            int start = at;
            at = name.indexOf(' ', at);
            return name.substring(start, at);
        }
        StringBuilder text = new StringBuilder();
        at++;
        while (name.charAt(at) != '"' || (at + 1 < name.length() && name.charAt(at + 1) == '"')) {
            text.append(name.charAt(at));
            at += name.charAt(at) == '"' ? 2 : 1;
        }
        at++;
        return text.toString();
    }

    private void skipToEnd() {
        int depth = 1;
        char quote = 0;
        while (depth > 0) {
            char c = name.charAt(at++);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
        }
    }
}
