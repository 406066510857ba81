package dev.sluice.tck.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final String PASSWORD = "correct/horse+battery";

    @Test
    void aSecretIsHiddenInEveryForm() {
        Secrets secrets = new Secrets();
        secrets.add("db://me:correct%2Fhorse%2Bbattery@here");
        String base64 = Base64.getEncoder().encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        assertThat(secrets.hiddenIn("as " + PASSWORD + ", as correct%2Fhorse%2Bbattery, as " + base64))
                .startsWith("as [hidden], as [hidden], as ")
                .doesNotContain(base64);
    }

    /** A fixture tells its settings before every rule. */
    @Test
    void aSecretMayBeAddedManyTimes() {
        Secrets secrets = new Secrets();
        for (int i = 0; i < 100; i++) {
            secrets.add(PASSWORD);
        }
        assertThat(secrets.hiddenIn("horse")).isEqualTo("horse");
    }
}
