package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Files that a pattern such as {@code data/users-*.csv} names, in the order of their paths. Those whose name begins with _ or . are left out. */
final class Listing {
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

    private Listing() {}

    /** Whether a path is a pattern, unless a file has that very name. */
    static boolean isPattern(String path) {
        return WILDCARD.matcher(path).find();
    }

    /** @throws HostException if the pattern cannot be read or a folder cannot be listed */
    static List<Path> of(String pattern) {
        Path folder = Path.of("");
        try {
            String fixed = pattern.split("[*?\\[{]", 2)[0];
            int end = fixed.lastIndexOf('/');
            if (end >= 0) {
                folder = Path.of(pattern.substring(0, Math.max(end, 1)));
            }
            PathMatcher matcher = folder.getFileSystem()
                    .getPathMatcher("glob:" + pattern.substring(end + 1).replace("\\", "\\\\"));
            int depth = pattern.contains("**")
                    ? Integer.MAX_VALUE
                    : (int) pattern.substring(end + 1)
                                    .chars()
                                    .filter(c -> c == '/')
                                    .count()
                            + 1;
            return matching(folder, matcher, depth);
        } catch (IOException | UncheckedIOException e) {
            throw SourceErrors.unreadable(folder, "the folder cannot be listed");
        } catch (PatternSyntaxException | InvalidPathException e) {
            throw SourceErrors.pattern(pattern);
        }
    }

    private static List<Path> matching(Path folder, PathMatcher matcher, int depth) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(path -> isListed(folder.relativize(path), matcher))
                    .filter(path -> !Files.isDirectory(path))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isListed(Path path, PathMatcher matcher) {
        for (Path part : path) {
            String name = part.toString();
            if (name.startsWith("_") || name.startsWith(".")) {
                return false;
            }
        }
        return matcher.matches(path);
    }
}
