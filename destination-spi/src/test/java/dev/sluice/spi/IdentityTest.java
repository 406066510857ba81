package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    @Test
    void aNumberAndItsTextNameTheSameRecord() {
        assertThat(Identity.of(row(FieldType.INTEGER, 7L), List.of("id")))
                .isEqualTo(Identity.of(row(FieldType.TEXT, "7"), List.of("id")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void blankTextIsNoIdentity(String text) {
        assertThat(Identity.of(row(FieldType.TEXT, text), List.of("id"))).isEmpty();
    }

    @Test
    void whatHasNoCanonicalTextIsNoIdentity() {
        assertThat(Identity.of(row(FieldType.JSON, "[1]"), List.of("id"))).isEmpty();
        assertThat(Identity.of(row(FieldType.TEXT, "7"), List.of("other"))).isEmpty();
        assertThat(Identity.of(row(FieldType.DECIMAL, new BigDecimal("1E+999999999")), List.of("id")))
                .isEmpty();
        assertThat(Identity.of(Row.of(RowSchema.of(new Field("id", FieldType.TEXT)), new Object[1]), List.of("id")))
                .isEmpty();
        assertThat(Identity.of(row(FieldType.TEXT, "7"), List.of())).isEmpty();
    }

    @Test
    void distinctIdentitiesOfAsManyPartsHaveDistinctTexts() {
        long seed = 77;
        Random random = new Random(seed);
        char[] letters = {':', '%', '2', '5', '3', 'A', 'x'};
        Map<String, Identity> seen = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            Identity identity = new Identity(List.of(word(random, letters), word(random, letters)));
            assertThat(seen.computeIfAbsent(identity.text(), text -> identity))
                    .as("round %d of seed %d", i, seed)
                    .isEqualTo(identity);
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
    }

    @Test
    void aSinglePartIsItsOwnText() {
        assertThat(new Identity(List.of("a:b%")).text()).isEqualTo("a:b%");
        assertThat(new Identity(List.of("a:b", "c%")).text()).isEqualTo("a%3Ab:c%25");
    }

    @Test
    void itHidesItsPartsFromMessages() {
        assertThat(new Identity(List.of("someone@example.com"))).hasToString("Identity(1 parts)");
        assertThatThrownBy(() -> new Identity(List.of("a", " "))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String word(Random random, char[] letters) {
        StringBuilder word = new StringBuilder();
        for (int length = 1 + random.nextInt(3); length > 0; length--) {
            word.append(letters[random.nextInt(letters.length)]);
        }
        return word.toString();
    }

    private static Row row(FieldType type, Object value) {
        return Row.of(RowSchema.of(new Field("id", type)), value);
    }
}
