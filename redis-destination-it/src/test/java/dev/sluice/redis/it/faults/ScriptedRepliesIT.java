package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that no real server gives on demand. */
class ScriptedRepliesIT extends FaultCase {
    @Test
    @Fault(value = Kind.KEY_VANISHES, code = "KEY_VANISHED", fate = Fate.ROW_REJECTED)
    void aHashThatIsGoneBeforeItsExpiryIsWrittenOnceMoreThenRejected() throws IOException {
        ScriptedRedis server = own(new ScriptedRedis().withoutScripts());
        DestinationWriter writer = open(config(server.url()).with("data_format", "hash"), SyncMode.UPSERT);
        server.on("EXPIRE", command -> ":0\r\n");
        BatchResult result = write(writer, List.of(row(0, "a")));
        assertThat(rejected(result, 0).code()).isEqualTo("KEY_VANISHED");
        assertThat(server.received()).endsWith("HSET", "EXPIRE", "HSET", "EXPIRE");
    }

    @Test
    @Fault(value = Kind.UNKNOWN_REPLY, code = "REFUSED_BY_SERVER", fate = Fate.ROW_REJECTED)
    void anErrorThatIsNotKnownIsNeverASuccess() throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        server.on(
                "SET",
                command -> command.get(1).endsWith(":1")
                        ? "-NEWERR with " + String.join(" ", command) + "\r\n"
                        : "+OK\r\n");
        BatchResult result = write(writer, rows(3, "a"));
        assertThat(rejected(result, 1).code()).isEqualTo("REFUSED_BY_SERVER");
        assertThat(result.outcome(0)).isEqualTo(Outcome.WRITTEN);
        assertThat(result.outcome(2)).isEqualTo(Outcome.WRITTEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+QUEUED", ":0", "$-1", "+", "*1\r\n$3\r\nSET", "+OK\r\n+OK"})
    @Fault(value = Kind.FOREIGN_REPLY, code = "NOT_REDIS", fate = Fate.RUN_ENDS)
    void whatIsNotTheReplyToACommandIsNoSuccess(String reply) throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        server.on("SET", any -> reply + "\r\n");
        BatchResult result = write(writer, rows(3, "a"));
        assertEnds(result, "NOT_REDIS");
        assertThat(IntStream.range(0, 3).mapToObj(result::outcome))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Indeterminate.class));
    }

    @Test
    @Fault(value = Kind.FOREIGN_REPLY, code = "NOT_REDIS", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.FOREIGN_REPLY, code = "NOT_REDIS", fate = Fate.CHECK_TELLS)
    void aServerThatRepeatsWhatItHearsIsNotTakenForRedis() throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        for (String name : List.of("HELLO", "AUTH", "PING", "SET", "DEL")) {
            server.on(name, ScriptedRepliesIT::asSent);
        }
        assertThat(refused(impatient(server.url())).detail().code()).isEqualTo("NOT_REDIS");
        assertThat(checkFails(config(server.url()))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("NOT_REDIS");
        assertThat(server.received()).as("it gets no password").containsOnly("PING");
    }

    private static String asSent(List<String> command) {
        StringBuilder sent = new StringBuilder("*" + command.size() + "\r\n");
        command.forEach(word -> sent.append("$" + word.length() + "\r\n" + word + "\r\n"));
        return sent.toString();
    }

    @ParameterizedTest
    @CsvSource({"SET, string", "HSET, hash"})
    @Fault(value = Kind.OOM, fate = Fate.RETRIED)
    void aServerThatIsFullForAMomentIsTriedAgain(String command, String format) throws IOException {
        ScriptedRedis server = own(new ScriptedRedis().withoutScripts());
        DestinationWriter writer = open(config(server.url()).with("data_format", format), SyncMode.UPSERT);
        AtomicInteger times = new AtomicInteger();
        server.on(
                command,
                any -> times.getAndIncrement() < 2
                        ? "-OOM command not allowed when used memory > 'maxmemory'.\r\n"
                        : command.equals("SET") ? "+OK\r\n" : ":1\r\n");
        assertThat(write(writer, List.of(row(0, "a"))).isAllWritten()).isTrue();
        assertThat(times).hasValue(3);
    }

    @Test
    @Fault(value = Kind.LOADING, code = "LOADING", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.LOADING, code = "LOADING", fate = Fate.CHECK_TELLS)
    void aServerThatStartsIsTold() throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        for (String command : List.of("PING", "SELECT", "SET", "DEL")) {
            server.on(command, any -> "-LOADING Redis is loading the dataset in memory\r\n");
        }
        assertThat(refused(impatient(server.url())).detail().code()).isEqualTo("LOADING");
        assertThat(checkFails(config(server.url()))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("LOADING");
    }

    @Test
    @Fault(value = Kind.MOVED_STANDALONE, code = "IS_CLUSTER", fate = Fate.NOT_BEGUN)
    @Fault(value = Kind.MOVED_STANDALONE, code = "IS_CLUSTER", fate = Fate.CHECK_TELLS)
    void aClusterNodeBehindStandaloneIsTold() throws IOException {
        ScriptedRedis node = own(new ScriptedRedis());
        for (String command : List.of("SET", "HSET", "DEL", "EXPIRE")) {
            node.on(command, any -> "-MOVED 13293 127.0.0.1:" + node.port() + "\r\n");
        }
        assertThat(refused(config(node.url())).detail().code()).isEqualTo("IS_CLUSTER");
        assertThat(checkFails(config(node.url())).result().error().orElseThrow().code())
                .isEqualTo("IS_CLUSTER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLUSTERDOWN The cluster is down", "CLUSTERDOWN Hash slot not served"})
    @Fault(value = Kind.CLUSTERDOWN, code = "CLUSTER_DOWN", fate = Fate.CHECK_TELLS)
    void aClusterThatIsDownIsToldByACheck(String reply) throws IOException {
        ScriptedRedis node = own(new ScriptedRedis());
        node.on("CLUSTER", any -> "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:" + node.port() + "\r\n");
        for (String command : List.of("SET", "DEL")) {
            node.on(command, any -> "-" + reply + "\r\n");
        }
        assertThat(checkFails(config(node.url()).with("topology", "cluster"))
                        .result()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("CLUSTER_DOWN");
    }

    /** What can only be said by script; the cluster itself has tests of its own. */
    @ParameterizedTest
    @CsvSource({"CLUSTERDOWN The cluster is down, CLUSTER_DOWN", "TRYAGAIN Multiple keys request, CLUSTER_DOWN"})
    @Fault(value = Kind.CLUSTERDOWN, code = "CLUSTER_DOWN", fate = Fate.RUN_ENDS)
    void aClusterThatIsDownEndsTheRun(String reply, String code) throws IOException {
        ScriptedRedis node = own(new ScriptedRedis());
        DestinationWriter writer = open(impatient(node.url()), SyncMode.UPSERT);
        node.on("SET", any -> "-" + reply + "\r\n");
        endsWith(code, writer);
    }

    @ParameterizedTest
    @CsvSource({"TRYAGAIN Multiple keys request during rehashing of slot", "CLUSTERDOWN Hash slot not served"})
    @Fault(value = Kind.TRYAGAIN, fate = Fate.RETRIED)
    void aSlotThatIsOnItsWayIsWaitedFor(String reply) throws IOException {
        assertThat(writtenAfter(reply, reply)).isEqualTo(3);
    }

    @Test
    @Fault(value = Kind.CROSSSLOT, code = "IS_CLUSTER", fate = Fate.RUN_ENDS)
    void keysOfSeveralSlotsEndTheRun() throws IOException {
        ScriptedRedis node = own(new ScriptedRedis());
        DestinationWriter writer = open(config(node.url()), SyncMode.UPSERT);
        node.on("SET", any -> "-CROSSSLOT Keys in request don't hash to the same slot\r\n");
        assertEnds(write(writer, rows(3, "a")), "IS_CLUSTER");
    }

    @ParameterizedTest
    @CsvSource({"no upstream host", "upstream failure", "ERR Connection refused", "ERR Connection timed out"})
    @Fault(value = Kind.PROXY_WITHOUT_SERVER, fate = Fate.RETRIED)
    void aProxyThatHasLostTheServerIsTriedAgain(String reply) throws IOException {
        assertThat(writtenAfter(reply, reply)).isEqualTo(3);
    }

    @Test
    @Fault(value = Kind.PROXY_WITHOUT_SERVER, code = "CONNECTION_LOST", fate = Fate.RUN_ENDS)
    void aProxyThatDoesNotFindTheServerAgainEndsTheRunAndRejectsNobody() throws IOException {
        ScriptedRedis proxy = own(new ScriptedRedis());
        DestinationWriter writer = open(impatient(proxy.url()), SyncMode.UPSERT);
        proxy.on("SET", any -> "-upstream failure\r\n");
        endsWith("CONNECTION_LOST", writer);
    }

    /** How often a row is sent that is refused so before it is taken. */
    private int writtenAfter(String... refusals) throws IOException {
        ScriptedRedis server = own(new ScriptedRedis());
        DestinationWriter writer = open(config(server.url()), SyncMode.UPSERT);
        AtomicInteger times = new AtomicInteger();
        server.on("SET", any -> {
            int next = times.getAndIncrement();
            return next < refusals.length ? "-" + refusals[next] + "\r\n" : "+OK\r\n";
        });
        assertThat(write(writer, List.of(row(0, "a"))).isAllWritten()).isTrue();
        return times.get();
    }

    /** The run ends with this code, and no row is rejected for it. */
    private void endsWith(String code, DestinationWriter writer) {
        BatchResult result = writing(writer, rows(20, "never")).join();
        assertEnds(result, code);
        assertThat(IntStream.range(0, 20).mapToObj(result::outcome)).noneMatch(Outcome.Rejected.class::isInstance);
    }
}
