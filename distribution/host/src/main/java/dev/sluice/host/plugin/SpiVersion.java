package dev.sluice.host.plugin;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.Destination;
import dev.sluice.spi.ErrorDetail;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which SPI a plugin was built for, and whether this host can run it. Below 1.0 the versions must be equal; from 1.0 on the major version
 * must be, and the plugin's minor version must not be newer.
 */
final class SpiVersion {
    /** The manifest attribute that names the version, so that a host knows it before it loads a class. */
    static final String ATTRIBUTE = "Sluice-Spi-Version";
    /** The last version whose plugins name none. */
    static final String UNNAMED = "0.1";

    private SpiVersion() {}

    /** The version that the manifest of a jar names; empty if it names none, or cannot be read. */
    static Optional<String> ofJar(Path jar) {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            ZipEntry manifest = file.getEntry(JarFile.MANIFEST_NAME);
            if (manifest == null) {
                return Optional.empty();
            }
            try (InputStream in = new BufferedInputStream(file.getInputStream(manifest))) {
                return Optional.ofNullable(mainSection(in).getMainAttributes().getValue(ATTRIBUTE));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The part of a manifest before the first empty line: a signed jar has a section for each class after it, which takes long to parse. */
    private static Manifest mainSection(InputStream in) throws IOException {
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        int length = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            section.write(next);
            if (next != '\n' && next != '\r') {
                length++;
            } else if (next == '\n') {
                if (length == 0) {
                    break;
                }
                length = 0;
            }
        }
        return new Manifest(new ByteArrayInputStream(section.toByteArray()));
    }

    /** Why a plugin that was built for a version cannot be used; empty if it can. */
    static Optional<ErrorDetail> refusal(String origin, String built) {
        if (isCompatible(built, Destination.SPI_VERSION)) {
            return Optional.empty();
        }
        return Optional.of(HostFailure.PLUGIN_SPI_VERSION
                .detail(
                        "The plugin " + origin + " was built for SPI " + built + ", and this host has SPI "
                                + Destination.SPI_VERSION + ".",
                        "Install a version of the plugin that was built for SPI " + Destination.SPI_VERSION
                                + ", or a host for SPI " + built + ".")
                .at("file", origin));
    }

    static boolean isCompatible(String plugin, String host) {
        int[] built = parse(plugin);
        int[] present = parse(host);
        if (built.length != 2 || present.length != 2 || built[0] != present[0]) {
            return false;
        }
        return present[0] == 0 ? built[1] == present[1] : built[1] <= present[1];
    }

    private static int[] parse(String version) {
        if (!version.matches("\\d{1,5}\\.\\d{1,5}")) {
            return new int[0];
        }
        String[] parts = version.split("\\.", -1);
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }
}
