package dev.sluice.cli.embedded;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
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
 * @param name its name in the directory it was unpacked into
 * @param version what it says its version is
 */
record ServerExecutable(String name, String version) {
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+\\.\\d+\\.\\d+)");
    private static final int CHUNK = 1 << 20;
    private static final String OTHERWISE =
            "Use a server of your own: --to redis://HOST:PORT. The embedded one runs on Linux and macOS, x64 and arm64.";

    /**
     * Unpacks the program into a private directory. One that is there is used only if it is the packed one, byte for byte: whoever gave the
     * user the directory could have put another in its place.
     *
     * @throws HostException if there is none for this machine, or it does not run here
     */
    static ServerExecutable unpack(Path directory) {
        String resource = resource();
        Path file = directory.resolve(resource);
        try {
            if (!isPacked(file, resource)) {
                Path partial = Files.createTempFile(directory, resource, ".partial");
                try (InputStream packed = packed(resource)) {
                    Files.copy(packed, partial, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(partial);
                }
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            return new ServerExecutable(resource, version(directory, resource));
        } catch (IOException e) {
            throw HostFailure.EMBEDDED_UNPACK_FAILED
                    .exception("The embedded server cannot be unpacked into " + directory
                            + Reason.of(e).map(reason -> ": " + reason).orElse("") + ".")
                    .at("file", directory.toString());
        }
    }

    private static boolean isPacked(Path file, String resource) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream packed = packed(resource);
                InputStream found = Files.newInputStream(file)) {
            byte[] expected;
            do {
                expected = packed.readNBytes(CHUNK);
                if (!Arrays.equals(expected, found.readNBytes(CHUNK))) {
                    return false;
                }
            } while (expected.length == CHUNK);
            return true;
        }
    }

    private static InputStream packed(String resource) {
        InputStream packed = ExecutableProvider.class.getResourceAsStream("/" + resource);
        if (packed == null) {
            throw unsupported();
        }
        return packed;
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

    private static String version(Path directory, String name) throws IOException {
        Process process = new ProcessBuilder(Guardian.command(directory, name, "--version"))
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
