package dev.sluice.host.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.fake.FakeRun;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyncReportTest {
    private static SyncReport report(
            Ended ended, Optional<ErrorDetail> failure, SyncReport.Rows rows, SyncReport.Removals removals) {
        return FakeRun.report("users", ended, failure, rows, removals);
    }

    private static Optional<ErrorDetail> failure(ErrorCategory category) {
        return Optional.of(ErrorDetail.of("FAKE", category, "The test ends here.", "Change the test.", false));
    }

    private static SyncReport.Rows rows(long rejected, long indeterminate) {
        return new SyncReport.Rows(10 + rejected + indeterminate, 10, 0, 0, 0, 0, 0, rejected, indeterminate, 0);
    }

    private static SyncReport.Removals removals(long rejected, long indeterminate) {
        return new SyncReport.Removals(rejected + indeterminate, 0, rejected, indeterminate, 0);
    }

    private static int exit(SyncReport.Rows rows, SyncReport.Removals removals) {
        return report(Ended.COMPLETED, Optional.empty(), rows, removals).exitCode();
    }

    @Test
    void aRunThatCompletesExitsByTheFateOfItsRows() {
        assertThat(exit(rows(0, 0), removals(0, 0))).isZero();
        assertThat(exit(rows(1, 0), removals(0, 0))).isEqualTo(4);
        assertThat(exit(rows(0, 0), removals(1, 0))).isEqualTo(4);
        assertThat(exit(rows(1, 1), removals(0, 0))).isEqualTo(3);
        assertThat(exit(rows(0, 0), removals(1, 1))).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatFailsExitsByTheCategoryOfItsFailureWhateverItsRows(ErrorCategory category) {
        assertThat(report(Ended.FAILED, failure(category), rows(1, 1), removals(0, 0))
                        .exitCode())
                .isEqualTo(ExitCode.of(category));
    }

    @Test
    void aRunThatTheUserStopsExitsAsSuchWhateverElseFailed() {
        assertThat(report(Ended.CANCELLED, failure(ErrorCategory.CONNECTION), rows(1, 1), removals(0, 0))
                        .exitCode())
                .isEqualTo(130);
    }

    @Test
    void aFailedRunHasAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report(Ended.FAILED, Optional.empty(), rows(0, 0), removals(0, 0)));
    }
}
