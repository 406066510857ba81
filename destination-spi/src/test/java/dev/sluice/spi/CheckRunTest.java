package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckRunTest {
    private final List<CheckStep> observed = new ArrayList<>();
    private final CheckRun run = new CheckRun(observed::add);

    @Test
    void stepsAfterAFailureAreSkippedAndNotRun() {
        CheckReport report = run.step("one", () -> CheckStep.Result.pass("works"))
                .step("two", () -> {
                    throw DestinationException.configuration(
                            List.of(ErrorDetail.setting("/config/host", "is empty", "Set it.")));
                })
                .step("three", () -> {
                    throw new AssertionError("ran");
                })
                .report();
        assertThat(report.steps())
                .extracting(CheckStep::status)
                .containsExactly(CheckStep.Status.PASS, CheckStep.Status.FAIL, CheckStep.Status.SKIPPED);
        assertThat(report.passed()).isFalse();
        CheckStep failure = report.firstFailure().orElseThrow();
        assertThat(failure.name()).isEqualTo("two");
        assertThat(failure.result().error().orElseThrow().at()).containsEntry(ErrorDetail.SETTING, "/config/host");
        assertThat(observed).isEqualTo(report.steps());
    }

    @Test
    void anUnexpectedExceptionIsToldByItsTypeAlone() {
        run.step("one", () -> {
            throw new IllegalStateException("secret-looking text");
        });
        CheckStep.Result result = observed.get(0).result();
        assertThat(result.error().orElseThrow().code()).isEqualTo("INTERNAL");
        assertThat(result.message()).contains("IllegalStateException").doesNotContain("secret-looking");
        assertThat(run.hasFailed()).isTrue();
    }

    @Test
    void theCauseOfAFailureIsKeptAndNotPrinted() {
        RuntimeException defect = new IllegalStateException("secret-looking text");
        DestinationException refusal =
                DestinationException.configuration(List.of(ErrorDetail.setting("/config/host", "is empty", "Set it.")));
        new CheckRun(observed::add).step("one", () -> {
            throw defect;
        });
        new CheckRun(observed::add).step("one", () -> {
            throw refusal;
        });
        new CheckRun(observed::add).step("one", () -> CheckStep.Result.pass("works"));
        assertThat(observed)
                .extracting(step -> step.result().cause())
                .containsExactly(Optional.of(defect), Optional.of(refusal), Optional.empty());
        assertThat(observed.toString()).doesNotContain("secret-looking");
    }

    @Test
    void aWarningIsNoFailure() {
        run.step("one", () -> CheckStep.Result.warn(ErrorDetail.of("W", ErrorCategory.DATA, "odd", "Look.", false)));
        assertThat(run.report().passed()).isTrue();
    }
}
