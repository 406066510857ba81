package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The licences of what is shipped. */
class LicencesIT {
    private static final Path PLUGIN = Sluice.BUNDLE.resolve("plugins").resolve("redis");
    /** The end of a line such as {@code (MIT) Jedis (redis.clients:jedis:8.0.2 - https://…)}. */
    private static final Pattern ENTRY = Pattern.compile("^ +\\(([^)]+)\\).*\\([^:()]+:([^:]+):([^:]+) - [^()]*\\)$");

    private static Set<String> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .filter(name -> !name.matches("(sluice-.+|destination-spi|redis-destination)-0\\..*"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> listed(Path file) throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                listed.add(entry.group(2) + "-" + entry.group(3) + ".jar");
            } else {
                assertThat(line).matches("|Lists of \\d+ third-party dependencies\\.");
            }
        }
        return listed;
    }

    @Test
    void everyJarThatIsShippedIsListedWithItsLicenceAndNoOtherIs() throws IOException {
        Set<String> ofBundle = listed(Sluice.BUNDLE.resolve("THIRD-PARTY.txt"));
        Set<String> logging = ofBundle.stream().filter(LicencesIT::isLogging).collect(Collectors.toSet());
        assertThat(logging).as("which the bundle puts beside the plugin").hasSize(1);
        ofBundle.removeAll(logging);
        Set<String> ofPlugin = listed(PLUGIN.resolve("THIRD-PARTY.txt"));
        ofPlugin.addAll(logging);
        Set<String> drivers = jars(Sluice.BUNDLE.resolve("drivers").resolve("postgresql"));
        assertThat(drivers).hasSize(1);
        assertThat(ofBundle).containsAll(drivers);
        ofBundle.removeAll(drivers);
        assertThat(jars(Sluice.BUNDLE.resolve("lib"))).isNotEmpty().containsExactlyElementsOf(ofBundle);
        assertThat(jars(PLUGIN)).isNotEmpty().containsExactlyElementsOf(ofPlugin);
    }

    private static boolean isLogging(String jar) {
        return jar.startsWith("slf4j-jdk14-");
    }

    @Test
    void aLibraryWhoseDescriptionIsVagueIsListedWithTheLicenceInItsJar() throws IOException {
        assertThat(Files.readAllLines(Sluice.BUNDLE.resolve("THIRD-PARTY.txt")))
                .anyMatch(line -> line.contains("(BSD-2-Clause)") && line.contains(":stax2-api:"));
    }

    @Test
    void aPluginHasEachLibraryOnce() throws IOException {
        assertThat(jars(PLUGIN).stream().map(name -> name.replaceAll("-\\d.*", "")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DuckDB",
                "Jedis",
                "progressbar",
                "JLine",
                "zstd-jni",
                "Redis 6.2",
                "MIT License",
                "BSD 3-Clause License"
            })
    void theNoticesOfThoseThatCarryNoneAreShipped(String name) throws IOException {
        assertThat(Sluice.BUNDLE.resolve("NOTICE")).content().contains(name);
        assertThat(Sluice.BUNDLE.resolve("LICENSE")).content().contains("Apache License");
    }
}
