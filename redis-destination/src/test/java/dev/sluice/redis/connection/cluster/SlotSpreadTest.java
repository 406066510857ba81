package dev.sluice.redis.connection.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

final class SlotSpreadTest {
    private static final Endpoint SEED = new Endpoint("h", 1);

    @ParameterizedTest
    @ValueSource(strings = {"~sluice:1a2b3c4d", "user:~sluice:1a2b3c4d", "a{b~sluice:ffffffff", "a{}b", "}{x", "ü:"})
    void sixteenKeysLieInSlotsAtEqualDistances(String key) {
        KeySpread.Suffixes spread = SlotSpread.of(key.getBytes(UTF_8), map(0, 16_383));
        assertThat(spread.fixed().stream().map(suffix -> JedisClusterCRC16.getSlot(key + suffix)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 16).map(i -> i * 1024 + 512).boxed().toList());
        assertThat(spread.further()).isEmpty();
    }

    @Test
    void aKeyWhoseTagDecidesTheSlotIsOne() {
        assertThat(SlotSpread.of("a{b}c".getBytes(UTF_8), map(0, 16_383))).isEqualTo(KeySpread.Suffixes.ONE_KEY);
    }

    @Test
    void aPrimaryThatServesNoneOfThemHasOneMore() {
        String key = "user:~sluice:1a2b3c4d";
        KeySpread.Suffixes spread = SlotSpread.of(key.getBytes(UTF_8), map(0, 99, 100, 100, 101, 16_383));
        assertThat(spread.fixed())
                .isEqualTo(SlotSpread.of(key.getBytes(UTF_8), map(0, 16_383)).fixed());
        assertThat(spread.further().stream().map(suffix -> JedisClusterCRC16.getSlot(key + suffix)))
                .hasSize(2)
                .anySatisfy(slot -> assertThat(slot).isBetween(0, 99))
                .anySatisfy(slot -> assertThat(slot).isEqualTo(100));
    }

    /** First and last slot of each primary. */
    private static SlotMap map(int... bounds) {
        List<Object> ranges = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(List.of((long) bounds[i], (long) bounds[i + 1], List.of("h".getBytes(UTF_8), 1L + i)));
        }
        return SlotMap.of(new Reply.Value(ranges), SEED).orElseThrow();
    }
}
