package dev.sluice.host.runfile;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.file.Machine;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.WaitTime;
import dev.sluice.host.report.CountJson;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the file of a run says, made from its events. */
final class RunSummary {
    private static final long VERSION = 1;

    private final Map<String, Object> json = new LinkedHashMap<>();
    private final List<Object> phases = new ArrayList<>();
    private final WaitTime waits = new WaitTime();
    private final String run;
    private final Instant begun;
    private long retries;
    private long reconnects;
    private String phase = "";
    private Instant phaseBegun;

    RunSummary(SyncEvent.Started started, String program, Instant now) {
        this.run = started.run();
        this.begun = now;
        this.phaseBegun = now;
        Map<String, Object> event = EventJson.of(now, started);
        json.put("version", VERSION);
        json.put("status", StoredRun.Status.RUNNING.text());
        for (String name : List.of("run", "purpose", "sync", "mode", "destination", "destinationVersion")) {
            Optional.ofNullable(event.get(name)).ifPresent(value -> json.put(name, value));
        }
        json.put("sluice", program);
        Machine.name().ifPresent(name -> json.put("machine", name));
        json.put("process", ProcessHandle.current().pid());
        json.put("started", now.toString());
    }

    String run() {
        return run;
    }

    Map<String, Object> json() {
        return json;
    }

    /** @return whether the file is to be written anew */
    boolean add(SyncEvent event, Instant now) {
        if (event instanceof SyncEvent.Opened opened) {
            json.put("source", opened.source());
            json.put("target", opened.target());
        } else if (event instanceof SyncEvent.PhaseBegun next) {
            endPhase(now);
            phase = EventJson.name(next.phase());
            phaseBegun = now;
        } else if (event instanceof SyncEvent.Told told) {
            count(told.event(), now);
        } else if (event instanceof SyncEvent.Ended ended) {
            end(ended, now);
        }
        return event instanceof SyncEvent.Started
                || event instanceof SyncEvent.Opened
                || event instanceof SyncEvent.Ended;
    }

    private void count(RunEvent event, Instant now) {
        if (event instanceof RunEvent.Retried) {
            retries++;
        } else if (event instanceof RunEvent.Reconnected) {
            reconnects++;
        } else if (event instanceof RunEvent.Waiting waiting) {
            waits.add(now, waiting.until());
        }
    }

    private void endPhase(Instant now) {
        if (!phase.isEmpty()) {
            Map<String, Object> ended = new LinkedHashMap<>();
            ended.put("phase", phase);
            ended.put("durationMs", Duration.between(phaseBegun, now).toMillis());
            phases.add(ended);
        }
    }

    private void end(SyncEvent.Ended ended, Instant now) {
        endPhase(now);
        json.put("status", StoredRun.Status.of(ended).text());
        json.put("ended", now.toString());
        json.put(
                "durationMs",
                ended.report()
                        .map(SyncReport::duration)
                        .orElseGet(() -> Duration.between(begun, now))
                        .toMillis());
        json.put("exit", ended.exitCode());
        ended.failure().ifPresent(failure -> json.put("failure", failure(failure)));
        ended.report().ifPresent(this::report);
        json.put("phases", phases);
        json.put("retries", retries);
        json.put("reconnects", reconnects);
        json.put("waitedMs", waits.total().toMillis());
    }

    private static Map<String, Object> failure(HostException failure) {
        Map<String, Object> error = ErrorJson.properties(failure.detail());
        if (!failure.problems().isEmpty()) {
            error.put(
                    "problems",
                    failure.problems().stream().map(ErrorJson::properties).toList());
        }
        return error;
    }

    private void report(SyncReport report) {
        long milliseconds = Math.max(1, report.duration().toMillis());
        json.put("rows", CountJson.rows(report.rows()));
        json.put("removals", CountJson.removals(report.removals()));
        json.put("rowsPerSecond", report.rows().read() * 1000 / milliseconds);
        json.put("skips", new LinkedHashMap<>(report.skips()));
        json.put("errors", report.errors().stream().map(CountJson::group).toList());
        json.put("warnings", report.warnings());
        report.deadLetters().ifPresent(file -> json.put("deadLetters", file.toString()));
        json.put("settledDeadLetters", report.settledLetters());
    }
}
