package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1CronJob;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import redis.clients.jedis.Jedis;

/** The recipes of {@code docs/scheduling.md} are well formed, and their commands run with the environment that they would have. */
@ExtendWith(SharedServer.class)
class RecipesIT {
    private static final Path PAGE = Path.of("..", "..", "docs", "scheduling.md");

    @TempDir
    Path directory;

    /** A block of the page, with the paths of this test in place of those of a real machine. */
    private String block(String file) throws IOException {
        Matcher block = Pattern.compile(
                        "`[^`\n]*" + Pattern.quote(file) + "`[^\n]*(?:\n[^`\n]+)*\n\n```\\w+\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as("the page has " + file).isTrue();
        return block.group(1)
                .replace(
                        "/opt/sluice/bin/sluice",
                        Sluice.BUNDLE.resolve("bin/sluice").toString())
                .replace("/etc/sluice", directory.toString())
                .replace("/var/lib/sluice", directory.resolve("lasting").toString())
                .replace("/data/", directory + "/")
                .replace(
                        "redis://redis.example.com:6379/0",
                        "redis://127.0.0.1:" + SharedServer.get().port());
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("users-1.csv"), "id,name\n1,Ada\n2,Bo\n");
        Files.writeString(directory.resolve("redis-password"), "canary-s3cret-recipe\n");
        Files.writeString(directory.resolve("sluice.yaml"), block("sluice.yaml"));
        Files.createDirectory(
                directory.resolve("lasting"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Jedis jedis = SharedServer.get().client()) {
            jedis.aclSetUser("sluice", "on", ">canary-s3cret-recipe", "~*", "+@all");
        }
    }

    private record Ended(int exit, String out) {}

    /** Runs a command with nothing of this process's environment, as a scheduler does. */
    private Ended run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        File output = directory.resolve("output").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        return new Ended(process.exitValue(), Files.readString(output.toPath()));
    }

    private static void assertWritten() {
        try (Jedis jedis = SharedServer.get().client()) {
            assertThat(jedis.get("user:2")).isEqualTo("{\"id\":\"2\",\"name\":\"Bo\"}");
        }
    }

    @Test
    void theLineForCronRunsInCronsEnvironmentAndPrintsNothing() throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(Map.of("HOME", directory.toString(), "LOGNAME", "sluice"));
        String command = "";
        for (String line : block("/etc/cron.d/sluice").lines().toList()) {
            String[] variable = line.split("=", 2);
            if (variable.length == 2 && variable[0].matches("[A-Z_]+")) {
                environment.put(variable[0], variable[1]);
            } else if (!line.isEmpty()) {
                // Five fields of time, the user, and the command to the end of the line.
                command = line.split(" ", 7)[6];
            }
        }
        assertThat(command).doesNotContain("%");
        Ended ended = run(environment, "/bin/sh", "-c", command);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exit()).isZero();
        assertWritten();
        assertThat(directory.resolve("lasting/state/users/state.json")).exists();
    }

    @Test
    void systemdAcceptsTheUnits() throws IOException, InterruptedException {
        assumeTrue(hasSystemd(), "systemd-analyze is not installed here");
        Path units = Files.createDirectory(directory.resolve("units"));
        for (String name : List.of("sluice@.service", "sluice@.timer", "sluice.service")) {
            Files.writeString(units.resolve(name), block(name));
        }
        Map<String, String> path = Map.of("PATH", System.getenv("PATH"));
        Ended ended = run(
                path,
                "systemd-analyze",
                "verify",
                units.resolve("sluice@.service").toString(),
                units.resolve("sluice@.timer").toString(),
                units.resolve("sluice.service").toString());
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exit()).isZero();
        Files.writeString(
                units.resolve("bad@.service"), block("sluice@.service").replace("TimeoutStopSec", "TimeoutStop"));
        assertThat(run(
                                path,
                                "systemd-analyze",
                                "verify",
                                units.resolve("bad@.service").toString())
                        .out())
                .contains("TimeoutStop");
    }

    private static boolean hasSystemd() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "systemd-analyze")));
    }

    @Test
    void theCommandOfTheUnitRunsWithItsEnvironment() throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"));
        List<String> command = new ArrayList<>();
        block("sluice@.service").lines().forEach(line -> {
            String[] parts = line.split("=", 3);
            if (parts[0].equals("Environment")) {
                environment.put(parts[1], parts[2]);
            } else if (parts[0].equals("ExecStart")) {
                command.addAll(List.of(parts[1].replace("%i", "users").split(" ")));
            }
        });
        Ended ended = run(environment, command.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.out()).isZero();
        assertWritten();
    }

    private static JsonElement json(String yaml) {
        return new Gson().toJsonTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    @Test
    void kubernetesKnowsEveryNameOfTheManifest() throws IOException {
        String manifest = block("sluice-users.yaml");
        V1CronJob.validateJsonElement(json(manifest));
        for (String name : List.of("concurrencyPolicy", "onExitCodes", "mountPath", "runAsNonRoot", "projected")) {
            assertThat(manifest).contains(name + ":");
            assertThatThrownBy(() -> V1CronJob.validateJsonElement(json(manifest.replace(name + ":", name + "s:"))))
                    .hasMessageContaining(name + "s");
        }
    }

    @Test
    void theContainerOfTheManifestRuns() throws IOException, InterruptedException {
        JsonElement container = json(block("sluice-users.yaml"));
        for (String name : List.of("spec", "jobTemplate", "spec", "template", "spec")) {
            container = container.getAsJsonObject().get(name);
        }
        container =
                container.getAsJsonObject().get("containers").getAsJsonArray().get(0);
        Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"));
        container
                .getAsJsonObject()
                .get("env")
                .getAsJsonArray()
                .forEach(variable -> environment.put(
                        variable.getAsJsonObject().get("name").getAsString(),
                        variable.getAsJsonObject().get("value").getAsString()));
        List<String> command =
                new ArrayList<>(List.of(Sluice.BUNDLE.resolve("bin/sluice").toString()));
        container.getAsJsonObject().get("args").getAsJsonArray().forEach(word -> command.add(word.getAsString()));
        Ended ended = run(environment, command.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.out()).isZero();
        assertWritten();
        assertThat(directory.resolve("lasting/state/state/users/state.json")).exists();
    }
}
