package dev.sluice.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeRun;
import dev.sluice.host.fake.SettableClock;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.runfile.RunFile;
import dev.sluice.host.runfile.RunFiles;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads of runs. */
class RunMetricsTest {
    private static final Instant NIGHT = Instant.parse("2026-11-27T02:00:00Z");
    private static final ErrorDetail BUSY = ErrorDetail.builder("FAKE_BUSY", ErrorCategory.CAPACITY)
            .message("Busy.")
            .remedy("Wait.")
            .build();
    private static final SyncReport.Rows ROWS = new SyncReport.Rows(20, 7, 7, 0, 0, 3, 2, 5, 1, 2);

    @TempDir
    Path directory;

    private final Locale locale = Locale.getDefault();
    private final SettableClock clock = new SettableClock(NIGHT);

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
    }

    private RunMetrics metrics() {
        return new RunMetrics(clock, Optional.empty());
    }

    private RunFiles files() {
        return new RunFiles(directory.resolve("runs"));
    }

    private static SyncEvent.Started started(String sync) {
        return FakeRun.started("01M8FP9P67N3RMD3332GGKD37X", sync);
    }

    private static SyncEvent.Ended ended(SyncReport.Rows rows, Optional<ErrorDetail> failure) {
        return FakeRun.ended("users", failure, rows, new SyncReport.Removals(4, 2, 1, 0, 1));
    }

    private static List<String> lines(RunMetrics metrics) {
        return new String(metrics.text(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @Test
    void rowsAreThoseOfTheReportOnceTheRunHasEnded() {
        RunMetrics metrics = metrics();
        SyncListener listener = metrics.listener(files());
        listener.heard(started("users"));
        listener.heard(FakeRun.writing(20, 12));
        assertThat(lines(metrics))
                .contains(
                        "sluice_running{sync=\"users\"} 1.0",
                        "sluice_run_rows{outcome=\"written\",sync=\"users\"} 12.0")
                .noneMatch(line -> line.startsWith("sluice_rows_total"));
        clock.pass(Duration.ofMillis(1_250));
        listener.heard(ended(ROWS, Optional.empty()));
        String kind = "{destination=\"fake\",mode=\"mirror\",";
        assertThat(lines(metrics))
                .contains(
                        "sluice_running{sync=\"users\"} 0.0",
                        "sluice_run_rows{outcome=\"written\",sync=\"users\"} 7.0",
                        "sluice_rows_total" + kind + "outcome=\"written\",sync=\"users\"} 7.0",
                        "sluice_rows_total" + kind + "outcome=\"unchanged\",sync=\"users\"} 3.0",
                        "sluice_rows_total" + kind + "outcome=\"skipped\",sync=\"users\"} 2.0",
                        "sluice_rows_total" + kind + "outcome=\"rejected\",sync=\"users\"} 5.0",
                        "sluice_rows_total" + kind + "outcome=\"indeterminate\",sync=\"users\"} 1.0",
                        "sluice_rows_total" + kind + "outcome=\"not_attempted\",sync=\"users\"} 2.0",
                        "sluice_removals_total" + kind + "outcome=\"removed\",sync=\"users\"} 2.0",
                        "sluice_removals_total" + kind + "outcome=\"rejected\",sync=\"users\"} 1.0",
                        "sluice_runs_total" + kind + "status=\"uncertain\",sync=\"users\"} 1.0",
                        "sluice_run_seconds_total" + kind + "sync=\"users\"} 1.25",
                        "sluice_last_run_duration_seconds{sync=\"users\"} 1.25",
                        "sluice_last_run_exit_code{sync=\"users\"} 3.0");
    }

    @Test
    void waitsOfLanesThatOverlapCountOnce() {
        RunMetrics metrics = metrics();
        SyncListener listener = metrics.listener(files());
        listener.heard(started("users"));
        listener.heard(new SyncEvent.Told(RunEvent.waiting(clock.instant().plusSeconds(4), BUSY)));
        clock.pass(Duration.ofSeconds(1));
        listener.heard(new SyncEvent.Told(RunEvent.waiting(clock.instant().plusSeconds(5), BUSY)));
        listener.heard(new SyncEvent.Told(RunEvent.retried(BUSY, 1)));
        listener.heard(new SyncEvent.Told(RunEvent.retried(BUSY, 2)));
        listener.heard(new SyncEvent.Told(RunEvent.reconnected("db1:6379")));
        String kind = "{destination=\"fake\",mode=\"mirror\",sync=\"users\"} ";
        assertThat(lines(metrics))
                .contains(
                        "sluice_wait_seconds_total" + kind + "6.0",
                        "sluice_retries_total" + kind + "2.0",
                        "sluice_reconnects_total" + kind + "1.0");
    }

    @Test
    void theLastSuccessIsThatOfTheRunsThatAreKept() {
        String[] ids = {"01M8FP9P67N3RMD3332GGKD37X", "01M8FP9XPTYB8JK0HSVP7X5ANT", "01M8FPA8DAYJMFXVF6ZPT3XWE6"};
        try (RunFile file = new RunFile(directory.resolve("runs"), Duration.ofDays(90), "1", clock, json -> json)) {
            file.heard(FakeRun.started(ids[0], "users"));
            clock.pass(Duration.ofSeconds(30));
            file.heard(ended(new SyncReport.Rows(3, 2, 2, 0, 0, 0, 0, 1, 0, 0), Optional.empty()));
            file.heard(FakeRun.started(ids[1], "users"));
            clock.pass(Duration.ofSeconds(30));
            file.heard(ended(ROWS, Optional.of(BUSY)));
            file.heard(FakeRun.started(ids[2], "others"));
            file.heard(ended(new SyncReport.Rows(2, 2, 2, 0, 0, 0, 0, 0, 0, 0), Optional.empty()));
        }
        RunMetrics metrics = metrics();
        SyncListener listener = metrics.listener(files());
        listener.heard(started("users"));
        listener.heard(SyncEvent.Ended.without(new HostException(BUSY)));
        double seconds = NIGHT.plusSeconds(30).getEpochSecond();
        assertThat(lines(metrics))
                .as("a run that rejected rows has attended to all of them")
                .contains("sluice_last_success_timestamp_seconds{sync=\"users\"} " + seconds)
                .noneMatch(line -> line.contains("others"));

        listener.heard(started("users"));
        listener.heard(ended(new SyncReport.Rows(2, 2, 2, 0, 0, 0, 0, 0, 0, 0), Optional.empty()));
        assertThat(lines(metrics))
                .contains("sluice_last_success_timestamp_seconds{sync=\"users\"} "
                        + (double) clock.instant().getEpochSecond());
    }

    @Test
    void aRunThatCannotBeginIsCountedWithoutAModeAndRunsThatCannotBeReadAreNone() throws IOException {
        Files.writeString(directory.resolve("runs"), "no directory");
        RunMetrics metrics = metrics();
        SyncListener listener = metrics.listener(files());
        listener.heard(
                new SyncEvent.Started("01M8FP9P67N3RMD3332GGKD37X", SyncEvent.Purpose.SYNC, "users", Optional.empty()));
        listener.heard(SyncEvent.Ended.without(new HostException(HostFailure.DEFINITION_INVALID.detail("Wrong."))));
        assertThat(lines(metrics))
                .contains(
                        "sluice_runs_total{destination=\"\",mode=\"\",status=\"failed\",sync=\"users\"} 1.0",
                        "sluice_last_run_exit_code{sync=\"users\"} 2.0")
                .noneMatch(line -> line.startsWith("sluice_last_success"));
    }

    @Test
    void ofSyncsThatAreGoneOnlyWhatTheyDidIsTold() {
        RunMetrics metrics = metrics();
        SyncListener listener = metrics.listener(files());
        listener.heard(started("users"));
        listener.heard(ended(ROWS, Optional.empty()));
        listener.heard(started("users"));
        metrics.keep(List.of("orders"));
        listener.heard(FakeRun.writing(20, 5));
        listener.heard(ended(ROWS, Optional.empty()));
        metrics.expect("orders", files());
        assertThat(lines(metrics))
                .contains("sluice_running{sync=\"orders\"} 0.0")
                .noneMatch(line -> line.matches("sluice_(last_|running|run_rows).*users.*"))
                .anyMatch(line -> line.matches("sluice_rows_total.*users.*"));
    }

    @Test
    void aFileIsReplacedAndOthersMayReadIt() throws IOException {
        Path file = directory.resolve("sluice.prom");
        RunMetrics metrics = new RunMetrics(clock, Optional.of(new MetricsFile(file)));
        SyncListener listener = metrics.listener(files());
        listener.heard(started("users"));
        assertThat(file).content().contains("sluice_running{sync=\"users\"} 1.0");
        listener.heard(FakeRun.writing(20, 3));
        assertThat(file).as("not more often than every ten seconds").content().doesNotContain("} 3.0");
        clock.pass(Duration.ofSeconds(10));
        listener.heard(FakeRun.writing(20, 4));
        assertThat(file).content().contains("sluice_run_rows{outcome=\"written\",sync=\"users\"} 4.0");
        listener.heard(ended(ROWS, Optional.empty()));
        assertThat(file).content().isEqualTo(new String(metrics.text(), StandardCharsets.UTF_8));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        try (var all = Files.list(directory)) {
            assertThat(all).containsExactly(file);
        }
        assertThat(metrics.problem()).isEmpty();
    }

    @Test
    void aFileThatCannotBeIsRefusedAndOneThatCannotBeWrittenIsAProblem() throws IOException {
        for (Path wrong : List.of(directory, directory.resolve("absent/sluice.prom"))) {
            assertThatThrownBy(() -> new MetricsFile(wrong))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("--metrics-file");
        }
        Path folder = Files.createDirectory(directory.resolve("gone"));
        RunMetrics metrics = new RunMetrics(clock, Optional.of(new MetricsFile(folder.resolve("sluice.prom"))));
        Files.delete(folder);
        SyncListener listener = metrics.listener(files());
        listener.heard(started("users"));
        assertThat(metrics.problem().orElseThrow()).contains("sluice.prom cannot be written (");
        Files.createDirectory(folder);
        listener.heard(ended(ROWS, Optional.empty()));
        assertThat(metrics.problem()).isEmpty();
    }

    /** Turkish has letters and numbers of its own. */
    @Test
    void promtoolFindsNothingWrong() throws IOException, InterruptedException {
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        RunMetrics metrics = metrics();
        for (String sync : List.of("users", "a \"b\" \\ c", "Ünïts ✓ {x=\"1\"}")) {
            SyncListener listener = metrics.listener(files());
            listener.heard(started(sync));
            listener.heard(new SyncEvent.Told(RunEvent.waiting(clock.instant().plusSeconds(4), BUSY)));
            listener.heard(new SyncEvent.Told(RunEvent.retried(BUSY, 1)));
            listener.heard(new SyncEvent.Told(RunEvent.reconnected("db1:6379")));
            listener.heard(ended(ROWS, Optional.empty()));
        }
        assertThat(lines(metrics))
                .contains("sluice_run_rows{outcome=\"written\",sync=\"a \\\"b\\\" \\\\ c\"} 7.0")
                .anyMatch(line -> line.contains("status=\"uncertain\""));
        promtool(metrics.text(), "check", "metrics");
    }

    @Test
    void thePageHasEachMetricAndItsAlertsAreRulesOfPrometheus() throws IOException, InterruptedException {
        RunMetrics metrics = metrics();
        SyncListener listener = metrics.listener(files());
        listener.heard(started("users"));
        listener.heard(new SyncEvent.Told(RunEvent.waiting(clock.instant().plusSeconds(4), BUSY)));
        listener.heard(new SyncEvent.Told(RunEvent.retried(BUSY, 1)));
        listener.heard(new SyncEvent.Told(RunEvent.reconnected("db1:6379")));
        listener.heard(ended(new SyncReport.Rows(2, 2, 2, 0, 0, 0, 0, 0, 0, 0), Optional.empty()));
        Set<String> told = lines(metrics).stream()
                .map(line -> line.replaceAll("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        String page = Files.readString(Path.of("..", "..", "docs", "metrics.md"));
        Set<String> listed = Pattern.compile("sluice_\\w+")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(listed);
        Path alerts = directory.resolve("alerts.yml");
        Matcher block =
                Pattern.compile("```yaml\n(groups:.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        Files.writeString(alerts, block.group(1));
        assertThat(promtool(new byte[0], "check", "rules", alerts.toString())).contains("4 rules found");
    }

    /** Skips the rest of the test where it is not installed. */
    private static String promtool(byte[] input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process promtool;
        try {
            promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return Assumptions.abort("promtool is not installed (Debian's package prometheus)");
        }
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(input);
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        if (input.length > 0) {
            assertThat(said).as("what it warns of").isEmpty();
        }
        return said;
    }
}
