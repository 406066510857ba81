package dev.sluice.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.cli.FakeHost;
import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorCategory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final String URL = "fake://me:canary-s3cret@h";

    private final Terminal terminal = new Terminal(
            Map.of(
                    "SECRET",
                    "canary-s3cret$1\\x",
                    "WHERE",
                    URL,
                    "USER",
                    "a:b",
                    "PASS",
                    "p@/:%20 é",
                    "HOST",
                    "db1",
                    "SIZE",
                    "3600"),
            false);

    private Settings settings(String to, String... assignments) {
        return Settings.of(new FakeHost(), terminal.console(), Optional.of(to), List.of(assignments));
    }

    @Test
    void aValueTakesTheTypeThatTheSchemaSays() {
        Settings settings =
                settings(URL, "size= 12 ", "ratio=0.50", "strict=true", "format=packed", "token=a=b", "table=");
        assertThat(settings.config().value("size")).contains(12L);
        assertThat(settings.config().value("ratio")).contains(new BigDecimal("0.50"));
        assertThat(settings.config().value("strict")).contains(true);
        assertThat(settings.config().value("format")).contains("packed");
        assertThat(settings.config().value("token")).contains("a=b");
        assertThat(settings.config().value("url")).contains(URL);
        assertThat(settings.target().value("table")).contains("");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "size=canary-s3cret, SETTING_INVALID, whole number",
        "ratio=canary-s3cret, SETTING_INVALID, number",
        "strict=yes, SETTING_INVALID, true or false",
        "size, SETTING_MALFORMED, =",
        "=1, SETTING_MALFORMED, =",
        "sise=1, SETTING_UNKNOWN, size",
        "tabel=x, SETTING_UNKNOWN, table"
    })
    void whatIsWrongIsToldWithoutTheValue(String assignment, String code, String hint) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> settings(URL, assignment))
                .satisfies(failure -> {
                    assertThat(failure.detail().code()).isEqualTo(code);
                    assertThat(failure.detail().category()).isEqualTo(ErrorCategory.CONFIGURATION);
                    assertThat(failure.detail().message() + failure.detail().remedy())
                            .contains(hint)
                            .doesNotContain("canary");
                });
    }

    @ParameterizedTest
    @CsvSource({"size=x, /config/size", "strict=x, /config/strict"})
    void aValueOfTheWrongTypeIsPlacedAtItsSetting(String assignment, String pointer) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> settings(URL, assignment))
                .satisfies(failure -> assertThat(failure.detail().pointer()).contains(pointer));
    }

    @Test
    void variablesOfTheEnvironmentAreTakenAsTheyAreAndHidden() {
        Settings settings = settings("${env:WHERE}", "token=${env:SECRET}");
        assertThat(settings.config().value("url")).contains(URL);
        assertThat(settings.config().value("token")).contains("canary-s3cret$1\\x");
        assertThat(redacted("token canary-s3cret$1\\x, url " + URL)).doesNotContain("canary");
    }

    private String redacted(String text) {
        return terminal.console().redactor().redact(text);
    }

    @Test
    void aVariableThatIsNoSecretIsNotHidden() {
        Settings settings = settings("fake://:${env:SECRET}@${env:HOST}", "size=${env:SIZE}");
        assertThat(settings.config().value("size")).contains(3600L);
        assertThat(redacted("3600 rows to db1")).isEqualTo("3600 rows to db1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fake://:${env:PASS}@h            | fake://:p%40%2F%3A%2520%20%C3%A9@h
            fake://${env:USER}:${env:PASS}@h | fake://a%3Ab:p%40%2F%3A%2520%20%C3%A9@h
            fake://me:x${env:HOST}@${env:HOST}/${env:SIZE} | fake://me:xdb1@db1/3600
            fake://${env:USER}@h             | fake://a:b@h
            """)
    void aPasswordOfAVariableMayHaveAnyCharacters(String to, String url) {
        assertThat(settings(to).url()).isEqualTo(url);
        assertThat(redacted("no p@/:%20 é here, me p%40%2F%3A%2520%20%C3%A9"))
                .matches(to.contains("PASS") ? "no \\*{4} here, me \\*{4}" : "no p@.*");
    }

    @Test
    void theSettingOfTheUrlIsAsGoodAsTo() {
        Settings settings = Settings.of(
                new FakeHost(), terminal.console(), Optional.empty(), List.of("url=${env:WHERE}", "size=1"));
        assertThat(settings.url()).isEqualTo(URL);
        assertThat(settings.address().url()).contains(URL);
        assertThat(settings(URL, "url=" + URL).url()).isEqualTo(URL);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> settings(URL, "size=x", "strict=perhaps", "tabel=x", "token=${env:NONE}"))
                .satisfies(failure -> assertThat(failure.problems())
                        .extracting(problem -> problem.code())
                        .containsExactly("SETTING_INVALID", "SETTING_INVALID", "SETTING_UNKNOWN", "VARIABLE_UNSET"));
    }

    @Test
    void twoAddressesAreRefused() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> settings(URL, "url=fake://me:canary-s3cret@other"))
                .satisfies(failure -> assertThat(failure.detail().code()).isEqualTo("ADDRESS_AMBIGUOUS"))
                .withMessageNotContaining("canary");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Settings.of(
                        new FakeHost(), terminal.console(), Optional.empty(), List.of("url=fake://a", "url=fake://b")))
                .satisfies(failure -> assertThat(failure.detail().code()).isEqualTo("ADDRESS_AMBIGUOUS"));
    }

    @Test
    void aVariableThatIsNotSetIsNamed() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> settings("${env:NOWHERE}"))
                .withMessageContaining("NOWHERE");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"canary-s3cret, URL_INVALID", "fakes://h, DESTINATION_UNKNOWN", "://h, URL_INVALID"})
    void aUrlThatNoDestinationTakesIsRefused(String to, String code) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> settings(to))
                .satisfies(failure -> {
                    assertThat(failure.detail().code()).isEqualTo(code);
                    assertThat(failure.detail().message() + failure.detail().remedy())
                            .doesNotContain("canary");
                });
    }
}
