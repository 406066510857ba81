package dev.sluice.state;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Texts of SQL. */
final class Sql {
    private Sql() {}

    static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A file to write. */
    static String file(Path path) {
        return quote(path.toAbsolutePath().toString());
    }

    /** Files to read, in this order. In their names are no patterns. */
    static String files(List<Path> paths) {
        return paths.stream()
                .map(path -> quote(path.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]")))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
