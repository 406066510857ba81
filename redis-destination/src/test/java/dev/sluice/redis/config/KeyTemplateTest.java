package dev.sluice.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.config.KeyTemplate.InvalidTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyTemplateTest {
    @Test
    void textsAndFieldsComeInTurn() throws InvalidTemplate {
        KeyTemplate template = KeyTemplate.parse("user:{tenant}:{id}");
        assertThat(template.literals()).containsExactly("user:", ":", "");
        assertThat(template.fields()).containsExactly("tenant", "id");
        assertThat(template.beginning()).isEqualTo("user:");
    }

    @Test
    void doubledBracesAreBracesOfTheKey() throws InvalidTemplate {
        KeyTemplate template = KeyTemplate.parse("{{{user_id}}}:profile{{}}");
        assertThat(template.literals()).containsExactly("{", "}:profile{}");
        assertThat(template.fields()).containsExactly("user_id");
    }

    @Test
    void aFieldMayComeTwiceAndNamesARecordOnce() throws InvalidTemplate {
        assertThat(KeyTemplate.parse("{{{id}}}:{day}:{id}").identity()).containsExactly("id", "day");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "user; names no field",
                "{{id}}; names no field",
                "{id; not closed",
                "id}; closes nothing",
                "a{}; without the name",
                "{a{b}; without the name",
                "{a}{b}; nothing between the fields 'a' and 'b'",
                "{a}x7{b}; nothing between",
                "{a}%{b}; nothing between"
            })
    void whatIsNoTemplateIsSaid(String text, String problem) {
        assertThatExceptionOfType(InvalidTemplate.class)
                .isThrownBy(() -> KeyTemplate.parse(text))
                .withMessageContaining(problem);
    }
}
