package dev.sluice.cli.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Directories that belong to the user and that nobody else may change, with what lies in them. */
final class PrivateDirectory {
    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private PrivateDirectory() {}

    /**
     * Creates a directory or takes one that exists from everybody else.
     *
     * @throws HostException if others may have put files there
     */
    static void prepare(Path directory) throws IOException {
        OwnerOnly.createDirectories(directory);
        if (uid(directory) != new UnixSystem().getUid()) {
            throw unsafe("The directory " + directory + " belongs to another user.", directory);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.stream().anyMatch(WRITABLE_BY_OTHERS::contains)) {
            throw HostFailure.EMBEDDED_UNSAFE
                    .exception(
                            "Other users may write to the directory " + directory + ".",
                            "If nobody else has put anything there, take it from them: chmod -R go= " + directory
                                    + ". On a file system without permissions use a server of your own: --to redis://HOST:PORT.")
                    .at("file", directory.toString());
        }
        Files.setPosixFilePermissions(directory, OWNER);
    }

    /**
     * Sees that every file of a private directory is the user's, and takes them from everybody else.
     *
     * @throws HostException if there is a link, or a file of another user
     */
    static void restrictFiles(Path directory) throws IOException {
        for (Path file : list(directory)) {
            PosixFileAttributes attributes =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink() || uid(file) != new UnixSystem().getUid()) {
                throw unsafe("The file " + file + " is a link or belongs to another user.", file);
            }
            Set<PosixFilePermission> own = EnumSet.copyOf(OWNER);
            own.retainAll(attributes.permissions());
            Files.setPosixFilePermissions(file, own);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.sorted().toList();
        }
    }

    private static long uid(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:uid")).longValue() & 0xffffffffL;
    }

    private static HostException unsafe(String what, Path file) {
        return HostFailure.EMBEDDED_UNSAFE.exception(what).at("file", file.toString());
    }
}
