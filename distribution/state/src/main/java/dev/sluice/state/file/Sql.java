package dev.sluice.state.file;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Texts of SQL. */
public final class Sql {
    private Sql() {}

    public static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A file to write. */
    public static String file(Path path) {
        return quote(path.toAbsolutePath().toString());
    }

    /** Files to read, in this order. In their names are no patterns. */
    public static String files(List<Path> paths) {
        return paths.stream()
                .map(path -> quote(path.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]")))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
