package dev.sluice.redis.connection.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.ScriptedServer;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.TestSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Redirections that a real cluster does not produce on demand, from two scripted nodes. */
final class ClusterCommandExecutorTest {
    private static final String HELLO = "HELLO\r\n$1\r\n2\r\n";
    private static final String GREETING = "*2\r\n$5\r\nproto\r\n:2\r\n";
    private static final String ASK_SLOTS = "SLOTS\r\n";
    private static final String OK = "+OK\r\n";
    private static final int LAST = 16_383;
    private static final Reply.Value DONE = new Reply.Value("OK");

    private final ScriptedServer first;
    private final ScriptedServer second;

    ClusterCommandExecutorTest() throws IOException {
        first = new ScriptedServer();
        second = new ScriptedServer();
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    private ClusterCommandExecutor executor() {
        Topology.Cluster cluster = new Topology.Cluster(List.of(new Endpoint("127.0.0.1", first.port())));
        RedisSettings settings =
                new TestSettings().port(first.port()).topology(cluster).build();
        return new ClusterCommandExecutor(settings, cluster, new ConnectionFactory(settings, Optional.empty()));
    }

    /** A command that may be answered with anything, so that a test can tell the replies apart. */
    private static Command set(String key, String value) {
        return new Command(
                key.getBytes(UTF_8), List.of("ANY".getBytes(UTF_8), key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    private static String slots(String host, ScriptedServer... owners) {
        int each = (LAST + 1) / owners.length;
        StringBuilder answer = new StringBuilder("*" + owners.length + "\r\n");
        for (int i = 0; i < owners.length; i++) {
            answer.append("*3\r\n:").append(i * each).append("\r\n:").append((i + 1) * each - 1);
            answer.append("\r\n*2\r\n$").append(host.length()).append("\r\n").append(host);
            answer.append("\r\n:").append(owners[i].port()).append("\r\n");
        }
        return answer.toString();
    }

    private static String slots(ScriptedServer... owners) {
        return slots("127.0.0.1", owners);
    }

    private static String sendsTo(String word, String key, ScriptedServer other) {
        return "-" + word + " " + JedisClusterCRC16.getSlot(key) + " 127.0.0.1:" + other.port() + "\r\n";
    }

    @Test
    void movedCommandsAreSentAgainInOrderAndTheSlotMapIsLoadedOnce() {
        String moved = sendsTo("MOVED", "k", second) + sendsTo("MOVED", "k", second);
        first.connection(HELLO, GREETING, ASK_SLOTS, slots(first), "two\r\n", moved, ASK_SLOTS, slots(second));
        second.connection(HELLO, GREETING, "one\r\n", "", "two\r\n", OK + ":7\r\n", "three\r\n", OK);
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one"), set("k", "two"))))
                    .containsExactly(DONE, new Reply.Value(7L));
            assertThat(executor.execute(List.of(set("k", "three"))))
                    .as("the next command goes to the new node directly")
                    .containsExactly(DONE);
        }
    }

    @Test
    void aMovedReplyOverridesAnOlderSlotMap() {
        first.connection(
                HELLO,
                GREETING,
                ASK_SLOTS,
                slots(first),
                "one\r\n",
                sendsTo("MOVED", "k", second),
                ASK_SLOTS,
                slots(first));
        second.connection(HELLO, GREETING, "one\r\n", OK);
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one")))).containsExactly(DONE);
        }
    }

    @Test
    void everyCommandOfAMigratingSlotFollowsItsOwnAsking() {
        String ask = sendsTo("ASK", "k", second) + sendsTo("ASK", "k", second);
        first.connection(HELLO, GREETING, ASK_SLOTS, slots(first), "two\r\n", ask);
        second.connection(HELLO, GREETING, "two\r\n", OK + OK + OK + ":2\r\n");
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one"), set("k", "two"))))
                    .containsExactly(DONE, new Reply.Value(2L));
        }
        assertThat(words(second)).containsExactly("HELLO 2", "ASKING ANY k one ASKING ANY k two");
    }

    @Test
    void aRefusedAskingIsTheReply() {
        first.connection(HELLO, GREETING, ASK_SLOTS, slots(first), "one\r\n", sendsTo("ASK", "k", second));
        String denied = "NOPERM this user has no permissions to run the 'asking' command";
        second.connection(HELLO, GREETING, "one\r\n", "-" + denied + "\r\n" + sendsTo("MOVED", "k", first));
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one")))).containsExactly(new Reply.Refused(denied));
        }
    }

    @Test
    void aRedirectedCommandIsNotSentAfterALaterOneOfItsKeyWasExecuted() {
        first.connection(
                HELLO,
                GREETING,
                ASK_SLOTS,
                slots(first),
                "two\r\n",
                sendsTo("MOVED", "k", second) + OK,
                ASK_SLOTS,
                slots(first));
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one"), set("k", "two"))))
                    .satisfiesExactly(
                            reply -> assertThat(reply)
                                    .isInstanceOfSatisfying(
                                            Reply.Refused.class,
                                            refused ->
                                                    assertThat(refused.text()).startsWith("TRYAGAIN")),
                            reply -> assertThat(reply).isEqualTo(DONE));
        }
        assertThat(second.received).isEmpty();
    }

    @Test
    void whenCommandsOfAKeyAreRedirectedToDifferentNodesTheLaterWaits() {
        String parted = sendsTo("ASK", "k", second) + sendsTo("MOVED", "k", first);
        first.connection(
                HELLO,
                GREETING,
                ASK_SLOTS,
                slots(first),
                "two\r\n",
                parted,
                ASK_SLOTS,
                slots(first),
                "two\r\n",
                ":2\r\n");
        second.connection(HELLO, GREETING, "one\r\n", OK + ":1\r\n");
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one"), set("k", "two"))))
                    .containsExactly(new Reply.Value(1L), new Reply.Value(2L));
        }
    }

    @Test
    void whenTheEarlierOfTwoSuchCommandsIsLostTheLaterIsNotSent() {
        String parted = sendsTo("ASK", "k", second) + sendsTo("MOVED", "k", first);
        first.connection(
                HELLO,
                GREETING,
                ASK_SLOTS,
                slots(first),
                "two\r\n",
                parted,
                ASK_SLOTS,
                slots(first),
                "two\r\n",
                ":2\r\n");
        second.connection(HELLO, GREETING, "one\r\n", "");
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one"), set("k", "two"))))
                    .containsExactly(lostAtSecond(true), lostAtSecond(false));
        }
    }

    @Test
    void whenAnyEarlierSuchCommandIsLostTheLaterIsNotSent() {
        String there = sendsTo("ASK", "k", second);
        first.connection(
                HELLO,
                GREETING,
                ASK_SLOTS,
                slots(first),
                "three\r\n",
                there + there + sendsTo("MOVED", "k", first),
                ASK_SLOTS,
                slots(first),
                "three\r\n",
                ":3\r\n");
        second.connection(HELLO, GREETING, "two\r\n", OK + ":1\r\n" + OK);
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one"), set("k", "two"), set("k", "three"))))
                    .containsExactly(new Reply.Value(1L), lostAtSecond(true), lostAtSecond(false));
        }
    }

    @Test
    void redirectionsAreFollowedFiveTimes() {
        String there = sendsTo("ASK", "k", second);
        String back = OK + sendsTo("ASK", "k", first);
        first.connection(
                HELLO,
                GREETING,
                ASK_SLOTS,
                slots(first),
                "one\r\n",
                there,
                "one\r\n",
                OK + there,
                "one\r\n",
                OK + there);
        second.connection(HELLO, GREETING, "one\r\n", back, "one\r\n", back, "one\r\n", back);
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one"))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.text()).startsWith("TRYAGAIN"));
        }
    }

    @Test
    void anEmptyHostMeansTheHostThatReplied() {
        first.connection(HELLO, GREETING, ASK_SLOTS, slots("", second));
        second.connection(HELLO, GREETING, "one\r\n", OK);
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set("k", "one")))).containsExactly(DONE);
        }
    }

    @Test
    void theLossOfANodeAffectsOnlyItsCommands() {
        first.connection(HELLO, GREETING, ASK_SLOTS, slots(first, second), "ANY", OK);
        second.connection(HELLO, GREETING, "ANY", "");
        String low = keyBelow(true);
        String high = keyBelow(false);
        try (ClusterCommandExecutor executor = executor()) {
            assertThat(executor.execute(List.of(set(high, "one"), set(low, "two"))))
                    .containsExactly(lostAtSecond(true), DONE);
        }
    }

    private Reply.Lost lostAtSecond(boolean sent) {
        return new Reply.Lost(TransportFailure.LOST, sent, false)
                .at(new Endpoint("127.0.0.1", second.port()))
                .ofAnnounced();
    }

    private static String keyBelow(boolean half) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "key" + i)
                .filter(key -> JedisClusterCRC16.getSlot(key) <= LAST / 2 == half)
                .findFirst()
                .orElseThrow();
    }

    /** The words that a server received, without the lengths. */
    private static List<String> words(ScriptedServer server) {
        return server.received.stream()
                .map(text -> text.lines()
                        .filter(line -> !line.startsWith("*") && !line.startsWith("$"))
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
