package dev.sluice.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.redis.config.UrlParser.InvalidUrl;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlParserTest {
    private static final String CANARY = "canary-s3cret";

    @Test
    void readsEveryPart() throws InvalidUrl {
        assertThat(parse("rediss://me:" + CANARY + "@db.example.com:7000/3"))
                .isEqualTo(new RedisUrl(
                        true,
                        Optional.of("me"),
                        Optional.of(Secret.of(CANARY)),
                        "db.example.com",
                        7000,
                        OptionalInt.of(3)));
    }

    @Test
    void aHostAloneIsEnough() throws InvalidUrl {
        assertThat(parse("REDIS://my_host"))
                .isEqualTo(
                        new RedisUrl(false, Optional.empty(), Optional.empty(), "my_host", 6379, OptionalInt.empty()));
        assertThat(parse("redis://h/").database()).isEmpty();
        assertThat(parse("redis://[::1]:7/0").host()).isEqualTo("::1");
    }

    @Test
    void theEndOfALineAroundItIsNoPartOfIt() throws InvalidUrl {
        assertThat(parse(" redis://h:7/1\n")).isEqualTo(parse("redis://h:7/1"));
    }

    @Test
    void decodesUserAndPassword() throws InvalidUrl {
        RedisUrl url = parse("redis://a%3Ab:p%40%2F+%C3%A9@h");
        assertThat(url.user()).hasValue("a:b");
        assertThat(url.password()).hasValue(Secret.of("p@/+é"));
    }

    @Test
    void aPasswordMayHoldWhatNobodyEncoded() throws InvalidUrl {
        assertThat(parse("redis://:p@/#?:x%25@h").password()).hasValue(Secret.of("p@/#?:x%"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "http://h",
                "redis:/h",
                "redis://",
                "redis://me@h",
                "redis://me:@h",
                "redis://h:0",
                "redis://h:65536",
                "redis://h:x",
                "redis://h/abc",
                "redis://h/16",
                "redis://h/-1",
                "redis://h/0?a=b",
                "redis://h?a=b",
                "redis://h h",
                "redis://[::1",
                "redis://:%4@h",
                "redis://:%zz@h",
                "redis://:%ff@h",
                "redis://:\ud800@h"
            })
    void anythingElseIsNoUrl(String text) {
        assertThatExceptionOfType(InvalidUrl.class).isThrownBy(() -> parse(text));
    }

    @Test
    void tooLongAPasswordIsRefusedHereAndNotByABrokenConnection() {
        assertThatExceptionOfType(InvalidUrl.class).isThrownBy(() -> parse("redis://:" + "p".repeat(16385) + "@h"));
    }

    @Test
    void noTextThrowsAnythingElseOrShowsThePassword() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] beginnings = {
            "redis://u:" + CANARY + "@h:6379/0",
            "rediss://:" + CANARY + "@[fe80::1%eth0]:1",
            "redis://%75:" + CANARY + "%40@h/"
        };
        String alphabet = "redis:/@%[]?#.0123456789ab\ud83d\ude00\ud800 \n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(beginnings[random.nextInt(beginnings.length)]);
            for (int edits = random.nextInt(6); edits >= 0; edits--) {
                char letter = alphabet.charAt(random.nextInt(alphabet.length()));
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.insert(at, letter);
                } else {
                    text.setCharAt(at, letter);
                }
            }
            try {
                RedisUrl url = parse(text.toString());
                if (url.password().isPresent()) {
                    assertThat(url.toString()).as("seed %s", seed).contains("[hidden]");
                }
                if (url.password()
                        .filter(password -> password.reveal().contains(CANARY))
                        .isPresent()) {
                    assertThat(url.toString().contains(CANARY))
                            .as("seed %s", seed)
                            .isFalse();
                }
            } catch (InvalidUrl e) {
                assertThat(e.toString().contains("canary")).as("seed %s", seed).isFalse();
            } catch (RuntimeException e) {
                fail("seed " + seed + " threw " + e.getClass());
            }
        }
    }

    private static RedisUrl parse(String text) throws InvalidUrl {
        return UrlParser.parse(text, 6379);
    }
}
