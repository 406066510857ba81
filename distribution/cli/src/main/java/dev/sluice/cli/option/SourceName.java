package dev.sluice.cli.option;

import dev.sluice.source.jdbc.JdbcConnection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a state calls the source of a sync: the same from whatever directory it is run. */
public final class SourceName {
    /** Of a query, whose text may change. */
    public static final String QUERY = "a query";

    private static final String DATABASE = "the database ";
    private static final String STANDARD_INPUT = "-";

    private SourceName() {}

    /** Of a database, by its name in a definition or by its address. */
    public static String ofDatabase(String name) {
        return DATABASE + name;
    }

    /** As it is given to a command on states: such a name as it is shown, the URL of a database, or files. */
    public static String given(List<String> names) {
        if (names.size() == 1) {
            String name = names.get(0);
            if (name.equals(QUERY) || name.startsWith(DATABASE)) {
                return name;
            }
            if (name.startsWith("jdbc:")) {
                return ofDatabase(JdbcConnection.address(name));
            }
        }
        return of(names);
    }

    /** Of files and patterns, as they are given. */
    public static String of(List<String> names) {
        return names.stream().map(SourceName::absolute).collect(Collectors.joining(", "));
    }

    private static String absolute(String name) {
        try {
            return name.equals(STANDARD_INPUT)
                    ? "the standard input"
                    : Path.of(name).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            // A pattern is no path on some systems.
            return name;
        }
    }
}
