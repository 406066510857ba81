package dev.sluice.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.tck.Rule;
import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.opentest4j.TestAbortedException;

class WaiversTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final Rule RULE =
            Rule.named("required_r4_03_everyBatchSizeIsWrittenWhole").orElseThrow();
    private static final Rule MANNERS =
            Rule.named("should_r2_11_aFailedCheckNamesTheSetting").orElseThrow();
    private static final InvocationInterceptor.Invocation<Void> PASSES = () -> null;
    private static final InvocationInterceptor.Invocation<Void> FAILS = () -> {
        throw new AssertionError("rows are missing");
    };

    @Test
    void aWaivedFailureIsSkippedAndSaysWhy() {
        assertThatThrownBy(() -> RuleInterceptor.run(FAILS, RULE, waiver("2026-11-24"), TODAY))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageStartingWith("waived: too many (https://example.com/7, until 2026-11-24)")
                .hasMessageContaining("rows are missing");
    }

    @Test
    void aWaivedRuleThatPassesFails() {
        assertThatThrownBy(() -> RuleInterceptor.run(PASSES, RULE, waiver("2026-11-24"), TODAY))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("remove its waiver");
    }

    @Test
    void anExpiredWaiverCountsForNothing() throws Throwable {
        assertThatThrownBy(() -> RuleInterceptor.run(FAILS, RULE, waiver("2026-11-23"), TODAY))
                .isInstanceOf(AssertionError.class)
                .hasMessage("rows are missing")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()[0]).hasMessageContaining("has expired"));
        RuleInterceptor.run(PASSES, RULE, waiver("2026-11-23"), TODAY);
    }

    @Test
    void goodMannersFailNoBuild() {
        assertThatThrownBy(() -> RuleInterceptor.run(FAILS, MANNERS, Optional.empty(), TODAY))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("should: rows are missing");
    }

    @Test
    void everyMistakeOfTheFileIsNamed() {
        assertThatThrownBy(() -> Waivers.read(new StringReader("""
                        4.99.reason = x
                        4.99.link = x
                        4.99.expires = 2027-01-01
                        4.03.reason = x
                        4.03.expires = soon
                        4.03.until = 2027-01-01
                        """)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there is no rule 4.99")
                .hasMessageContaining("4.03.link is missing")
                .hasMessageContaining("4.03.expires is not a date")
                .hasMessageContaining("4.03.until is not one of");
    }

    @Test
    void aWaiverCanBeForOneTestClassAlone() throws IOException {
        Waivers waivers = Waivers.read(new StringReader("""
                4.03.reason = too many
                4.03.link = https://example.com/7
                4.03.expires = 2027-01-01
                4.03.class = WaiversTest
                """));
        assertThat(waivers.of(RULE, WaiversTest.class)).isPresent();
        assertThat(waivers.of(RULE, String.class)).isEmpty();
        assertThat(waivers.of(MANNERS, WaiversTest.class)).isEmpty();
    }

    private static Optional<Waiver> waiver(String expires) {
        return Optional.of(new Waiver("4.03", "too many", "https://example.com/7", LocalDate.parse(expires), ""));
    }
}
