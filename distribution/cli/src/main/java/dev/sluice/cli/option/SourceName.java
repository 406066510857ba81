package dev.sluice.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a state calls the source of a sync: the same from whatever directory it is run. */
public final class SourceName {
    /** Of a query, whose text may change. */
    public static final String QUERY = "a query";

    private static final String STANDARD_INPUT = "-";

    private SourceName() {}

    /** Of a query of a database. */
    public static String ofDatabase(String address) {
        return "a query of " + address;
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
