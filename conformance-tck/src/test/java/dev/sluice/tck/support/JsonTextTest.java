package dev.sluice.tck.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @Test
    void everyKindOfValueIsRead() {
        assertThat(JsonText.parse(" {\"a\": [1.50, true, \"x\\u00e9\\n\"], \"b\": {}} "))
                .isEqualTo(Map.of("a", List.of(new BigDecimal("1.50"), true, "xé\n"), "b", Map.of()));
        assertThat(JsonText.parse("null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1,}",
                "[1,]",
                "{\"a\":\"\\q\"}",
                "{\"a\":\"\\'\"}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":\"tab\tstop\"}",
                "{\"a\":\"\\u00g0\"}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1} x",
                "{\"a\":1}{}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1 /* why */}",
                "\uFEFF{\"a\":1}"
            })
    void textThatIsNotJsonIsRefused(String text) {
        assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonText.fields(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A value inside a record may be a JSON object with repeated names, which a fixture has to read as it is. */
    @Test
    void namesMayBeRepeatedInsideAField() {
        assertThat(JsonText.fields("{\"a\":{\"b\":1,\"b\":2}}")).containsEntry("a", "{\"b\":1,\"b\":2}");
        assertThatThrownBy(() -> JsonText.parse("{\"a\":{\"b\":1,\"b\":2}}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"a\"", "1", "null", "true"})
    void onlyAnObjectHasFields(String text) {
        assertThatThrownBy(() -> JsonText.fields(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a JSON object");
    }

    @Test
    void fieldsAreTextAsItIsWritten() {
        String digits = "1".repeat(5_000);
        assertThat(JsonText.fields("{\"text\": \"a\\\\b\", \"number\": -0.0e+01 , \"long\":" + digits
                        + ",\"array\": [1, {\"x\" : null}] ,\"object\":{ } , \"null\":null, \"true\":true}"))
                .containsExactly(
                        Map.entry("text", "a\\b"),
                        Map.entry("number", "-0.0e+01"),
                        Map.entry("long", digits),
                        Map.entry("array", "[1, {\"x\" : null}]"),
                        Map.entry("object", "{ }"),
                        Map.entry("true", "true"));
    }

    @Test
    void anErrorContainsNothingOfTheText() {
        assertThatThrownBy(() -> JsonText.fields("{\"a\": canary}"))
                .hasNoCause()
                .hasMessage("not JSON at character 6");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Map<String, Object> value = Map.of("a\"\\", List.of("line\r\n\ttab \u0001 \uD83D\uDE00", Map.of("", "/")));
        assertThat(JsonText.parse(JsonText.of(value))).isEqualTo(value);
    }
}
