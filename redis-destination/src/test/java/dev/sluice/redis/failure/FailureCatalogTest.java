package dev.sluice.redis.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.Reply.Lost;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.redis.write.TestSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FailureCatalogTest {
    private final FailureCatalog catalog = new FailureCatalog(new TestSettings().build());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    WRONGTYPE Operation against a key holding the wrong kind of value | WRONGTYPE | false
                    OOM command not allowed when used memory > 'maxmemory'. | OUT_OF_MEMORY | true
                    OOM command not allowed when used memory > 'maxmemory'. script: 6a1b, on @user_script:7. | OUT_OF_MEMORY | true
                    ERR Error running script (call to f_6a1b): @user_script:7: -OOM command not allowed | OUT_OF_MEMORY | true
                    ERR Error running script (call to f_6a1b): @user_script: 7: WRONGTYPE Operation against | WRONGTYPE | false
                    ERR ACL failure in script: User w has no permissions to run the 'hdel' command script: 6a1b | COMMAND_NOT_PERMITTED | true
                    ERR Error running script (call to f_1): @user_script:3: The user executing the script can't run this command or subcommand | COMMAND_NOT_PERMITTED | true
                    NOPERM this user has no permissions to run the 'hset' command | COMMAND_NOT_PERMITTED | true
                    NOPERM User w has no permissions to run the 'hset' command | COMMAND_NOT_PERMITTED | true
                    NOPERM this user has no permissions to access one of the keys used as arguments | KEY_NOT_PERMITTED | false
                    NOPERM No permissions to access a key | KEY_NOT_PERMITTED | false
                    NOAUTH Authentication required. | PASSWORD_MISSING | true
                    WRONGPASS invalid username-password pair or user is disabled. | WRONG_PASSWORD | true
                    READONLY You can't write against a read only replica. | READ_ONLY_REPLICA | true
                    UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?) | READ_ONLY_REPLICA | true
                    ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 | READ_ONLY_REPLICA | true
                    LOADING Redis is loading the dataset in memory | LOADING | true
                    MISCONF Redis is configured to save RDB snapshots | CANNOT_PERSIST | true
                    NOREPLICAS Not enough good replicas to write. | NOT_ENOUGH_REPLICAS | true
                    BUSY Redis is busy running a script. | BUSY | true
                    MASTERDOWN Link with MASTER is down | MASTER_DOWN | true
                    CLUSTERDOWN The cluster is down | CLUSTER_DOWN | true
                    MOVED 13293 127.0.0.1:38861 | IS_CLUSTER | true
                    DENIED Redis is running in protected mode | PROTECTED_MODE | true
                    ERR max number of clients reached | MAX_CLIENTS | true
                    ERR DB index is out of range | DATABASE_OUT_OF_RANGE | true
                    ERR unknown command 'HSET', with args beginning with: 'k' | UNKNOWN_COMMAND | true
                    ERR AUTH <password> called without any password configured | PASSWORD_UNEXPECTED | true
                    ERR Client sent AUTH, but no password is set | PASSWORD_UNEXPECTED | true
                    ERR invalid username-password pair | WRONG_PASSWORD | true
                    ERR unsupported command 'HSET' | UNKNOWN_COMMAND | true
                    ERR Command is not available: 'EVALSHA' | UNKNOWN_COMMAND | true
                    SOMETHING new | REFUSED_BY_SERVER | false
                    ERR syntax error | REFUSED_BY_SERVER | false
                    ERR Protocol error: invalid bulk length | VALUE_TOO_LARGE | false
                    ERR string exceeds maximum allowed size (proto-max-bulk-len) | VALUE_TOO_LARGE | false
                    ERR invalid expire time in 'set' command | EXPIRY_REFUSED | true
                    ERR operation not permitted | PASSWORD_MISSING | true
                    TRYAGAIN Multiple keys request during rehashing of slot | CLUSTER_DOWN | true
                    ERR max number of clients + cluster connections reached | MAX_CLIENTS | true
                    WRONGTYPE Operation against a key holding the wrong kind of value script: 6a1b, on @user_script:7. | WRONGTYPE | false
                    ERR Error running script (call to f_6a1b): @user_script:7: @user_script: 7: -READONLY You can't write against a read only replica. | READ_ONLY_REPLICA | true
                    ERR Error running script (call to f_6a1b): @user_script:7: Script killed by user with SCRIPT KILL... | BUSY | true
                    ERR ACL failure in script: The user executing the script can't run this command or subcommand script: 6a1b, on @user_script:7. | COMMAND_NOT_PERMITTED | true
                    NOSCRIPT No matching script. Please use EVAL. | SCRIPTS_FLUSHED | true
                    """)
    void aReplyIsKnownByHowItBegins(String text, RedisFailure kind, boolean endsRun) {
        assertThat(refused(text)).extracting(Failure::kind, Failure::endsRun).containsExactly(kind, endsRun);
    }

    @Test
    void anUnknownErrorIsNamedByItsCodeIfThatCannotBeAValue() {
        assertThat(message("QUOTA exceeded by 'canary-s3cret'"))
                .contains("QUOTA")
                .doesNotContain("canary");
        assertThat(message("canary-s3cret")).doesNotContain("canary");
        assertThat(message("CANARY1 x")).doesNotContain("CANARY1");
    }

    @Test
    void theRightToGrantIsNamed() {
        assertThat(refused("NOPERM User w has no permissions to run the 'hset' command")
                        .detail()
                        .remedy())
                .contains("+hset");
    }

    @Test
    void noTextOfAReplyIsRepeated() {
        for (String word : List.of("ERR unknown command 'X', with args beginning with:", "NOPERM", "OOM", "STRANGE")) {
            // Not as AssertJ's own assertion: its message would print what must not be printed.
            assertThat(refused(word + " 'canary-s3cret'").toString().contains("canary"))
                    .isFalse();
        }
    }

    @Test
    void aProxyThatMayHaveSentTheCommandIsToldFromOneThatHasNot() {
        assertThat(reply("upstream failure").mayBeApplied()).isTrue();
        assertThat(reply("no upstream host").mayBeApplied()).isFalse();
        assertThat(reply("OOM command not allowed").mayBeApplied()).isFalse();
    }

    @Test
    void aLossBeforeAnythingWasSentPointsToThePort() {
        Failure before = catalog.lost(new Lost(TransportFailure.LOST, false, false));
        assertThat(before.kind()).isEqualTo(RedisFailure.CONNECTION_LOST);
        assertThat(before.detail().remedy()).contains("port").doesNotContain("TLS");
        Failure after = catalog.lost(new Lost(TransportFailure.LOST, true, false));
        assertThat(after.kind()).isEqualTo(RedisFailure.CONNECTION_LOST);
        assertThat(after.detail().remedy()).contains("idle");
        FailureCatalog overTls = new FailureCatalog(new TestSettings().tls().build());
        assertThat(overTls.beforeSending(TransportFailure.LOST).detail().remedy())
                .contains("TLS");
    }

    @Test
    void silenceBeforeAnythingWasSentIsNoSlowBatch() {
        assertThat(catalog.lost(new Lost(TransportFailure.COMMAND_TIMEOUT, false, false))
                        .kind())
                .isEqualTo(RedisFailure.NO_ANSWER);
        assertThat(catalog.lost(new Lost(TransportFailure.COMMAND_TIMEOUT, true, false))
                        .kind())
                .isEqualTo(RedisFailure.COMMAND_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource
    void everyTransportFailureEndsTheRun(TransportFailure kind) {
        assertThat(catalog.lost(new Lost(kind, true, false)).endsRun()).isTrue();
        assertThat(catalog.lost(new Lost(kind, true, true)).kind()).isEqualTo(RedisFailure.INTERRUPTED);
    }

    @Test
    void aFailureNamesTheServerWhereThatIsKnown() {
        FailureCatalog one = new FailureCatalog(
                new TestSettings().host("redis.internal").port(6380).database(3).build());
        assertThat(one.beforeSending(TransportFailure.REFUSED).detail().at())
                .containsOnly(entry("host", "redis.internal"), entry("port", "6380"), entry("database", "3"));
        FailureCatalog cluster = new FailureCatalog(
                new TestSettings().topology(new Topology.Cluster(List.of())).build());
        assertThat(cluster.of(RedisFailure.LOADING).detail().at())
                .as("which node it was is not known")
                .isEmpty();
        assertThat(cluster.lost(new Lost(TransportFailure.REFUSED, false, false).at(new Endpoint("::1", 7)))
                        .detail()
                        .at())
                .containsOnly(entry("host", "::1"), entry("port", "7"));
        assertThat(one.refused(new Reply.Refused("WRONGTYPE")).detail().at())
                .as("a row names no server: there may be millions of them")
                .isEmpty();
    }

    private Failure refused(String text) {
        return catalog.refused(new Reply.Refused(text));
    }

    private String message(String text) {
        return refused(text).detail().message();
    }

    private static ErrorReply reply(String text) {
        return ErrorReply.of(new Reply.Refused(text));
    }

    @Test
    void aServerThatOthersNamedIsWaitedForWhileAFailoverLasts() {
        Reply.Lost lost = new Reply.Lost(TransportFailure.REFUSED, false, false).at(new Endpoint("node", 7001));
        assertThat(catalog.lost(lost).whileOpening()).isEqualTo(RetryPolicy.FEW);
        Failure announced = catalog.lost(lost.ofAnnounced());
        assertThat(announced.whileOpening()).isEqualTo(RetryPolicy.BUDGET);
        assertThat(announced.detail().code()).isEqualTo("CONNECTION_REFUSED");
        assertThat(announced.detail().message()).contains("announce", "node:7001");
        assertThat(announced.detail().remedy()).contains("cluster-announce-ip", "replica-announce-ip");
        assertThat(announced.detail().at()).containsEntry("host", "node").containsEntry("port", "7001");
    }

    @Test
    void aWrongPasswordIsWaitedForNowhere() {
        Reply.Lost lost =
                Reply.Lost.handshake(new Reply.Refused("WRONGPASS invalid")).ofAnnounced();
        assertThat(catalog.lost(lost).whileOpening()).isEqualTo(RetryPolicy.NEVER);
        Reply.Lost tls = new Reply.Lost(TransportFailure.TLS_HANDSHAKE, false, false).ofAnnounced();
        assertThat(catalog.lost(tls).whileOpening()).isEqualTo(RetryPolicy.NEVER);
    }
}
