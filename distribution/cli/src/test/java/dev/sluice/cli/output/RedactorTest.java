package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private final Redactor redactor = new Redactor();

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "redis://me:canary-s3cret@h:6379/0",
                "rediss://:canary-s3cret@[::1]:1",
                "redis://me:canary-s3cret@more@h",
                "redis://me:canary-s3cret/x@h",
                "fake://canary-s3cret@h?token=canary-s3cret"
            })
    void aUrlLosesItsPasswordWhereverItStands(String url) {
        redactor.secret(url);
        assertThat(redactor.redact("cannot reach " + url + " or " + url + "."))
                .doesNotContain("canary")
                .contains("cannot reach");
    }

    @Test
    void aUrlThatNobodyAnnouncedLosesItToo() {
        assertThat(redactor.redact("see redis://me:canary-s3cret@h:6379/0 there"))
                .isEqualTo("see redis://****@h:6379/0 there");
    }

    @Test
    void thePasswordOfAUrlIsHiddenByItselfEncodedAndDecoded() {
        redactor.secret("redis://me:canary-s3cret%21@h");
        assertThat(redactor.redact("canary-s3cret%21 canary-s3cret! h")).isEqualTo("**** **** h");
    }

    @Test
    void theLongestSecretIsTakenOutFirst() {
        redactor.secret("canary-s3cret");
        redactor.secret("canary-s3cret-longer");
        assertThat(redactor.redact("is canary-s3cret-longer")).isEqualTo("is ****");
    }

    @Test
    void noLineOfAKeyIsPrintedEvenByItself() {
        List<String> lines = List.of("canary-one+/=", "canary-two", "canary-three");
        String key = "-----BEGIN PRIVATE KEY-----\r\n" + String.join("\r\n", lines) + "\r\n-----END PRIVATE KEY-----\n";
        redactor.secret(key);
        assertThat(redactor.redact("the key " + key + " is wrong")).isEqualTo("the key **** is wrong");
        for (String line : lines) {
            assertThat(redactor.redact("cannot read " + line + ".")).isEqualTo("cannot read ****.");
        }
        assertThat(redactor.redact("It begins with -----BEGIN PRIVATE KEY-----."))
                .isEqualTo("It begins with -----BEGIN PRIVATE KEY-----.");
    }

    @Test
    void whatIsTooShortToBeASecretStays() {
        redactor.secret("ab");
        assertThat(redactor.redact("a table about abbeys")).isEqualTo("a table about abbeys");
    }

    @Test
    void aUrlWithoutASecretStaysAsItIs() {
        redactor.secret("redis://localhost:6379/0");
        assertThat(redactor.redact("listens on redis://localhost:6379/0"))
                .isEqualTo("listens on redis://localhost:6379/0");
    }

    @Test
    void howAUrlIsWrittenStaysReadableUnlessItIsTheSecret() {
        String remedy =
                "Write redis://user:password@host, scheme://[user:password@]host[:port] or redis://[[user]:password@]host.";
        assertThat(redactor.redact(remedy)).isEqualTo(remedy);
        redactor.secret("redis://user:password@h");
        assertThat(redactor.redact("cannot reach redis://user:password@h")).doesNotContain("password");
    }

    @Test
    void aWordOfTheProgramIsNoSecretByItself() {
        redactor.ownWords(List.of("redis"));
        redactor.secret("redis://:redis@h:6379");
        assertThat(redactor.redact("The redis server redis://:redis@h:6379 refuses."))
                .isEqualTo("The redis server redis://****@h:6379 refuses.");
    }

    @Test
    void aPlaceThatIsANumberStays() {
        redactor.secret("6379");
        assertThat(redactor.texts(Map.of("at", Map.of("port", "6379"), "message", "on 6379", "count", "6379")))
                .isEqualTo(Map.of("at", Map.of("port", "6379"), "message", "on ****", "count", "6379"));
    }
}
