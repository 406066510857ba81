package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Maven command that runs one rule again. */
final class MavenCommand {
    /** Set by the plugins of Maven that run tests. */
    private static final String MODULE = "basedir";

    private MavenCommand() {}

    /** @param seed empty if it is not known */
    static String of(String test, Rule rule, String seed) {
        return of(Path.of(System.getProperty(MODULE, "")).toAbsolutePath(), test, rule, seed);
    }

    /** The command for the directory in which a user builds {@code module}: its own, or the topmost above it that has a pom. */
    static String of(Path module, String test, Rule rule, String seed) {
        Path root = module;
        for (Path above = root.getParent(); above != null && hasPom(above); above = above.getParent()) {
            root = above;
        }
        boolean integration = test.endsWith("IT") || test.endsWith("ITCase");
        StringBuilder command = new StringBuilder("mvn -B ").append(integration ? "verify" : "test");
        if (!root.equals(module)) {
            command.append(" -pl ").append(root.relativize(module).toString().replace('\\', '/'));
            command.append(" -am -Dsurefire.failIfNoSpecifiedTests=false");
            command.append(integration ? " -Dfailsafe.failIfNoSpecifiedTests=false" : "");
        }
        if (integration) {
            // A name that no class has, so that the unit tests do not run.
            command.append(" -Dtest=None");
            command.append(root.equals(module) ? " -Dsurefire.failIfNoSpecifiedTests=false" : "");
        }
        String selected = (integration ? "-Dit.test=" : "-Dtest=") + test + "#" + rule.method();
        command.append(' ').append(selected.contains("$") ? "'" + selected + "'" : selected);
        return command.append(seed.isEmpty() ? "" : " -D" + ReportListener.SEED + "=" + seed)
                .toString();
    }

    private static boolean hasPom(Path directory) {
        return Files.exists(directory.resolve("pom.xml"));
    }
}
