package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The Maven command that runs one rule again. */
final class MavenCommand {
    /** Set by the plugins of Maven that run tests. */
    private static final String MODULE = "basedir";

    private MavenCommand() {}

    /** @param seed empty if it is not known */
    static String of(String test, Rule rule, String seed) {
        return of(Path.of(System.getProperty(MODULE, "")).toAbsolutePath(), test, rule, seed);
    }

    /**
     * The command for the directory in which a user builds {@code module}: its own, or the topmost above it whose pom has it as a module,
     * itself or through others.
     */
    static String of(Path module, String test, Rule rule, String seed) {
        Path root = module;
        for (Path above = root.getParent(); above != null; above = above.getParent()) {
            if (hasModule(above, root)) {
                root = above;
            }
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

    /** Whether the pom of a directory, if it has one, names this module, in a profile perhaps. */
    private static boolean hasModule(Path directory, Path module) {
        Path pom = directory.resolve("pom.xml");
        if (!Files.isReadable(pom)) {
            return false;
        }
        try {
            DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = parsers.newDocumentBuilder();
            parser.setErrorHandler(null);
            NodeList modules = parser.parse(pom.toFile()).getElementsByTagName("module");
            return IntStream.range(0, modules.getLength())
                    .mapToObj(i -> directory
                            .resolve(modules.item(i).getTextContent().strip())
                            .normalize())
                    .anyMatch(named -> named.equals(module) || named.equals(module.resolve("pom.xml")));
        } catch (IOException | ParserConfigurationException | SAXException | InvalidPathException e) {
            // Whatever this file is, the module builds without it.
            return false;
        }
    }
}
