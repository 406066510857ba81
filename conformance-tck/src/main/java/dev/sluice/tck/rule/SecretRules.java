package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.CheckReport;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.BrokenSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pieces of secrets, and secrets with blanks. */
abstract class SecretRules extends ReleaseRules {
    private static final int PIECE = 4;
    private static final int LENGTH = 24;

    /** Characters that words, numbers and ids have few of. */
    private static final String RARE = "qzxjvkwQZXJVKW";

    private static final Pattern PASSWORD = Pattern.compile("(?s)(.*?://[^/?#:@]*:)([^/?#]*)(@.*)");

    /**
     * A random secret that the target refuses appears in no report and no error, nor do its first or last four characters, in any case. Asked
     * because a piece of a secret helps whoever guesses the rest, and errors go into tickets. Does not apply when no setting of the fixture is
     * secret; untested when the fixture has no settings that the target refuses for a secret alone. On failure look for a secret that is
     * masked but for its beginning or end.
     */
    @Test
    public final void capability_r9_13_noPieceOfASecretIsTold() {
        assumeSecrets();
        SyncMode mode = writingMode();
        String random = randomSecret();
        List<BrokenSettings> settings = refusedForASecret();
        if (settings.isEmpty()) {
            throw untested("the fixture has no settings that the target refuses for a secret alone");
        }
        for (BrokenSettings broken : settings) {
            changed(broken.config(), wrong -> random).ifPresent(config -> {
                CheckReport report = check(config, broken.target());
                assertNoPiece("the report of a check with a random secret", random, report.toString());
                BrokenSettings refused = BrokenSettings.refused(
                        broken.name() + ", a random one", config, broken.target(), broken.code());
                for (Throwable cause = refusal(refused, mode); cause != null; cause = cause.getCause()) {
                    assertNoPiece("an error of a write with a random secret", random, cause.toString());
                }
            });
        }
    }

    private String randomSecret() {
        return new Random(seed)
                .ints(LENGTH, 0, RARE.length())
                .mapToObj(i -> RARE.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private static void assertNoPiece(String where, String secret, String text) {
        String searched = text.toLowerCase(Locale.ROOT);
        String first = secret.substring(0, PIECE).toLowerCase(Locale.ROOT);
        String last = secret.substring(secret.length() - PIECE).toLowerCase(Locale.ROOT);
        assertThat(searched.contains(first))
                .as("whether the first %d characters of the secret are in %s", PIECE, where)
                .isFalse();
        assertThat(searched.contains(last))
                .as("whether the last %d characters of the secret are in %s", PIECE, where)
                .isFalse();
    }

    /** The settings that the target refuses, but for a secret that is wrong, those that work. */
    private List<BrokenSettings> refusedForASecret() {
        List<BrokenSettings> found = new ArrayList<>();
        for (BrokenSettings broken : refused()) {
            if (differsInSecretsAlone(broken)) {
                found.add(broken);
            }
        }
        return found;
    }

    /** Settings with another secret, the first that differs from that of the settings that work. Empty if it is no text of one line. */
    private Optional<DestinationConfig> changed(DestinationConfig config, UnaryOperator<String> change) {
        for (String name : configSchema().secrets()) {
            Object wrong = config.value(name).orElse("");
            if (!fixture.config().value(name).orElse("").equals(wrong)) {
                return withSecret(config, name, change);
            }
        }
        return Optional.empty();
    }

    private static Optional<DestinationConfig> withSecret(
            DestinationConfig config, String name, UnaryOperator<String> change) {
        String text = String.valueOf(config.value(name).orElse(""));
        if (text.isBlank() || text.contains("\n") || text.startsWith("{")) {
            return Optional.empty();
        }
        Matcher password = PASSWORD.matcher(text);
        if (password.matches()) {
            String other = change.apply(password.group(2)).replace(" ", "%20");
            return Optional.of(config.with(name, password.group(1) + other + password.group(3)));
        }
        return text.contains("://") ? Optional.empty() : Optional.of(config.with(name, change.apply(text)));
    }

    /**
     * The secret of settings that work is refused with a blank before or after it, by the destination as invalid or by the target as any wrong
     * one. Asked because a password may begin or end with a blank, and one that is trimmed can never log in. A recommendation, since some
     * targets ignore blanks themselves. Does not apply when no setting of the fixture is secret; untested when the fixture has no settings that
     * the target refuses for a secret alone. On failure look for {@code strip} and {@code trim}.
     */
    @Test
    public final void should_r9_14_aSecretKeepsItsBlanks() {
        assumeSecrets();
        TreeSet<String> names = new TreeSet<>();
        for (BrokenSettings broken : refusedForASecret()) {
            names.addAll(new TreeMap<>(broken.config().values()).keySet());
            names.removeIf(
                    name -> broken.config().value(name).equals(fixture.config().value(name)));
        }
        if (names.isEmpty()) {
            throw untested("the fixture has no settings that the target refuses for a secret alone");
        }
        for (String name : names) {
            for (String blank : List.of("before", "after")) {
                withSecret(fixture.config(), name, secret -> blank.equals("before") ? " " + secret : secret + " ")
                        .ifPresent(config -> assertThat(
                                        check(config, fixture.target()).passed())
                                .as(
                                        "whether a check passes with a blank %s the secret in %s: is it trimmed?",
                                        blank, name)
                                .isFalse());
            }
        }
    }
}
