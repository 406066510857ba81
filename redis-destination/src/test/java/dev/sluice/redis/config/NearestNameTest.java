package dev.sluice.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestNameTest {
    private static final List<String> NAMES = List.of("key_prefix", "data_format", "ttl_seconds", "protocol");

    @Test
    void aSlipOfTheKeyboardIsUnderstood() {
        assertThat(NearestName.to("ky_prefix", NAMES)).hasValue("key_prefix");
        assertThat(NearestName.to("data_fromat", NAMES)).hasValue("data_format");
        assertThat(NearestName.to("TTL-Seconds", NAMES)).hasValue("ttl_seconds");
    }

    @Test
    void aBeginningIsEnough() {
        assertThat(NearestName.to("ttl", NAMES)).hasValue("ttl_seconds");
    }

    @Test
    void aNameUnlikeAnyHasNoNearest() {
        assertThat(NearestName.to("cluster_nodes", NAMES)).isEmpty();
        assertThat(NearestName.to("", NAMES)).isEmpty();
        assertThat(NearestName.to("x", List.of())).isEmpty();
    }

    @Test
    void countsInsertedDroppedAndReplacedLetters() {
        assertThat(NearestName.edits("", "abc")).isEqualTo(3);
        assertThat(NearestName.edits("abc", "")).isEqualTo(3);
        assertThat(NearestName.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestName.edits("same", "same")).isZero();
    }
}
