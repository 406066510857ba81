package dev.sluice.cli.metrics;

import dev.sluice.cli.installation.Version;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.WaitTime;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.runfile.RunFiles;
import dev.sluice.host.runfile.StoredRun;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.RunEvent;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts and times of the runs of this process. Rows are counted when their run ends, as its report has them: by outcomes that the destination has
 * acknowledged. Safe for use by several threads.
 */
public final class RunMetrics {
    private static final PrometheusTextFormatWriter FORMAT =
            PrometheusTextFormatWriter.builder().build();
    private static final double MILLIS = 1000;
    private static final String[] KIND = {"sync", "mode", "destination"};

    private final Clock clock;
    private final Optional<MetricsFile> file;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    /** Syncs whose last success has been looked for. */
    private final Set<String> known = new HashSet<>();

    private final Counter runs = counter("sluice_runs_total", "Runs that have ended, by status.", "status");
    private final Counter rows = counter("sluice_rows_total", "Rows of runs that have ended, by outcome.", "outcome");
    private final Counter removals =
            counter("sluice_removals_total", "Removals of runs that have ended, by outcome.", "outcome");
    private final Counter seconds = counter("sluice_run_seconds_total", "How long runs that have ended took.");
    private final Counter retries = counter("sluice_retries_total", "Requests that were sent again.");
    private final Counter reconnects = counter("sluice_reconnects_total", "Connections that were made again.");
    private final Counter waits =
            counter("sluice_wait_seconds_total", "How long runs waited for their destination before they tried again.");
    private final Gauge running = gauge("sluice_running", "Whether a run goes on.");
    private final Gauge progress =
            gauge("sluice_run_rows", "Rows of the run that goes on, or of the last one, by outcome so far.", "outcome");
    private final Gauge end = gauge("sluice_last_run_timestamp_seconds", "When the last run ended, in Unix time.");
    private final Gauge duration = gauge("sluice_last_run_duration_seconds", "How long the last run took.");
    private final Gauge exit = gauge("sluice_last_run_exit_code", "What the last run exited with; 0 if all went well.");
    private final Gauge success = gauge(
            "sluice_last_success_timestamp_seconds",
            "When the last run ended that attended to every row, rejected ones too, in Unix time.");

    /** @param file is kept up to date, if there is one */
    public RunMetrics(Clock clock, Optional<MetricsFile> file) {
        this.clock = clock;
        this.file = file;
        Gauge.builder()
                .name("sluice_build_info")
                .help("The version of the program.")
                .labelNames("version")
                .register(registry)
                .labelValues(Version.text())
                .set(1);
    }

    private Counter counter(String name, String help, String... more) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(with(KIND, more))
                .withoutExemplars()
                .register(registry);
    }

    private Gauge gauge(String name, String help, String... more) {
        return Gauge.builder()
                .name(name)
                .help(help)
                .labelNames(with(new String[] {"sync"}, more))
                .withoutExemplars()
                .register(registry);
    }

    private static String[] with(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /**
     * What hears of the runs of a command, one at a time.
     *
     * @param files where the last success of a sync is looked up that has had no run here
     */
    public SyncListener listener(RunFiles files) {
        return new Listener(files);
    }

    /** A sync is to run: its last success is known from then on, before its first run here. */
    public synchronized void expect(String sync, RunFiles files) {
        if (!known.add(sync)) {
            return;
        }
        running.labelValues(sync).set(0);
        try {
            files.lastSuccess(sync)
                    .flatMap(StoredRun::ended)
                    .ifPresent(time -> success.labelValues(sync).set(time.toEpochMilli() / MILLIS));
        } catch (HostException e) {
            // The runs cannot be read, which `sluice runs` tells.
        }
    }

    /** What is said of syncs that are not among these is dropped; what they did stays counted. */
    public synchronized void keep(Collection<String> syncs) {
        Set<String> gone = new HashSet<>(known);
        gone.removeAll(syncs);
        known.retainAll(syncs);
        for (String sync : gone) {
            for (Gauge gauge : new Gauge[] {running, end, duration, exit, success}) {
                gauge.remove(sync);
            }
            outcomes(new SyncReport.Rows(0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                    .keySet()
                    .forEach(outcome -> progress.remove(sync, outcome));
        }
    }

    /** Everything in Prometheus' text format, version 0.0.4. */
    public synchronized byte[] text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            FORMAT.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    /** The media type of {@link #text}. */
    public static String mediaType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    /** Why the file is not up to date, if that is so; one sentence. */
    public Optional<String> problem() {
        return file.flatMap(MetricsFile::problem);
    }

    private static Map<String, Long> outcomes(SyncReport.Rows rows) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put("written", rows.written());
        outcomes.put("unchanged", rows.unchanged());
        outcomes.put("skipped", rows.skipped());
        outcomes.put("rejected", rows.rejected());
        outcomes.put("indeterminate", rows.indeterminate());
        outcomes.put("not_attempted", rows.notAttempted());
        return outcomes;
    }

    private static Map<String, Long> outcomes(SyncReport.Removals removals) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put("removed", removals.removed());
        outcomes.put("rejected", removals.rejected());
        outcomes.put("indeterminate", removals.indeterminate());
        outcomes.put("not_attempted", removals.notAttempted());
        return outcomes;
    }

    /** Of one run at a time. */
    private final class Listener implements SyncListener {
        private final RunFiles files;
        private String[] kind = {"", "", ""};
        private Instant begun = Instant.MIN;
        private WaitTime waited = new WaitTime();
        private Duration counted = Duration.ZERO;

        Listener(RunFiles files) {
            this.files = files;
        }

        @Override
        public void heard(SyncEvent event) {
            synchronized (RunMetrics.this) {
                count(event);
            }
        }

        private void count(SyncEvent event) {
            Instant now = clock.instant();
            if (event instanceof SyncEvent.Started started) {
                begin(started, now);
            } else if (event instanceof SyncEvent.Progressed progressed) {
                show(progressed.progress().counts());
            } else if (event instanceof SyncEvent.Told told) {
                count(told.event(), now);
            } else if (event instanceof SyncEvent.Ended ended) {
                end(ended, now);
            }
            boolean turns = event instanceof SyncEvent.Started || event instanceof SyncEvent.Ended;
            file.filter(metrics -> turns || metrics.isDue(now)).ifPresent(metrics -> metrics.write(text(), now));
        }

        private void begin(SyncEvent.Started started, Instant now) {
            begun = now;
            waited = new WaitTime();
            counted = Duration.ZERO;
            kind = new String[] {
                started.sync(),
                started.resolved().map(resolved -> Modes.name(resolved.mode())).orElse(""),
                started.resolved().map(SyncEvent.Resolved::destination).orElse("")
            };
            expect(started.sync(), files);
            running.labelValues(started.sync()).set(1);
        }

        private void show(SyncReport.Rows counts) {
            if (!known.contains(kind[0])) {
                return;
            }
            outcomes(counts)
                    .forEach((outcome, count) ->
                            progress.labelValues(kind[0], outcome).set(count));
        }

        private void count(RunEvent event, Instant now) {
            if (event instanceof RunEvent.Retried) {
                retries.labelValues(kind).inc();
            } else if (event instanceof RunEvent.Reconnected) {
                reconnects.labelValues(kind).inc();
            } else if (event instanceof RunEvent.Waiting waiting) {
                waited.add(now, waiting.until());
                waits.labelValues(kind).inc(waited.total().minus(counted).toMillis() / MILLIS);
                counted = waited.total();
            }
        }

        private void end(SyncEvent.Ended ended, Instant now) {
            String sync = kind[0];
            StoredRun.Status status = StoredRun.Status.of(ended);
            // A clock that was set back makes no negative time.
            double took = Math.max(
                            0,
                            ended.report()
                                    .map(SyncReport::duration)
                                    .orElseGet(() -> Duration.between(begun, now))
                                    .toMillis())
                    / MILLIS;
            runs.labelValues(with(kind, status.text().replace(' ', '_'))).inc();
            seconds.labelValues(kind).inc(took);
            SyncReport.Rows counts =
                    ended.report().map(SyncReport::rows).orElse(new SyncReport.Rows(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
            // A sync that was taken out while it ran is counted, and otherwise no longer told of.
            if (known.contains(sync)) {
                running.labelValues(sync).set(0);
                end.labelValues(sync).set(now.toEpochMilli() / MILLIS);
                duration.labelValues(sync).set(took);
                exit.labelValues(sync).set(ended.exitCode());
                if (status.isSuccess()) {
                    success.labelValues(sync).set(now.toEpochMilli() / MILLIS);
                }
            }
            show(counts);
            outcomes(counts)
                    .forEach((outcome, count) ->
                            rows.labelValues(with(kind, outcome)).inc(count));
            outcomes(ended.report().map(SyncReport::removals).orElse(SyncReport.Removals.NONE))
                    .forEach((outcome, count) ->
                            removals.labelValues(with(kind, outcome)).inc(count));
        }
    }
}
