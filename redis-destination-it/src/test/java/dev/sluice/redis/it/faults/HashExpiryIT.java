package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.redis.it.proxy.FaultProxy;
import dev.sluice.redis.it.proxy.Harm;
import dev.sluice.redis.it.proxy.Harm.Ending;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A hash never has its fields without its expiry, wherever the run that writes it is cut off. */
class HashExpiryIT extends FaultCase {
    private static final int ROWS = 2;

    @Test
    @Fault(value = Kind.HASH_EXPIRY_CUT, fate = Fate.RUN_ENDS, code = "CONNECTION_LOST")
    void aRunThatIsCutOffAtAnyByteLeavesNoHashWithoutItsExpiry() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        DestinationConfig config = hashes(impatient(server.url(proxy.port())));
        try (Jedis jedis = server.client()) {
            boolean cut = true;
            int bytes = 1;
            int seen = 0;
            for (; cut; bytes++) {
                // What the first writer leaves behind would hide what the next one does.
                jedis.flushDB();
                try (DestinationWriter writer = open(config, SyncMode.UPSERT)) {
                    proxy.now(Harm.cutUp(bytes, Ending.RST));
                    cut = !write(writer, rows(1, "a")).isAllWritten();
                    proxy.heal();
                }
                for (String key : jedis.keys(PREFIX + "*")) {
                    seen++;
                    assertThat(jedis.ttl(key))
                            .as("after %s bytes, %s", bytes, key)
                            .isPositive();
                }
            }
            assertThat(bytes).as("the cuts went through the whole batch").isGreaterThan(100);
            assertThat(seen).isPositive();
        }
    }

    /** Without the right to scripts the expiry follows in a second step, which is what the retry repeats. */
    @Test
    @Fault(value = Kind.HASH_EXPIRY_CUT, fate = Fate.RETRIED)
    void withoutScriptsARunThatGoesOnLeavesNoHashWithoutItsExpiryEither() throws IOException {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            plainUser(jedis);
            DestinationConfig config = hashes(config(server.url(Witness.USER, proxy.port())));
            for (int bytes = 1; bytes < 400; bytes += 57) {
                jedis.flushDB();
                try (DestinationWriter writer = open(config, SyncMode.UPSERT)) {
                    proxy.now(Harm.cutUp(bytes, Ending.RST));
                    assertThat(write(writer, rows(ROWS, "a")).isAllWritten()).isTrue();
                    proxy.heal();
                }
                for (int id = 0; id < ROWS; id++) {
                    assertThat(jedis.ttl(PREFIX + id))
                            .as("after %s bytes", bytes)
                            .isPositive();
                }
            }
        }
    }

    @Test
    @Fault(value = Kind.HASH_EXPIRY_STOPPED, fate = Fate.RUN_ENDS, code = "INTERRUPTED")
    void aRunThatIsStoppedWithoutScriptsSetsTheExpiryFirst() throws Exception {
        RedisProcess server = server();
        FaultProxy proxy = proxy(server);
        try (Jedis jedis = server.client()) {
            plainUser(jedis);
            DestinationWriter writer = open(hashes(config(server.url(Witness.USER, proxy.port()))), SyncMode.UPSERT);
            // The fields arrive, and nobody hears of it.
            proxy.now(Harm.stallDown(0));
            CompletableFuture<BatchResult> result = new CompletableFuture<>();
            Thread writing = new Thread(() -> result.complete(write(writer, rows(ROWS, "a"))));
            writing.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> jedis.exists(PREFIX + (ROWS - 1)));
            assertThat(jedis.ttl(PREFIX + 0)).isEqualTo(-1);

            writing.interrupt();

            assertThat(result.orTimeout(1, TimeUnit.MINUTES).join().stop())
                    .map(stop -> stop.detail().code())
                    .contains("INTERRUPTED");
            for (int id = 0; id < ROWS; id++) {
                assertThat(jedis.ttl(PREFIX + id)).isPositive();
            }
        }
    }

    private static DestinationConfig hashes(DestinationConfig config) {
        return config.with("data_format", "hash");
    }

    /** A user who may not call scripts. */
    private static void plainUser(Jedis jedis) {
        jedis.aclSetUser(
                Witness.USER,
                "on",
                ">" + Witness.PASSWORD,
                "~*",
                "-@all",
                "+hset",
                "+hdel",
                "+del",
                "+expire",
                "+ping");
    }
}
