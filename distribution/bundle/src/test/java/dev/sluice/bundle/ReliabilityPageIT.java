package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes the host's table of faults into {@code docs/reliability.md} from the tests that provoke them, and fails if it is another. */
class ReliabilityPageIT {
    private static final Path PAGE = Path.of("..", "..", "docs", "reliability.md");
    private static final Path CLASSES = Path.of("target", "test-classes", "dev", "sluice", "bundle");
    private static final String BEGIN = "<!-- host: written by ReliabilityPageIT of the bundle -->\n";
    private static final String END = "<!-- end of host -->\n";

    @Test
    void thePageListsEveryFaultOfTheHostWithItsTest() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(end).as("the page has room for the host's table").isGreaterThanOrEqualTo(begin);
        String written = page.substring(0, begin) + table() + page.substring(end);
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(PAGE, written);
        }
        assertThat(PAGE)
                .as("docs/reliability.md is stale; write it anew with -Dsluice.docs.write=true")
                .hasContent(written);
    }

    private static String table() throws IOException {
        StringBuilder table = new StringBuilder("| Fault | Outcome | Test |\n| --- | --- | --- |\n");
        lines().forEach(line -> table.append(line).append('\n'));
        return table.toString();
    }

    private static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Class<?> type : tests()) {
            for (Method method : type.getDeclaredMethods()) {
                for (Fault fault : method.getAnnotationsByType(Fault.class)) {
                    lines.add("| " + fault.value() + " | " + fault.outcome() + " | `" + type.getSimpleName() + "."
                            + method.getName() + "` |");
                }
            }
        }
        assertThat(lines).as("faults that tests provoke").isNotEmpty();
        return lines.stream().sorted().toList();
    }

    /** The classes that lie beside this one. */
    private static List<Class<?>> tests() throws IOException {
        List<Class<?>> tests = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(CLASSES, "*IT.class")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName()).replace(".class", "");
                // Not initialized: some start a server then.
                tests.add(Class.forName(
                        ReliabilityPageIT.class.getPackageName() + "." + name,
                        false,
                        ReliabilityPageIT.class.getClassLoader()));
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return tests;
    }
}
