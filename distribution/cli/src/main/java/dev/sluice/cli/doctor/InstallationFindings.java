package dev.sluice.cli.doctor;

import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Version;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks at what is installed, and at the machine. */
public final class InstallationFindings {
    private InstallationFindings() {}

    public static List<Finding> of(Host host) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                "versions",
                "sluice " + Version.text() + ", Java " + System.getProperty("java.version") + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "."));
        host.destinations()
                .forEach(installed -> findings.add(Finding.ok(
                        "destination " + installed.destination().spec().id(),
                        installed.destination().spec().version() + ", from " + installed.origin() + ".")));
        host.brokenPlugins().forEach(broken -> findings.add(Finding.problem("plugins", broken.error())));
        if (host.destinations().isEmpty()) {
            findings.add(Finding.problem(
                    "plugins",
                    "No destination is installed.",
                    "Unpack the distribution again, or put the plugin's directory under plugins/."));
        }
        findings.add(Finding.ok("drivers", drivers(host.drivers())));
        findings.add(locale());
        return findings;
    }

    private static String drivers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return "There is none: " + folder + " is missing, which only databases need.";
        }
        try (Stream<Path> drivers = Files.list(folder)) {
            List<String> names = drivers.filter(Files::isDirectory)
                    .map(driver -> String.valueOf(driver.getFileName()))
                    .sorted()
                    .toList();
            return names.isEmpty() ? "There is none in " + folder + "." : String.join(", ", names) + ".";
        } catch (IOException e) {
            return folder + " cannot be read.";
        }
    }

    /** Names of files and arguments are in the encoding of the locale; values of rows never depend on it. */
    private static Finding locale() {
        String zone = "time zone " + ZoneId.systemDefault() + ", which changes nothing";
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.forName(encoding).equals(StandardCharsets.UTF_8)
                ? Finding.ok("locale", "UTF-8, " + zone + ".")
                : Finding.warning(
                        "locale",
                        encoding + ", " + zone + ". Names of files beyond it cannot be given.",
                        "Run it in a UTF-8 locale, such as LC_ALL=C.UTF-8.");
    }
}
