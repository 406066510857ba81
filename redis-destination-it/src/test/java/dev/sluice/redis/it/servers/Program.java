package dev.sluice.redis.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/**
 * A {@code redis-server} program on this machine.
 *
 * @param name what tests call it
 * @param path where it is
 * @param version as it says
 */
public record Program(String name, Path path, String version) {
    private static final Pattern VERSION = Pattern.compile("v=([0-9.]+)");
    private static final List<Program> ALL = find();

    /** The one that comes from the package repository, always there. */
    public static Program embedded() {
        return ALL.get(0);
    }

    /** The newest at hand. */
    public static Program newest() {
        return ALL.get(ALL.size() - 1);
    }

    /** The embedded one, and the one of the {@code PATH} if there is one. */
    public static List<Program> all() {
        return ALL;
    }

    private static List<Program> find() {
        try {
            Path directory = Cleanup.directory();
            List<Program> programs = new ArrayList<>();
            programs.add(of(
                    "embedded",
                    ExecutableProvider.newJarResourceProvider(directory.toFile())
                            .get()
                            .toPath()));
            Optional<Path> installed = Arrays.stream(
                            System.getenv().getOrDefault("PATH", "").split(":", -1))
                    .map(entry -> Path.of(entry, "redis-server"))
                    .filter(Files::isExecutable)
                    .findFirst();
            if (installed.isPresent()) {
                programs.add(of("installed", installed.get()));
            } else {
                System.out.println("SKIPPED: tests against a redis-server of the PATH; there is none");
            }
            return List.copyOf(programs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Program of(String name, Path path) throws IOException {
        Process process = new ProcessBuilder(path.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher version = VERSION.matcher(said);
        return new Program(name, path, version.find() ? version.group(1) : "?");
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
