package dev.sluice.redis.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/** The servers of the tests do what the tests rely on. */
class ServersIT {
    static Stream<Program> programs() {
        return Program.all().stream();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void whatAServerAcknowledgedIsThereAfterAKill(Program program) {
        try (ServerProcess process = ServerProcess.start(program, "--maxmemory", "64mb")) {
            try (Jedis jedis = process.server().client()) {
                jedis.set("a", "1");
            }
            process.kill();
            assertThat(process.isAlive()).isFalse();
            process.restart();
            try (Jedis jedis = process.server().client()) {
                assertThat(jedis.get("a")).isEqualTo("1");
                assertThat(jedis.configGet("maxmemory")).containsEntry("maxmemory", "67108864");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aFrozenServerKeepsItsConnectionsAndAnswersWhenItIsThawed(Program program) {
        try (ServerProcess process = ServerProcess.start(program);
                Jedis jedis = process.server().client();
                Jedis impatient = new Jedis(
                        new HostAndPort(
                                process.server().host(), process.server().port()),
                        DefaultJedisClientConfig.builder()
                                .timeoutMillis(200)
                                .serverDefaultProtocol()
                                .build())) {
            process.freeze();
            assertThatThrownBy(impatient::ping).isInstanceOf(JedisConnectionException.class);
            process.thaw();
            assertThat(jedis.ping()).isEqualTo("PONG");
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void nothingIsLeftOfAServerThatIsClosed(Program program) {
        ServerProcess process = ServerProcess.start(program);
        process.freeze();
        process.close();
        assertThat(process.isAlive()).isFalse();
        assertThat(process.directory()).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void sentinelsMakeAReplicaThePrimary(Program program) {
        try (SentinelGroup group = SentinelGroup.start(program, 1)) {
            ServerProcess first = group.primary();
            assertThat(first).isSameAs(group.servers().primary());
            group.changePrimary();
            assertThat(group.primary()).isSameAs(group.servers().replicas().get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aClusterServesEverySlotAndMovesOne(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 0)) {
            List<ServerProcess> nodes = group.nodes();
            int slot = ClusterGroup.slot("a");
            ServerProcess owner = group.owner(slot);
            ServerProcess other =
                    nodes.stream().filter(node -> node != owner).findFirst().orElseThrow();
            try (Jedis jedis = owner.server().client()) {
                jedis.set("a", "1");
                group.migrate(slot, other).finish();
                assertThatThrownBy(() -> jedis.get("a")).isInstanceOf(JedisMovedDataException.class);
            }
            assertThat(group.readAll("a")).containsExactlyEntriesOf(java.util.Map.of("a", "1"));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aReplicaOfAClusterTakesOver(Program program) {
        try (ClusterGroup group = ClusterGroup.start(program, 1)) {
            group.nodes().get(0).kill();
            group.awaitOtherOwner(0, group.nodes().get(0));
            assertThat(group.owner(0)).isSameAs(group.nodes().get(3));
        }
    }
}
