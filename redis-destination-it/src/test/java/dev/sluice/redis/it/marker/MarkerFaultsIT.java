package dev.sluice.redis.it.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientPauseMode;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Connections that are lost, and servers that restart, while a run goes on. */
class MarkerFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PREFIX = "p:";
    private static final String KEY = PREFIX + "~sluice:" + SyncRun.SYNC;

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    private static DestinationConfig config(String url) {
        return DestinationConfig.of(Map.of("connection_url", url, "key_prefix", PREFIX));
    }

    /** A user who may do all but what is said; by its URL. */
    private static String userWithout(RedisServer server, String right, String password) {
        try (Jedis jedis = server.client()) {
            jedis.aclSetUser("u", "reset", "on", ">" + password, "~*", "+@all", right);
        }
        return "redis://u:" + password + "@" + server.address();
    }

    private static void killClients(RedisServer server) {
        try (Jedis jedis = server.client()) {
            jedis.clientKill(
                    ClientKillParams.clientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void whatWasThereBeforeALostOpeningIsUnknown(Program program) throws IOException {
        try (ServerProcess process = ServerProcess.start(program);
                FaultProxy proxy = new FaultProxy(process.server().port());
                Jedis jedis = process.server().client();
                SyncRun run = new SyncRun(
                        "run2", config("redis://:" + RedisServer.PASSWORD + "@127.0.0.1:" + proxy.port()))) {
            SyncRun.complete("run1", config(process.server().url()));
            // The server holds the command back until the way of its reply is blocked.
            jedis.clientPause(600_000, ClientPauseMode.WRITE);
            CompletableFuture<Void> opening =
                    CompletableFuture.runAsync(run::open).orTimeout(2, TimeUnit.MINUTES);
            await().atMost(PATIENCE).until(() -> jedis.clientList().contains("cmd=set"));
            proxy.now(Harm.stallDown(0));
            jedis.clientUnpause();
            await().atMost(PATIENCE).until(() -> jedis.get(KEY).equals("run2 open 0"));
            proxy.cut(Harm.Ending.RST);
            opening.join();

            assertThat(run.markers()).containsExactly(RunMarker.NOTHING);
            assertThat(run.warnings()).containsExactly("MARKER_UNSEEN");
            run.write(run.writer(), 10);
            assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void connectionsThatAreReplacedLeadToTheSameProcessAsInfoProves(Program program) {
        try (ServerProcess process = ServerProcess.start(program)) {
            RedisServer server = process.server();
            assertThat(commitAfterKill(server, server.url())).isEqualTo(CommitResult.COMPLETE);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void withoutTheRightToInfoNothingProvesIt(Program program) {
        try (ServerProcess process = ServerProcess.start(program)) {
            RedisServer server = process.server();
            assertThat(commitAfterKill(server, userWithout(server, "-info", RedisServer.PASSWORD)))
                    .isEqualTo(CommitResult.RUN_UNCERTAIN);
            try (Jedis jedis = server.client()) {
                assertThat(jedis.get(KEY)).isEqualTo("run1 open 1");
            }
        }
    }

    private static CommitResult commitAfterKill(RedisServer server, String url) {
        try (SyncRun run = SyncRun.open("run1", config(url))) {
            DestinationWriter writer = run.writer();
            run.write(writer, 10);
            run.run().checkpoint(1);
            killClients(server);
            run.write(writer, 10);
            CommitResult result = run.commit();
            assertThat(run.reconnects()).as("of the writer and of the run").isEqualTo(2);
            return result;
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aReconnectOfAWriterAloneIsEnoughToDoubt(Program program) {
        try (ServerProcess process = ServerProcess.start(program);
                Jedis jedis = process.server().client()) {
            String url = userWithout(process.server(), "-info", RedisServer.PASSWORD);
            try (SyncRun run = SyncRun.open("run1", config(url))) {
                DestinationWriter writer = run.writer();
                run.write(writer, 10);
                // The youngest connection of the user.
                String id = jedis.clientList()
                        .lines()
                        .filter(line -> line.contains("user=u"))
                        .reduce((first, second) -> second)
                        .orElseThrow()
                        .replaceAll("id=([0-9]+) .*", "$1");
                jedis.clientKill(ClientKillParams.clientKillParams().id(id));
                run.write(writer, 10);
                assertThat(run.commit()).isEqualTo(CommitResult.RUN_UNCERTAIN);
                assertThat(run.warnings()).containsExactly("RUN_UNPROVEN");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aServerThatRestartsWithItsDataLeavesTheRunUncertain(Program program) {
        try (ServerProcess process = ServerProcess.start(program)) {
            DestinationConfig config = config(process.server().url());
            try (SyncRun run = SyncRun.open("run1", config)) {
                DestinationWriter writer = run.writer();
                run.write(writer, 10);
                run.run().checkpoint(1);
                process.kill();
                process.restart();
                run.write(writer, 10);
                run.run().checkpoint(2);
                assertThat(run.commit()).isEqualTo(CommitResult.RUN_UNCERTAIN);
                assertThat(run.warnings()).containsExactly("RUN_UNPROVEN");
            }
            try (SyncRun run = SyncRun.open("run2", config)) {
                assertThat(run.markers()).containsExactly(RunMarker.found("run1", State.OPEN, 2));
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aServerThatRestartsWithoutItsDataIsAnotherTarget(Program program) {
        try (ServerProcess process = ServerProcess.start(program, "--appendonly", "no")) {
            try (SyncRun run = SyncRun.open("run1", config(process.server().url()))) {
                DestinationWriter writer = run.writer();
                run.write(writer, 10);
                process.kill();
                process.restart();
                run.write(writer, 10);
                assertThat(run.commit()).isEqualTo(CommitResult.TARGET_REPLACED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aPasswordThatIsRotatedDuringARunIsTakenFromTheHost(Program program) {
        try (ServerProcess process = ServerProcess.start(program)) {
            RedisServer server = process.server();
            String old = userWithout(server, "-flushall", RedisServer.PASSWORD);
            try (SyncRun run = SyncRun.open("run1", config(old))) {
                DestinationWriter writer = run.writer();
                run.write(writer, 10);
                String next = "canary-s3cret-next";
                try (Jedis jedis = server.client()) {
                    jedis.aclSetUser("u", "resetpass", ">" + next);
                }
                run.configure(config("redis://u:" + next + "@" + server.address()));
                killClients(server);
                run.write(writer, 10);
                run.run().checkpoint(1);
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
                assertThat(run.warnings()).isEmpty();
            }
        }
    }
}
