package dev.sluice.source.jdbc;

import dev.sluice.host.cursor.CursorRange;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query as the inner one of a SELECT, where only a query can stand. */
final class ReadingQuery {
    private static final String ALIAS = "sluice_rows";
    /** The line break ends a comment at the end of the query. */
    private static final String END = "\n) " + ALIAS;

    private static final Pattern OF_ALL_ROWS = Pattern.compile("\\$\\{cursor}\\s+is\\s+null", Pattern.CASE_INSENSITIVE);
    /** A semicolon that only a comment follows. */
    private static final Pattern LAST_SEMICOLON = Pattern.compile(";(\\s*--[^\\n';]*)$");

    /** What may stand before the first word. */
    private static final String COMMENTS = "(?s)^(?:\\s+|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*";

    private static final Pattern WRITES = Pattern.compile(
            COMMENTS + "(insert|update|delete|merge|truncate|create|alter|drop|grant|revoke|copy|call|do|vacuum)\\b.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern POSITION = Pattern.compile("(?s).*\\bPosition: (\\d+).*");

    private final String before;
    private final String text;
    private final String prepared;
    private final String after;
    private final Optional<CursorRange> cursor;
    private final Optional<CursorSql> sql;
    private final int parameters;

    private ReadingQuery(String text, String escaped, Optional<CursorRange> cursor, Optional<CursorSql> sql) {
        this.cursor = cursor;
        this.sql = sql;
        String condition = "";
        String inner = text;
        String prepared = escaped;
        int places = 0;
        if (cursor.isPresent() && sql.isPresent()) {
            String place = cursor.get()
                    .from()
                    .map(value -> sql.get().parameter(value.type()))
                    .orElse("NULL");
            String column = ALIAS + "." + sql.get().quoted(cursor.get().column());
            boolean chosenInside = text.contains(JdbcQuery.PARAMETER);
            if (cursor.get().from().isPresent()) {
                places = chosenInside ? text.split(Pattern.quote(JdbcQuery.PARAMETER), -1).length - 1 : 1;
                condition = chosenInside ? "" : " WHERE " + column + " >= " + place + " OR " + column + " IS NULL";
            }
            inner = text.replace(JdbcQuery.PARAMETER, place);
            prepared = escaped.replace(JdbcQuery.PARAMETER, place);
        }
        this.before =
                (sql.isPresent() ? "SELECT " + ALIAS + ".*, " + sql.get().clock() + " AS sluice_clock" : "SELECT *")
                        + " FROM (\n";
        this.text = inner;
        this.prepared = prepared;
        this.after = END + condition;
        this.parameters = places;
    }

    /** @throws dev.sluice.host.failure.HostException if it is more than one query, or the database cannot be asked by a cursor */
    static ReadingQuery of(JdbcQuery query, Dialect dialect) {
        String inner = inner(query.text(), dialect.quoting());
        if (query.cursor().isEmpty() && inner.contains(JdbcQuery.PARAMETER)) {
            throw JdbcErrors.cursorUnnamed();
        }
        if (inner.contains(JdbcQuery.PARAMETER) && !OF_ALL_ROWS.matcher(inner).find()) {
            throw JdbcErrors.cursorOfNoRows(query.cursor().orElseThrow().column());
        }
        String escaped = dialect.is(Dialect.POSTGRESQL) ? StatementScan.withOperators(inner, dialect.quoting()) : inner;
        return new ReadingQuery(inner, escaped, query.cursor(), query.cursor().map(range -> CursorSql.of(dialect)));
    }

    private static String inner(String query, StatementScan.Quoting quoting) {
        String inner = LAST_SEMICOLON.matcher(query.strip()).replaceFirst("$1");
        while (inner.endsWith(";")) {
            inner = inner.substring(0, inner.length() - 1).strip();
        }
        if (inner.replaceFirst(COMMENTS, "").isEmpty()) {
            throw JdbcErrors.empty();
        }
        Matcher writing = WRITES.matcher(inner);
        if (writing.matches()) {
            throw JdbcErrors.writes(writing.group(1).toUpperCase(Locale.ROOT));
        }
        StatementScan.exit(inner, quoting).ifPresent(exit -> {
            throw JdbcErrors.notOneQuery(exit);
        });
        return inner;
    }

    /** As the database takes it, without parameters. */
    String wrapped() {
        return before + text + after;
    }

    /** As the driver takes it. */
    String forDriver() {
        return before + prepared + after;
    }

    /** Whether the last column of the result is the clock of the database. */
    boolean hasClock() {
        return sql.isPresent();
    }

    Optional<String> cursorColumn() {
        return cursor.map(CursorRange::column);
    }

    /** Whether it asks for the rows from a value on. */
    boolean isBounded() {
        return cursor.flatMap(CursorRange::from).isPresent();
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 1; i <= parameters; i++) {
            sql.orElseThrow()
                    .bind(statement, i, cursor.flatMap(CursorRange::from).orElseThrow());
        }
    }

    /** Where in the query an error is, from the message of PostgreSQL's driver. */
    Optional<String> place(String message) {
        Matcher position = POSITION.matcher(message);
        if (!position.matches()) {
            return Optional.empty();
        }
        int characters = Integer.parseInt(position.group(1)) - 1 - before.length();
        if (characters < 0 || characters >= text.codePointCount(0, text.length())) {
            return Optional.of("at its end");
        }
        String above = text.substring(0, text.offsetByCodePoints(0, characters));
        int line = 1 + (int) above.chars().filter(c -> c == '\n').count();
        int column = 1 + above.codePointCount(above.lastIndexOf('\n') + 1, above.length());
        return Optional.of("at line " + line + ", column " + column);
    }
}
