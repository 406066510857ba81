package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.output.Redactor;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.report.ReportJson;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a report becomes: an exit code, words, JSON. */
class SyncResultTest {
    private static final ErrorDetail LOST = ErrorDetail.builder("FAKE_LOST", ErrorCategory.CONNECTION)
            .message("Cut off.")
            .remedy("Go on.")
            .at("host", "db1")
            .build();
    private static final ErrorDetail REJECTED = ErrorDetail.of(
                    "FAKE_REJECTED", ErrorCategory.DATA, "Refused.", "Mend it.", false)
            .at("column", "email");

    private static SyncReport report(Ended ended, SyncReport.Rows rows, SyncReport.Removals removals) {
        return new SyncReport(
                "users",
                "users.csv",
                "fake",
                "fake://db1/users",
                SyncMode.MIRROR,
                Optional.empty(),
                Instant.EPOCH,
                Duration.ofMillis(1_250),
                ended,
                ended == Ended.COMPLETED ? Optional.empty() : Optional.of(LOST),
                Optional.empty(),
                rows,
                removals,
                Map.of("FAKE_SKIP", 2L),
                List.of(new SyncReport.ErrorGroup(REJECTED, 3, List.of(5L, 7L))),
                List.of("Something to know."),
                Optional.of(Path.of("dead.ndjson")),
                0,
                List.of());
    }

    private static SyncReport.Rows rows(long rejected, long indeterminate, long notAttempted) {
        return new SyncReport.Rows(
                1_200 + rejected + indeterminate + notAttempted,
                1_000,
                900,
                90,
                10,
                198,
                2,
                rejected,
                indeterminate,
                notAttempted);
    }

    private static SyncReport.Removals removals(long rejected, long indeterminate) {
        return new SyncReport.Removals(4 + rejected + indeterminate, 4, rejected, indeterminate, 0);
    }

    @Test
    void aRunThatAUserStoppedIsToldAsThat() {
        ErrorDetail stopped = SyncCommand.failure(report(Ended.CANCELLED, rows(0, 3, 20), removals(0, 1)))
                .orElseThrow()
                .detail();
        assertThat(stopped.code()).isEqualTo("RUN_STOPPED");
        assertThat(stopped.category()).isEqualTo(ErrorCategory.CANCELLED);
        assertThat(stopped.message())
                .isEqualTo(
                        "Stopped, as asked for, when 1,223 rows were read: 1,004 written or removed, 4 without a reply, which may be written"
                                + " or not, 20 not attempted.");
        assertThat(stopped.remedy()).contains("same command again");
        assertThat(SyncCommand.failure(report(Ended.COMPLETED, rows(0, 0, 0), removals(0, 0))))
                .isEmpty();
    }

    @Test
    void aRunThatFailedIsToldByItsFailure() {
        assertThat(SyncCommand.failure(report(Ended.FAILED, rows(0, 0, 9), removals(0, 0))))
                .map(HostException::detail)
                .contains(LOST);
    }

    @Test
    void errorsInJsonHaveAllThatIsKnownOfThem() {
        assertThat(ReportJson.of(report(Ended.COMPLETED, rows(3, 0, 0), removals(0, 0))))
                .containsEntry(
                        "errors",
                        List.of(Map.of(
                                "code",
                                "FAKE_REJECTED",
                                "category",
                                "DATA",
                                "message",
                                "Refused.",
                                "remedy",
                                "Mend it.",
                                "retryable",
                                false,
                                "at",
                                Map.of("column", "email"),
                                "count",
                                3L,
                                "rowNumbers",
                                List.of(5L, 7L))));
    }

    @Test
    void theWordsAddUp() {
        assertThat(ReportText.of(report(Ended.FAILED, rows(3, 1, 5), removals(1, 0)), UnaryOperator.identity()))
                .containsExactly(
                        "users: mirror from users.csv to fake://db1/users, 1.3 s, failed",
                        "  read 1,209 = 1,000 written + 198 unchanged + 2 skipped + 3 rejected + 1 of unknown fate"
                                + " + 5 not attempted",
                        "  added 900, changed 90, removed 4, renewed 10",
                        "  to remove 5 = 4 removed + 1 rejected + 0 of unknown fate + 0 not attempted",
                        "  skipped 2 × FAKE_SKIP",
                        "  3 × FAKE_REJECTED: Refused. (column email) (row 5, 7, …)",
                        "      → Mend it.",
                        "  warning: Something to know.",
                        "  rows that were not written: dead.ndjson");
    }

    @Test
    void whatASecretLooksLikeStaysUnlessItIsInAMessage() {
        Redactor redactor = new Redactor();
        List.of("users", "fake", "1,209", "FAKE_REJECTED", "Refused", "know").forEach(redactor::secret);
        SyncReport report = report(Ended.FAILED, rows(3, 1, 5), removals(1, 0));
        assertThat(ReportText.of(report, redactor::redact))
                .contains(
                        "users: mirror from users.csv to fake://db1/users, 1.3 s, failed",
                        "  3 × FAKE_REJECTED: ****. (column email) (row 5, 7, …)",
                        "  warning: Something to ****.")
                .anyMatch(line -> line.startsWith("  read 1,209 = "));
        Map<String, Object> result = ReportJson.of(report);
        assertThat(redactor.texts(result))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("sync", "users")
                .containsEntry("destination", "fake")
                .containsEntry("rows", result.get("rows"))
                .containsEntry("warnings", List.of("Something to ****."));
    }
}
