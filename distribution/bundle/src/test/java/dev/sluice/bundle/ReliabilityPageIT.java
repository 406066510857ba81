package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Writes the host's table of faults into {@code docs/reliability.md} from the tests that provoke them, and fails if it is another. */
class ReliabilityPageIT {
    private static final Path PAGE = Path.of("..", "..", "docs", "reliability.md");
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

    private static String table() {
        StringBuilder table = new StringBuilder("| Fault | Outcome | Test |\n| --- | --- | --- |\n");
        lines().forEach(line -> table.append(line).append('\n'));
        return table.toString();
    }

    private static List<String> lines() {
        List<String> lines =
                ReflectionSupport.findAllClassesInPackage("dev.sluice.bundle", any -> true, name -> name.endsWith("IT"))
                        .stream()
                        .flatMap(type ->
                                ReflectionSupport.findMethods(type, any -> true, HierarchyTraversalMode.TOP_DOWN)
                                        .stream())
                        .flatMap(method -> faults(method.getAnnotationsByType(Fault.class))
                                .map(fault -> "| " + fault.value() + " | " + fault.outcome() + " | `"
                                        + method.getDeclaringClass().getSimpleName() + "." + method.getName() + "` |"))
                        .sorted()
                        .toList();
        assertThat(lines).as("faults that tests provoke").isNotEmpty();
        return lines;
    }

    private static Stream<Fault> faults(Fault... faults) {
        return Arrays.stream(faults);
    }
}
