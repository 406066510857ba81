package dev.sluice.redis.it.marker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** Writers in three processes, one of which is killed, its rows written again by another, and one commit that is complete. */
class ThreeProcessesIT {
    private static final String PREFIX = "p:";
    private static final int EACH = 500;

    private final List<Process> processes = new ArrayList<>();

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    private BufferedReader start(RedisServer server, SyncRun run, long first, String value, String how)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName(),
                server.url(),
                PREFIX,
                run.runId(),
                String.valueOf(first),
                String.valueOf(EACH),
                value,
                how));
        run.run().handle().values().forEach((name, text) -> command.add(name + "=" + text));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void ofThreeWritersOneIsKilledAndTheRunIsComplete(Program program) throws Exception {
        try (ServerProcess process = ServerProcess.start(program);
                Jedis jedis = process.server().client()) {
            RedisServer server = process.server();
            DestinationConfig config =
                    DestinationConfig.of(Map.of("connection_url", server.url(), "key_prefix", PREFIX));
            try (SyncRun run = SyncRun.open("run1", config)) {
                BufferedReader first = start(server, run, 0, "first", "ends");
                BufferedReader second = start(server, run, EACH, "second", "ends");
                BufferedReader killed = start(server, run, 2 * EACH, "killed", WriterProcess.HANGS);
                assertThat(killed.readLine()).as("said before its last batch").isEqualTo(WriterProcess.HANGS);
                Process third = processes.get(2).destroyForcibly();
                assertThat(third.waitFor(30, TimeUnit.SECONDS))
                        .as("the killed one has ended")
                        .isTrue();
                assertThat(third.exitValue()).as("exit of the killed one").isEqualTo(128 + 9);
                run.run().checkpoint(1);
                BufferedReader again = start(server, run, 2 * EACH, "again", "ends");
                List<String> prepared = List.of(first.readLine(), second.readLine(), again.readLine());
                assertThat(run.run().commit(prepared, CommitObserver.NONE)).isEqualTo(CommitResult.COMPLETE);
            }
            Map<String, String> expected = new TreeMap<>();
            Map<String, String> actual = new TreeMap<>();
            for (int id = 0; id < 3 * EACH; id++) {
                String value = List.of("first", "second", "again").get(id / EACH);
                expected.put(PREFIX + id, "{\"id\":\"" + id + "\",\"value\":\"" + value + "\"}");
            }
            jedis.keys(PREFIX + "[0-9]*").forEach(key -> actual.put(key, jedis.get(key)));
            assertThat(actual).isEqualTo(expected);
            try (SyncRun next = SyncRun.open("run2", config)) {
                assertThat(next.markers()).containsExactly(RunMarker.found("run1", State.COMPLETE, 1));
            }
        }
    }
}
