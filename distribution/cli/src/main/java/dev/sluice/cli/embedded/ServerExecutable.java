package dev.sluice.cli.embedded;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OS;
import redis.embedded.model.OsArchitecture;

/**
 * The {@code redis-server} program of this machine, out of the artifact that carries it for several.
 *
 * @param file the program
 * @param version what it says its version is
 */
record ServerExecutable(Path file, String version) {
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+\\.\\d+\\.\\d+)");
    private static final String OTHERWISE =
            "Use a server of your own: --to redis://HOST:PORT. The embedded one runs on Linux and macOS, x64 and arm64.";

    /**
     * Unpacks the program, if that has not been done.
     *
     * @throws HostException if there is none for this machine, or it does not run here
     */
    static ServerExecutable unpack(Path directory) {
        String resource = resource();
        Path file = directory.resolve(resource);
        try (InputStream packed = ExecutableProvider.class.getResourceAsStream("/" + resource)) {
            if (packed == null) {
                throw unsupported();
            }
            if (!Files.isExecutable(file)) {
                Path partial = Files.createTempFile(directory, resource, ".partial");
                Files.copy(packed, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(
                        partial, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return new ServerExecutable(file, version(file));
        } catch (IOException e) {
            throw HostFailure.EMBEDDED_UNPACK_FAILED
                    .exception("The embedded server cannot be unpacked into " + directory + ".")
                    .at("file", directory.toString());
        }
    }

    private static String resource() {
        OsArchitecture machine = machine();
        @Nullable
        String resource = machine == null
                ? null
                : ExecutableProvider.newProvidedVersionsMap().get(machine);
        if (machine == null || resource == null || !Set.of(OS.UNIX, OS.MAC_OS_X).contains(machine.os)) {
            throw unsupported();
        }
        return resource.startsWith("/") ? resource.substring(1) : resource;
    }

    private static @Nullable OsArchitecture machine() {
        try {
            return OsArchitecture.detectOSandArchitecture();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static HostException unsupported() {
        return HostFailure.EMBEDDED_UNSUPPORTED.exception(
                "There is no embedded server for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch") + ".",
                OTHERWISE);
    }

    private static String version(Path file) throws IOException {
        Process process = new ProcessBuilder(file.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Matcher version = VERSION.matcher(answer);
        if (!version.find()) {
            throw HostFailure.EMBEDDED_START_FAILED.exception(
                    "The embedded server does not run on this machine: "
                            + answer.strip().lines().findFirst().orElse("it says nothing"),
                    OTHERWISE);
        }
        return version.group(1);
    }
}
