package dev.sluice.redis.it.topology;

import static dev.sluice.redis.it.topology.SteadyWriting.json;
import static dev.sluice.redis.it.topology.SteadyWriting.request;
import static dev.sluice.redis.it.topology.SteadyWriting.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.it.faults.Fate;
import dev.sluice.redis.it.faults.Fault;
import dev.sluice.redis.it.faults.Kind;
import dev.sluice.redis.it.servers.Ports;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.SentinelGroup;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** A primary that sentinels watch: found, lost, and found again. */
class SentinelIT {
    private static final String PREFIX = "watched:";

    private final RedisDestination destination = new RedisDestination();

    static Stream<Program> programs() {
        return Program.all().stream();
    }

    private static DestinationConfig config(SentinelGroup group) {
        Map<String, Object> config = new HashMap<>();
        config.put("connection_url", group.url());
        config.put("topology", "sentinel");
        config.put("nodes", group.nodes());
        config.put("sentinel_master", SentinelGroup.MASTER);
        config.put("sentinel_password", SentinelGroup.PASSWORD);
        config.put("key_prefix", PREFIX);
        config.put("wait_replicas", 1L);
        config.put("retry_budget_seconds", 120L);
        return DestinationConfig.of(config);
    }

    private static Map<String, Object> readAll(ServerProcess primary) {
        Map<String, Object> all = new TreeMap<>();
        try (Jedis jedis = primary.server().client()) {
            for (String key : jedis.keys("*")) {
                all.put(key, jedis.get(key));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.SENTINEL_NAME, code = "MASTER_UNKNOWN", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.SENTINEL_NAME, code = "NO_SENTINEL", fate = Fate.NOT_BEGUN)
    void whatIsWrittenIsOnThePrimaryAndEachWrongSettingHasANameOfItsOwn(Program program) {
        try (SentinelGroup group = SentinelGroup.start(program, 1)) {
            DestinationConfig config = config(group);
            try (DestinationWriter writer =
                    destination.write(request(config, SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test"))) {
                assertThat(writer.write(List.of(row("a", 1), row("b", 2))).isAllWritten())
                        .isTrue();
            }
            assertThat(readAll(group.primary()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(PREFIX + "a", json("a", 1), PREFIX + "b", json("b", 2)));
            try (RecordReader reader = destination
                    .reader(request(config, SyncMode.UPSERT), RunContext.of("test"))
                    .orElseThrow()) {
                assertThat(reader.read(List.of(Row.of(SteadyWriting.SCHEMA, "a", 1L))))
                        .extracting(ReadBack::status)
                        .containsExactly(ReadBack.Status.MATCHES);
            }

            refused(config.with("sentinel_master", "nobody"), "MASTER_UNKNOWN", ErrorCategory.CONFIGURATION);
            refused(config.with("sentinel_password", "wrong"), "SENTINEL_LOGIN", ErrorCategory.AUTHENTICATION);
            refused(
                    config.with("connection_url", group.primary().server().url())
                            .with("nodes", group.primary().server().address())
                            .with("sentinel_password", RedisServer.PASSWORD),
                    "NOT_A_SENTINEL",
                    ErrorCategory.CONFIGURATION);
            String nobody = "127.0.0.1:" + Ports.free();
            refused(
                    config.with("connection_url", "redis://" + nobody)
                            .with("nodes", nobody)
                            .with("retry_budget_seconds", 1L),
                    "NO_SENTINEL",
                    ErrorCategory.CONNECTION);

            group.sentinels().get(0).kill();
            try (DestinationWriter writer =
                    destination.write(request(config, SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test"))) {
                assertThat(writer.write(List.of(row("c", 3))).isAllWritten())
                        .as("the other sentinels know it, too")
                        .isTrue();
            }
        }
    }

    private void refused(DestinationConfig config, String code, ErrorCategory category) {
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> destination.write(
                        request(config, SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test")))
                .satisfies(e -> {
                    assertThat(e.detail().code()).isEqualTo(code);
                    assertThat(e.detail().category()).isEqualTo(category);
                    assertThat(e.detail().remedy()).isNotBlank();
                    assertThat(e).message().doesNotContain("s3cret");
                });
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.FAILOVER, fate = Fate.RETRIED)
    void nothingIsLostWhenTheSentinelsChangeThePrimary(Program program) {
        try (SentinelGroup group = SentinelGroup.start(program, 1);
                SteadyWriting writing = new SteadyWriting(config(group), PREFIX)) {
            writing.writeDuring(() -> {
                group.changePrimary();
            });
            assertThat(readAll(group.primary())).isEqualTo(writing.expected());
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Fault(value = Kind.FAILOVER, fate = Fate.RETRIED)
    void nothingIsLostWhenThePrimaryIsKilled(Program program) {
        try (SentinelGroup group = SentinelGroup.start(program, 1);
                SteadyWriting writing = new SteadyWriting(config(group), PREFIX)) {
            writing.writeOne();
            writing.writeDuring(() -> {
                ServerProcess former = group.primary();
                former.kill();
                group.awaitOtherPrimary(former);
                // It comes back as a replica, which the writer waits for.
                former.restart();
            });
            assertThat(readAll(group.primary())).isEqualTo(writing.expected());
        }
    }

    @Test
    @Fault(value = Kind.FAILOVER_AT_THE_START, fate = Fate.RETRIED)
    void aRunThatBeginsDuringAFailoverWaitsForTheNewPrimary() {
        try (SentinelGroup group = SentinelGroup.start(Program.all().get(0), 1)) {
            DestinationConfig config = config(group).with("wait_replicas", 0L);
            ServerProcess former = group.primary();
            former.kill();
            try (DestinationWriter writer =
                    destination.write(request(config, SyncMode.UPSERT), RunHandle.of("test"), RunContext.of("test"))) {
                assertThat(writer.write(List.of(row("a", 1))).isAllWritten()).isTrue();
            }
            assertThat(group.primary()).isNotEqualTo(former);
            assertThat(readAll(group.primary())).containsExactly(Map.entry(PREFIX + "a", json("a", 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aReplicaBehindStandaloneIsNamed(Program program) {
        try (SentinelGroup group = SentinelGroup.start(program, 1)) {
            DestinationConfig config = DestinationConfig.of(Map.of(
                    "connection_url", group.servers().replicas().get(0).server().url(), "retry_budget_seconds", 1L));
            refused(config, "READ_ONLY_REPLICA", ErrorCategory.CONNECTION);
        }
    }
}
