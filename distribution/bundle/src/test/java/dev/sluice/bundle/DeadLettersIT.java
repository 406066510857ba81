package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The built command keeps the rows that several runs reject. */
@ExtendWith(SharedServer.class)
class DeadLettersIT {
    private static final Server SERVER = SharedServer.get();
    private static final int ROWS = 20_000;

    @TempDir
    Path directory;

    /** Every tenth row has no key. */
    private void source(String name) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,w"));
        IntStream.range(0, ROWS)
                .mapToObj(i -> (i % 10 == 0 ? "" : i) + "," + name)
                .forEach(lines::add);
        Files.write(Files.createDirectories(directory.resolve(name)).resolve("u.csv"), lines);
    }

    private Sluice.Running start(String source, String name, String url) throws IOException {
        return new Sluice(directory)
                .start(
                        Map.of("TEST_URL", url),
                        "sync",
                        source + "/u.csv",
                        "--name",
                        name,
                        "--key",
                        "id",
                        "--to",
                        "${env:TEST_URL}",
                        "--set",
                        "retry_budget_seconds=0");
    }

    private List<Path> files() throws IOException {
        Path folder = directory.resolve(".sluice").resolve("dead-letters");
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void assertHolds(Path file, String value) throws IOException {
        assertThat(Files.readAllLines(file))
                .hasSize(ROWS / 10)
                .allSatisfy(line -> assertThat(line).contains("\"w\":\"" + value + "\""));
    }

    @Test
    @Fault(
            value = "Two runs reject rows at the same time, and a later one cannot connect",
            outcome = "each run has a file of its own with its rows, and no run removes another's")
    void eachRunKeepsItsOwnRows() throws IOException, InterruptedException {
        source("a");
        source("b");
        Sluice.Running first = start("a", "a", SERVER.url());
        Sluice.Running second = start("b", "b", SERVER.url());
        assertThat(List.of(first.await().exit(), second.await().exit())).containsExactly(4, 4);
        assertThat(files()).hasSize(2);
        assertHolds(files().get(0), "a");
        assertHolds(files().get(1), "b");

        assertThat(start("a", "a", "redis://127.0.0.1:1").await().exit()).isEqualTo(3);
        assertThat(files()).hasSize(2);

        assertThat(start("a", "a", SERVER.url()).await().exit()).isEqualTo(4);
        assertThat(files()).hasSize(3);
        assertHolds(files().get(0), "a");
        assertHolds(files().get(1), "a");
    }
}
