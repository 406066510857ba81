package dev.sluice.source.jdbc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query as the inner one of a SELECT, where only a query can stand. */
final class ReadingQuery {
    private static final String BEFORE = "SELECT * FROM (\n";
    /** The line break ends a comment at the end of the query. */
    private static final String AFTER = "\n) sluice_rows";
    /** A semicolon that only a comment follows. */
    private static final Pattern LAST_SEMICOLON = Pattern.compile(";(\\s*--[^\\n';]*)$");

    private static final Pattern POSITION = Pattern.compile("(?s).*\\bPosition: (\\d+).*");

    private final String text;

    /** @throws dev.sluice.host.failure.HostException if it is more than one query */
    ReadingQuery(String query, StatementScan.Quoting quoting) {
        String inner = LAST_SEMICOLON.matcher(query.strip()).replaceFirst("$1");
        while (inner.endsWith(";")) {
            inner = inner.substring(0, inner.length() - 1).strip();
        }
        StatementScan.exit(inner, quoting).ifPresent(exit -> {
            throw JdbcErrors.notOneQuery(exit);
        });
        this.text = inner;
    }

    String wrapped() {
        return BEFORE + text + AFTER;
    }

    /** Where in the query an error is, from the message of PostgreSQL's driver. */
    Optional<String> place(String message) {
        Matcher position = POSITION.matcher(message);
        if (!position.matches()) {
            return Optional.empty();
        }
        int characters = Integer.parseInt(position.group(1)) - 1 - BEFORE.length();
        if (characters < 0 || characters >= text.codePointCount(0, text.length())) {
            return Optional.of("at its end");
        }
        String before = text.substring(0, text.offsetByCodePoints(0, characters));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = 1 + before.codePointCount(before.lastIndexOf('\n') + 1, before.length());
        return Optional.of("at line " + line + ", column " + column);
    }
}
