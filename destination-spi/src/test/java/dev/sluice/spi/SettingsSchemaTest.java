package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsSchemaTest {
    private static final SettingsSchema SCHEMA = SettingsSchema.of(
            "config",
            Setting.text("url", "URL", "Where \"it\" is.").required(),
            Setting.text("password", "Password", "Of the user.").secret(),
            Setting.integer("size", "Size", "Rows.").between(1, 500).byDefault(100L),
            Setting.number("share", "Share", "Of all.").between(0, 1),
            Setting.flag("fast", "Fast", "Or not.").byDefault(true),
            Setting.text("format", "Format", "Of records.")
                    .oneOf("json", "text")
                    .byDefault("json"));

    @Test
    void theSchemaIsFlatJson() {
        assertThat(SCHEMA.json())
                .isEqualTo(
                        "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"url\"], \"properties\": {"
                                + "\"url\": {\"type\": \"string\", \"title\": \"URL\", \"description\": \"Where \\\"it\\\" is.\", \"minLength\": 1}, "
                                + "\"password\": {\"type\": \"string\", \"title\": \"Password\", \"description\": \"Of the user.\", \"writeOnly\": true, \"format\": \"password\"}, "
                                + "\"size\": {\"type\": \"integer\", \"title\": \"Size\", \"description\": \"Rows.\", \"minimum\": 1, \"maximum\": 500, \"default\": 100}, "
                                + "\"share\": {\"type\": \"number\", \"title\": \"Share\", \"description\": \"Of all.\", \"minimum\": 0, \"maximum\": 1}, "
                                + "\"fast\": {\"type\": \"boolean\", \"title\": \"Fast\", \"description\": \"Or not.\", \"default\": true}, "
                                + "\"format\": {\"type\": \"string\", \"title\": \"Format\", \"description\": \"Of records.\", \"enum\": [\"json\", \"text\"], \"default\": \"json\"}}}");
    }

    @Test
    void everyProblemIsToldAtOnceWithoutAValue() {
        List<ErrorDetail> problems = SCHEMA.problems(DestinationConfig.of(Map.of(
                "password",
                7L,
                "size",
                501L,
                "share",
                new BigDecimal("1.5"),
                "fast",
                "yes",
                "format",
                "xml",
                "a/b",
                "v4lue")));
        assertThat(problems.stream().map(problem -> problem.pointer().orElseThrow() + " " + problem.message()))
                .containsExactly(
                        "/config/url is missing",
                        "/config/password is not a text",
                        "/config/size is not from 1 to 500",
                        "/config/share is not from 0 to 1",
                        "/config/fast is not true or false",
                        "/config/format is none of json, text",
                        "/config/a~1b is unknown");
        assertThat(problems.toString()).doesNotContain("501", "1.5", "yes", "xml", "v4lue");
        assertThatThrownBy(() -> SettingsSchema.require(problems, List.of()))
                .isInstanceOfSatisfying(
                        DestinationException.class,
                        thrown -> assertThat(thrown.problems()).isEqualTo(problems));
    }

    @Test
    void aBlankRequiredTextIsAProblem() {
        assertThat(SCHEMA.problems(DestinationConfig.of(Map.of("url", " "))))
                .extracting(ErrorDetail::message)
                .containsExactly("is blank");
    }

    @Test
    void validSettingsHaveTheirValuesAndDefaults() {
        DestinationConfig config = DestinationConfig.of(Map.of("url", "x", "share", 1L, "fast", false));
        SettingsSchema.require(SCHEMA.problems(config));
        assertThat(SCHEMA.text(config, "url")).contains("x");
        assertThat(SCHEMA.text(config, "password")).isEmpty();
        assertThat(SCHEMA.integer(config, "size")).contains(100L);
        assertThat(SCHEMA.number(config, "share")).contains(BigDecimal.ONE);
        assertThat(SCHEMA.flag(config, "fast")).isFalse();
        assertThat(SCHEMA.text(config, "format")).contains("json");
    }

    @Test
    void mistakesOfTheAuthorAreRefused() {
        assertThatThrownBy(() -> SCHEMA.text(DestinationConfig.EMPTY, "size"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Setting.integer("n", "N", "N.").between(1, 2).byDefault(3L))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> SettingsSchema.of("config", Setting.flag("f", "F", "F."), Setting.text("f", "F", "F.")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
