package dev.sluice.source.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a query what would lead out of the brackets that it is put into: a closing bracket too many, or a second statement; and question
 * marks. Knows quotes and comments, and nothing else of SQL. For one thread.
 */
final class StatementScan {
    private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

    private final String text;
    private final Quoting quoting;
    private final List<Integer> marks = new ArrayList<>();
    private int at;

    /**
     * How a database quotes, beside what all have in common.
     *
     * @param backslash whether a backslash escapes in every text
     * @param dollar whether a text may stand between {@code $tag$}, a comment may hold another, and a backslash escapes after an E
     * @param hash whether # begins a comment, and {@code /*!} none
     * @param square whether a name may stand between [ and ]
     */
    record Quoting(boolean backslash, boolean dollar, boolean hash, boolean square) {
        static final Quoting STANDARD = new Quoting(false, false, false, false);
        static final Quoting POSTGRESQL = new Quoting(false, true, false, false);
        static final Quoting MYSQL = new Quoting(true, false, true, false);
        static final Quoting SQUARE = new Quoting(false, false, false, true);
    }

    /** What leads out of the brackets. */
    enum Exit {
        BRACKET,
        STATEMENT
    }

    private StatementScan(String text, Quoting quoting) {
        this.text = text;
        this.quoting = quoting;
    }

    /** The first that there is. */
    static Optional<Exit> exit(String text, Quoting quoting) {
        return new StatementScan(text, quoting).exit();
    }

    /** The text with each question mark doubled that is neither quoted nor in a comment: the driver of PostgreSQL takes it for an operator. */
    static String withOperators(String text, Quoting quoting) {
        StatementScan scan = new StatementScan(text, quoting);
        scan.exit();
        StringBuilder doubled = new StringBuilder(text);
        for (int i = scan.marks.size() - 1; i >= 0; i--) {
            doubled.insert((int) scan.marks.get(i), '?');
        }
        return doubled.toString();
    }

    private Optional<Exit> exit() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"' || c == '`') {
                quoted(c, isEscaped(c));
            } else if (c == '[' && quoting.square()) {
                quoted(']', false);
            } else if (c == '$' && quoting.dollar()) {
                dollars();
            } else if (text.startsWith("--", at) || (c == '#' && quoting.hash())) {
                at = behind("\n");
            } else if (text.startsWith("/*", at) && !(quoting.hash() && text.startsWith("!", at + 2))) {
                comment();
            } else if (c == ';') {
                return Optional.of(Exit.STATEMENT);
            } else {
                if (c == '?') {
                    marks.add(at);
                }
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth < 0) {
                    return Optional.of(Exit.BRACKET);
                }
                at++;
            }
        }
        return Optional.empty();
    }

    private boolean isEscaped(char quote) {
        if (quoting.backslash()) {
            return quote != '`';
        }
        boolean marked = at > 0 && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e');
        return quoting.dollar() && quote == '\'' && marked && (at < 2 || !isPartOfName(text.charAt(at - 2)));
    }

    private static boolean isPartOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    /** A quote inside is written twice, which looks like two texts, one behind the other. */
    private void quoted(char end, boolean escaped) {
        for (at++; at < text.length() && text.charAt(at) != end; at++) {
            if (escaped && text.charAt(at) == '\\') {
                at++;
            }
        }
        at++;
    }

    private void dollars() {
        Matcher tag = DOLLAR_QUOTE.matcher(text).region(at, text.length());
        boolean inName = at > 0 && isPartOfName(text.charAt(at - 1));
        if (inName || !tag.lookingAt()) {
            at++;
            return;
        }
        at = tag.end();
        at = behind(tag.group());
    }

    private void comment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at) && (depth == 0 || quoting.dollar())) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
    }

    private int behind(String end) {
        int found = text.indexOf(end, at);
        return found < 0 ? text.length() : found + end.length();
    }
}
