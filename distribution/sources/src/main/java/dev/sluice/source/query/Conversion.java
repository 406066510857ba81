package dev.sluice.source.query;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an error of DuckDB says of a value that does not fit a type, without the value. */
final class Conversion {
    private static final String KIND = "Conversion Error: ";
    private static final String TYPE = "([A-Z][A-Z0-9_ ]*(?:\\([0-9, ]+\\))?)";
    private static final Pattern SOURCE =
            Pattern.compile("(.*) when casting from source column ([^\n]+)", Pattern.DOTALL);
    private static final Pattern TO_TYPE = Pattern.compile(
            "(?:Could not convert string '.*' to|Could not cast value .* to"
                    + "|Type [A-Z0-9_]+ with value .* for the destination type) " + TYPE,
            Pattern.DOTALL);
    private static final Pattern FORMAT =
            Pattern.compile("invalid (date|time|timestamp|interval) field format: .*", Pattern.DOTALL);
    private static final Pattern CSV = Pattern.compile(
            "CSV Error on Line: ([0-9]+)\n.*\nError when converting column \"([^\n]+)\"\\. [^\n]* to '" + TYPE
                    + "'\n.*",
            Pattern.DOTALL);

    private Conversion() {}

    /** Column and type, as far as the error names them. */
    static Optional<String> told(String message) {
        if (!message.startsWith(KIND)) {
            return Optional.empty();
        }
        String text = message.substring(KIND.length());
        Matcher csv = CSV.matcher(text);
        if (csv.matches()) {
            return Optional.of(told(csv.group(3), csv.group(2)) + ", in line " + csv.group(1) + " of a CSV file.");
        }
        // Behind it comes a part of the query.
        int query = text.lastIndexOf("\n\nLINE ");
        String reason = query < 0 ? text : text.substring(0, query);
        Matcher source = SOURCE.matcher(reason);
        String column = source.matches() ? source.group(2) : "";
        String what = source.matches() ? source.group(1) : reason;
        Matcher toType = TO_TYPE.matcher(what);
        if (toType.matches()) {
            return Optional.of(told(toType.group(1), column) + ".");
        }
        Matcher format = FORMAT.matcher(what);
        return format.matches() ? Optional.of(told(format.group(1), column) + ".") : Optional.empty();
    }

    private static String told(String type, String column) {
        return "a value" + (column.isEmpty() ? "" : " of the column '" + column + "'") + " cannot be converted to "
                + type;
    }
}
