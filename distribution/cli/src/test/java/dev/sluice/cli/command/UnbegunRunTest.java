package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Receiver;
import dev.sluice.cli.Terminal;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.runfile.RunFiles;
import dev.sluice.host.runfile.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What keeps a run from beginning is found where the runs are. */
class UnbegunRunTest {
    private static final String DESTINATION = """
            version: 1
            destinations:
              there: { plugin: fake, config: { url: "fake://db1/users" } }
              secret: { plugin: fake, config: { url: "${env:NOT_SET}" } }
            syncs:
            """;
    private static final String SYNC =
            "  %s: { from: { file: users.csv }, to: { destination: %s }, mode: %s, key: id }\n";

    @TempDir
    Path directory;

    private Terminal terminal = new Terminal();

    private Path define(String text) throws IOException {
        return Files.writeString(directory.resolve("sluice.yaml"), text);
    }

    private int run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--config", directory.resolve("sluice.yaml").toString()));
        return terminal.run(line.toArray(String[]::new));
    }

    /** The runs of the directory beside the definition, the first one first. */
    private List<StoredRun> runs() {
        List<StoredRun> runs =
                new ArrayList<>(new RunFiles(directory.resolve(".sluice/runs")).list(Optional.empty(), 100));
        Collections.reverse(runs);
        return runs;
    }

    private void requireOne(String sync, String code, int exit) {
        assertThat(runs()).singleElement().satisfies(run -> {
            assertThat(run.sync()).isEqualTo(sync);
            assertThat(run.status()).isEqualTo(StoredRun.Status.FAILED);
            assertThat(run.failure("code")).contains(code);
            assertThat(run.json()).containsEntry("exit", (long) exit).doesNotContainKeys("mode", "destination");
        });
        assertThat(terminal.err()).contains(code);
    }

    @Test
    void aReferenceThatCannotBeResolved() throws IOException {
        define(DESTINATION + SYNC.formatted("users", "secret", "upsert"));
        assertThat(run("sync", "users")).isEqualTo(2);
        requireOne("users", "VARIABLE_UNSET", 2);
        assertThat(run("runs", "show", "last")).isZero();
        assertThat(terminal.out()).contains("users: failed (VARIABLE_UNSET)").doesNotContain("mode ,");
        assertThat(run("runs", "tail", "last")).isZero();
        assertThat(terminal.out()).contains(": sync of users\n").contains("ended: failed, exit 2");
    }

    @Test
    void aPluginThatIsNotInstalled() throws IOException {
        define(DESTINATION.replace("plugin: fake", "plugin: nowhere") + SYNC.formatted("users", "there", "upsert"));
        assertThat(run("retry", "users")).isEqualTo(2);
        requireOne("users", "DEFINITION_INVALID", 2);
        assertThat(runs().get(0).purpose()).isEqualTo(SyncEvent.Purpose.RETRY);
    }

    @Test
    void aDefinitionThatIsWrong() throws IOException {
        define(DESTINATION + SYNC.formatted("users", "there", "sideways"));
        assertThat(run("sync", "users")).isEqualTo(2);
        assertThat(runs()).extracting(StoredRun::sync).containsExactly("users");
    }

    @Test
    void aDefinitionThatCannotBeReadWhereOnlyItsNamesWouldTellWhichSyncsAreMeant() throws IOException {
        define("syncs: [");
        assertThat(run("sync", "--all")).isEqualTo(2);
        assertThat(run("sync", "users", "orders")).isEqualTo(2);
        assertThat(runs()).extracting(StoredRun::sync).containsExactly("all syncs", "users", "orders");
    }

    @Test
    void aSyncThatIsNoLongerThere() throws IOException {
        define(DESTINATION + SYNC.formatted("users", "there", "upsert"));
        assertThat(run("sync", "user")).isEqualTo(2);
        requireOne("user", "SYNC_UNKNOWN", 2);
    }

    @Test
    void eachOfSeveralAndTheOthersHaveTheirTurn() throws IOException {
        define(DESTINATION
                + SYNC.formatted("first", "secret", "upsert")
                + SYNC.formatted("second", "there", "upsert")
                + SYNC.formatted("third", "secret", "mirror"));
        assertThat(run("sync", "--all", "--jobs", "2")).isNotZero();
        assertThat(runs())
                .extracting(StoredRun::sync)
                .as("what the second one meets is a defect of the host of this test")
                .containsExactlyInAnyOrder("first", "second", "third");
    }

    /** Of one that is no longer in the file, and of one whose destination cannot be made. */
    @Test
    void whoeverIsToldOfRunsIsToldOfIt() throws IOException {
        define(DESTINATION + SYNC.formatted("users", "secret", "upsert"));
        Path metrics = directory.resolve("sluice.prom");
        Path summary = directory.resolve("summary.json");
        try (Receiver receiver = new Receiver()) {
            terminal = new Terminal(
                    Map.of("SLUICE_WEBHOOK_URL", receiver.url("/hook"), "SLUICE_METRICS_FILE", metrics.toString()),
                    false);
            String[] names = {"user", "users"};
            String[] codes = {"SYNC_UNKNOWN", "VARIABLE_UNSET"};
            for (int i = 0; i < names.length; i++) {
                assertThat(run("sync", names[i], "--summary", summary.toString()))
                        .isEqualTo(2);
                assertThat(receiver.messages()).hasSize(i + 1);
                StoredRun kept = runs().get(i);
                JsonNode data = new JsonMapper()
                        .readTree(receiver.messages().get(i).body())
                        .path("data");
                assertThat(data.path("run").asString()).isEqualTo(kept.id());
                JsonNode summed =
                        new JsonMapper().readTree(Files.readString(summary)).path("runs");
                assertThat(summed.size()).isOne();
                for (JsonNode told : List.of(data, summed.get(0))) {
                    assertThat(told.path("sync").asString()).isEqualTo(names[i]);
                    assertThat(told.path("status").asString()).isEqualTo("failed");
                    assertThat(told.path("exit").asInt()).isEqualTo(2);
                    assertThat(told.path("failure").path("code").asString()).isEqualTo(codes[i]);
                    assertThat(told.has("mode") || told.has("destination")).isFalse();
                }
                assertThat(metrics)
                        .content()
                        .contains(
                                "sluice_runs_total{destination=\"\",mode=\"\",status=\"failed\",sync=\"" + names[i]
                                        + "\"} 1.0",
                                "sluice_last_run_exit_code{sync=\"" + names[i] + "\"} 2.0",
                                "sluice_running{sync=\"" + names[i] + "\"} 0.0");
            }
        }
        assertThat(terminal.err()).doesNotContain("webhook");
    }

    @Test
    void whatIsWrongWithWhoeverIsToldKeepsNoRunOutOfTheFiles() throws IOException {
        define(DESTINATION + SYNC.formatted("users", "there", "upsert") + "webhook: { url: \"${env:NOT_SET}\" }\n");
        Path old = directory.resolve(".sluice/runs/2020-01/01DXF6DT000000000000000000.json");
        Files.createDirectories(old.getParent());
        Files.writeString(old, "{}");
        assertThat(run(
                        "sync",
                        "users",
                        "--summary",
                        directory.resolve("summary.md").toString()))
                .isNotZero();
        assertThat(runs()).hasSize(1);
        assertThat(directory.resolve("summary.md")).content().contains("| users | failed (");
        assertThat(old)
                .as("a definition that is wrong may say how long runs are kept")
                .exists();
    }

    @Test
    void oneThatOptionsDescribeHasANameIfItIsGivenOne() throws IOException {
        terminal = new Terminal(
                Map.of("SLUICE_STATE_DIR", directory.resolve(".sluice").toString()), false);
        Instant before = Instant.now();
        assertThat(terminal.run("sync", "users.csv", "--to", "nowhere://x")).isEqualTo(2);
        assertThat(runs()).isEmpty();
        assertThat(terminal.run("sync", "users.csv", "--to", "nowhere://x", "--name", "users"))
                .isEqualTo(2);
        assertThat(runs()).singleElement().satisfies(run -> {
            assertThat(run.sync()).isEqualTo("users");
            assertThat(run.started()).isAfterOrEqualTo(before.minusSeconds(1));
        });
    }

    @Test
    void aSummaryIsThatOfNoEarlierCommand() throws IOException {
        define(DESTINATION + SYNC.formatted("users", "secret", "upsert"));
        for (String[] command : new String[][] {
            {"sync", "users.csv", "--to", "nowhere://x"},
            {"retry", "users", "users.csv"},
            {"verify", "users", "--examples", "-1"}
        }) {
            Path summary = Files.writeString(directory.resolve("summary.json"), "{\"runs\":[\"of yesterday\"]}");
            String[] line = Arrays.copyOf(command, command.length + 2);
            line[command.length] = "--summary";
            line[command.length + 1] = summary.toString();
            assertThat(run(line)).isEqualTo(2);
            assertThat(summary).content().doesNotContain("yesterday").startsWith("{\"version\":1,\"runs\":[");
        }
    }

    @Test
    void aRepairIsARunAndALookIsNone() throws IOException {
        define(DESTINATION + SYNC.formatted("users", "secret", "upsert"));
        assertThat(run("verify", "users")).isEqualTo(2);
        assertThat(run("plan", "users")).isEqualTo(2);
        assertThat(runs()).isEmpty();
        assertThat(run("verify", "users", "--repair")).isEqualTo(2);
        assertThat(runs()).extracting(StoredRun::purpose).containsExactly(SyncEvent.Purpose.REPAIR);
    }
}
