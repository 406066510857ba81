package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.CheckReport;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.support.Secrets;
import dev.sluice.tck.support.Urls;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Addresses and secrets that hold odd characters. */
abstract class OddSettingsRules extends FailureSeriesRules {
    private static final String ODD = "p@s:s/w%o#r?d&x=y+z;k\"l'm\\n{o}$p 1";

    /**
     * An address that is malformed, such as one with a port beyond 65535, is refused by the profile with category CONFIGURATION, or by a check
     * and a write with a typed error that is no defect. Asked because users mistype addresses, and a form shows what is wrong. Does not apply
     * when no setting of the fixture is a URL with a host. On failure look for {@code Integer.parseInt}, {@code InetSocketAddress} and
     * {@code URI.create} without a look at what they throw.
     */
    @Test
    public final void capability_r3_23_malformedAddressesAreNoDefects() {
        SyncMode mode = writingMode();
        Map<String, DestinationConfig> odd = new LinkedHashMap<>();
        fixture.config()
                .values()
                .forEach((name, value) -> Urls.malformed(String.valueOf(value))
                        .forEach((what, url) ->
                                odd.put(what + " in " + name, fixture.config().with(name, url))));
        assumeTrue(!odd.isEmpty(), "not applicable: no setting of the fixture is a URL with a host");
        odd.forEach((what, config) -> {
            Throwable thrown = catchThrowable(() -> destination.profile(request(config, fixture.target(), mode)));
            if (thrown != null) {
                assertThat(assertThrown("profile, " + what, thrown).detail().category())
                        .as("category of the refusal of %s", what)
                        .isEqualTo(ErrorCategory.CONFIGURATION);
            }
            CheckReport report = check(config, fixture.target());
            report.firstFailure()
                    .flatMap(step -> step.result().error())
                    .ifPresent(error -> assertNoDefect("a check, " + what, error));
            Throwable refusal = catchThrowable(
                    () -> open(request(config, fixture.target(), mode)).close());
            if (refusal != null) {
                assertNoDefect(
                        "write, " + what,
                        assertThrown("write, " + what, refusal).detail());
            }
        });
    }

    private static void assertNoDefect(String where, ErrorDetail error) {
        assertThat(error.category())
                .as("category of %s: %s", where, error.code())
                .isNotEqualTo(ErrorCategory.INTERNAL);
    }

    /**
     * A wrong secret of odd characters, such as colons, percent signs, semicolons and quotes, is refused as any other wrong secret is, with the same code, or as invalid
     * with category CONFIGURATION, and is in no message. In a URL it is percent-encoded. Asked because good passwords have such characters.
     * Does not apply when no setting of the fixture is secret; untested when the fixture has no settings that the target refuses for a secret
     * alone. On failure look for a secret that is put into a URL, a connection string or a command without being escaped.
     */
    @Test
    public final void capability_r9_12_oddSecretsAreTakenAsTheyAre() {
        assumeTrue(
                !secrets(fixture.config(), fixture.target()).isEmpty(),
                "not applicable: no setting of the fixture is secret");
        SyncMode mode = writingMode();
        boolean tried = false;
        for (BrokenSettings broken : refused()) {
            if (differsInSecretsAlone(broken)) {
                Optional<DestinationConfig> odd = withOddSecret(broken);
                tried |= odd.isPresent();
                odd.ifPresent(config -> assertRefusedAlike(broken, config, mode));
            }
        }
        if (!tried) {
            throw untested("the fixture has no settings that the target refuses for a secret alone");
        }
    }

    /** The settings that the target refuses for a secret, with an odd one in its place. */
    private Optional<DestinationConfig> withOddSecret(BrokenSettings broken) {
        for (String name : configSchema().secrets()) {
            Object wrong = broken.config().value(name).orElse("");
            if (!fixture.config().value(name).orElse("").equals(wrong)) {
                String text = wrong.toString();
                return text.contains("://")
                        ? Urls.withPassword(
                                        text,
                                        URLEncoder.encode(ODD, StandardCharsets.UTF_8)
                                                .replace("+", "%20"))
                                .map(url -> broken.config().with(name, url))
                        : Optional.of(broken.config().with(name, ODD));
            }
        }
        return Optional.empty();
    }

    private void assertRefusedAlike(BrokenSettings broken, DestinationConfig config, SyncMode mode) {
        Secrets secrets = secrets(config, broken.target());
        secrets.add(ODD);
        CheckReport report = check(config, broken.target());
        secrets.assertNotIn("the report of a check with an odd secret", report);
        ErrorDetail failed = report.firstFailure()
                .flatMap(step -> step.result().error())
                .orElseThrow(() -> new AssertionError("a check with a wrong secret of odd characters passed"));
        assertAlike("a check", broken, failed);
        DestinationException thrown = refusal(
                BrokenSettings.refused(broken.name() + ", of odd characters", config, broken.target(), broken.code()),
                mode);
        secrets.assertNotInThrowable("a write with an odd secret", thrown);
        assertAlike("a write", broken, thrown.detail());
    }

    private static void assertAlike(String where, BrokenSettings broken, ErrorDetail error) {
        if (error.category() != ErrorCategory.CONFIGURATION) {
            assertThat(error.code())
                    .as(
                            "code of %s with a wrong secret of odd characters, where %s has %s: is the secret escaped?",
                            where, broken.name(), broken.code())
                    .isEqualTo(broken.code());
        }
    }
}
