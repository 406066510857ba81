package dev.sluice.host.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTextTest {
    @Test
    void everyIdentityComesBackAsItWas() {
        for (Identity identity : List.of(
                new Identity(List.of("7")),
                new Identity(List.of("a:b%3A%")),
                new Identity(List.of("a:b", "c")),
                new Identity(List.of("a", "b:c")),
                new Identity(List.of("%3A", ":", "%25", " %")))) {
            assertThat(IdentityText.parse(
                            IdentityText.of(identity), identity.parts().size()))
                    .isEqualTo(identity);
        }
    }

    @Test
    void identitiesThatDifferHaveTextsThatDiffer() {
        assertThat(IdentityText.of(new Identity(List.of("a:b", "c"))))
                .isNotEqualTo(IdentityText.of(new Identity(List.of("a", "b:c"))));
    }

    @Test
    void halfASurrogatePairCannotBeStored() {
        assertThat(IdentityText.isStorable(new Identity(List.of("a\ud83d\ude00"))))
                .isTrue();
        assertThat(IdentityText.isStorable(new Identity(List.of("a", "\ud83d"))))
                .isFalse();
        assertThat(IdentityText.isStorable(new Identity(List.of("\ude00\ud83d"))))
                .isFalse();
        assertThat(IdentityText.isStorable(new Identity(List.of("\ud83dx")))).isFalse();
    }
}
