package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bundle.Transcript.Kind;
import dev.sluice.bundle.Transcript.Scenario;
import dev.sluice.bundle.Transcript.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Runs what {@code command-line.txt} lists: every command and option of {@code docs/command-line.md}, with every exit code. */
class CommandLineIT {
    private static final Path TRANSCRIPT = Path.of("src", "test", "resources", "command-line.txt");
    private static final Path PAGE = Path.of("..", "..", "docs", "command-line.md");
    /** More than a pipe holds, so that whoever has written it knows that the command reads. */
    private static final int ROWS = 30_000;

    private static final Pattern JSON = Pattern.compile(" (-o|--output) json");

    private static Database database;

    @TempDir
    Path directories;

    private final GoldenOutput golden = new GoldenOutput();

    @BeforeAll
    static void start() throws IOException, SQLException {
        database = Database.shared();
        database.password(Database.PASSWORD);
        database.execute(
                "drop table if exists people",
                "create table people as select i as id, 'n' || i as name from generate_series(1, 3) i",
                "grant select on people to reader");
    }

    @Test
    void everyCommandOptionAndExitCodeOfThePageIsRun() throws IOException {
        CommandPage page = CommandPage.read(PAGE);
        Uses uses = Uses.of(page, Transcript.read(TRANSCRIPT));
        assertThat(uses.options()).as("options that are run").isEqualTo(page.options());
        assertThat(uses.exits()).as("exit codes that are seen").isEqualTo(page.exits());
    }

    @TestFactory
    Stream<DynamicTest> everyCommandDoesWhatIsListed() throws IOException {
        return Transcript.read(TRANSCRIPT).stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> run(scenario)));
    }

    private void run(Scenario scenario) throws IOException, InterruptedException {
        SharedServer.empty();
        Path directory =
                Files.createDirectory(directories.resolve(scenario.name().replace(' ', '-')));
        fill(directory);
        Deque<Held> held = new ArrayDeque<>();
        for (Step step : scenario.steps()) {
            switch (step.kind()) {
                case FILE -> {
                    String[] parts = step.text().split(" ", 2);
                    Files.writeString(directory.resolve(parts[0]), parts[1].replace("\\n", "\n"));
                }
                case REDIS -> check(step, step.exit(), redis(step));
                case COMMAND -> golden(scenario, step, directory, end(step, start(directory, step)));
                case INTERRUPTED, HELD -> {
                    Held running = new Held(step, start(directory, step));
                    held.push(running);
                    awaitWork(directory, running);
                    if (step.kind() == Kind.INTERRUPTED) {
                        interrupt(held.pop());
                    }
                }
            }
        }
        while (!held.isEmpty()) {
            interrupt(held.pop());
        }
    }

    /** A command that runs until it is stopped. */
    private record Held(Step step, Sluice.Running running) {}

    private static void interrupt(Held held) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill", "-INT", Long.toString(held.running().process().pid()))
                .start()
                .waitFor();
        end(held.step(), held.running());
    }

    private void golden(Scenario scenario, Step step, Path directory, Sluice.Ended ended) throws IOException {
        if (JSON.matcher(step.text()).find()) {
            golden.require(scenario.name(), step.words(), ended.json(), directory);
        }
    }

    private static Sluice.Ended end(Step step, Sluice.Running running) throws IOException, InterruptedException {
        Sluice.Ended ended = running.awaitWhateverItSays();
        check(step, ended.exit(), ended.out() + ended.err());
        if (JSON.matcher(step.text()).find()) {
            ended.json();
        }
        return ended;
    }

    private static void check(Step step, int exit, String said) {
        String about = TRANSCRIPT.getFileName() + ":" + step.line() + " " + step.text() + "\n" + said;
        assertThat(exit).as(about).isEqualTo(step.exit());
        step.says().forEach(text -> assertThat(said).as(about).contains(text));
        step.neverSays().forEach(text -> assertThat(said).as(about).doesNotContain(text));
    }

    private static Sluice.Running start(Path directory, Step step) throws IOException {
        String[] words = step.words().stream()
                .map(word -> word.replace("{redis}", SharedServer.get().url())
                        .replace(
                                "{stranger}",
                                "redis://nobody:none@127.0.0.1:"
                                        + SharedServer.get().port())
                        .replace("{jdbc}", database.url()))
                .toArray(String[]::new);
        return new Sluice(directory)
                .start(Map.of("TEST_URL", SharedServer.get().url(), "TEST_PASSWORD", Database.PASSWORD), words);
    }

    /** Writes rows until the command reads them, or waits for what it says it waits for. */
    private static void awaitWork(Path directory, Held held) throws IOException {
        if (!held.step().words().contains("-")) {
            String wanted = held.step().says().get(0);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> held.running().errors().contains(wanted));
            return;
        }
        OutputStream rows = held.running().process().getOutputStream();
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(",name\n");
        }
        rows.write(text.toString().getBytes(StandardCharsets.UTF_8));
        rows.flush();
        if (held.step().kind() == Kind.HELD) {
            Path lock = directory
                    .resolve(".sluice")
                    .resolve("state")
                    .resolve("held")
                    .resolve("lock");
            await().atMost(Duration.ofMinutes(1)).until(() -> isWritten(lock));
        }
    }

    private static boolean isWritten(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String redis(Step step) {
        List<String> words = Arrays.asList(step.text().split(" "));
        try (Jedis jedis = SharedServer.get().client()) {
            return switch (words.get(0)) {
                case "GET" -> String.valueOf(jedis.get(words.get(1)));
                case "SET" -> jedis.set(words.get(1), words.get(2));
                default -> throw new IllegalArgumentException(step.text());
            };
        }
    }

    private static void fill(Path directory) throws IOException {
        String users = "id,name\n1,Ada\n2,Bo\n3,Cy\n";
        Files.writeString(directory.resolve("users.csv"), users);
        Files.writeString(directory.resolve("users.data"), users);
        Files.writeString(directory.resolve("one.csv"), "id,name\n1,Ada\n");
        Files.writeString(directory.resolve("broken.csv"), "id,name\n1,Ada\n,none\n");
        Files.writeString(directory.resolve("team.yaml"), definition("TEST_URL"));
        Files.writeString(directory.resolve("unset.yaml"), definition("REDIS_URL_UNSET"));
    }

    private static String definition(String variable) {
        return """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${env:%s}" } }
                sources:
                  shop: { jdbc: "%s", user: reader, password: "${env:TEST_PASSWORD}" }
                syncs:
                  users:
                    from: { file: users.csv }
                    to: { destination: cache, key_prefix: "u:" }
                    mode: mirror
                    key: id
                  people:
                    from: { source: shop, query: "select id, name from people" }
                    to: { destination: cache, key_prefix: "p:" }
                    mode: mirror
                    key: id
                """.formatted(variable, database.url());
    }
}
