package dev.sluice.host.runfile;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run as its files have it.
 *
 * @param id unique, and in the order of their beginnings
 * @param sync the sync's name
 * @param purpose what it was for
 * @param status how it ended, or that it goes on
 * @param started when
 * @param ended when; empty of one that goes on; of one that died the last moment of which something is known
 * @param json everything that the files have of it, with this status
 */
public record StoredRun(
        String id,
        String sync,
        SyncEvent.Purpose purpose,
        Status status,
        Instant started,
        Optional<Instant> ended,
        Map<String, Object> json) {
    public StoredRun {
        json = new LinkedHashMap<>(json);
    }

    /**
     * What the properties of a run's file say.
     *
     * @throws IllegalArgumentException if one is missing
     * @throws java.time.DateTimeException if a time is none
     */
    static StoredRun of(Map<String, Object> json) {
        return new StoredRun(
                text(json, "run"),
                text(json, "sync"),
                SyncEvent.Purpose.valueOf(text(json, "purpose").toUpperCase(Locale.ROOT)),
                Status.parse(text(json, "status")),
                Instant.parse(text(json, "started")),
                Optional.ofNullable(json.get("ended")).map(Object::toString).map(Instant::parse),
                json);
    }

    private static String text(Map<String, Object> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no " + name);
    }

    /** How far a run is, or how it ended. */
    public enum Status {
        /** It goes on. */
        RUNNING,
        /** Every row was attended to, and none rejected. */
        SUCCEEDED,
        /** Every row was attended to, and some were rejected. */
        SUCCEEDED_WITH_REJECTED_ROWS,
        /** It is not known whether the target has what was written. */
        UNCERTAIN,
        /** The source or the destination ended it, or it could not begin. */
        FAILED,
        /** The user ended it. */
        CANCELLED,
        /** A guard ended it. */
        STOPPED_BY_GUARD,
        /** Its process is gone, and did not say how it ended. */
        DIED;

        private static final List<HostFailure> UNCERTAINTIES =
                List.of(HostFailure.RUN_UNCERTAIN, HostFailure.TARGET_REPLACED);

        /** The name in files and messages. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** Whether every row was attended to. */
        public boolean isSuccess() {
            return this == SUCCEEDED || this == SUCCEEDED_WITH_REJECTED_ROWS;
        }

        static Status parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace(' ', '_'));
        }

        /** Of a run that ended. */
        public static Status of(SyncEvent.Ended ended) {
            Optional<SyncReport> report = ended.report();
            if (report.filter(done -> done.ended() == SyncReport.Ended.CANCELLED)
                    .isPresent()) {
                return CANCELLED;
            }
            Optional<HostException> failure = ended.failure();
            if (report.filter(Status::hasUnknownFates).isPresent()
                    || failure.filter(thrown -> UNCERTAINTIES.stream().anyMatch(thrown::is))
                            .isPresent()) {
                return UNCERTAIN;
            }
            return failure.map(HostException::detail)
                    .map(ErrorDetail::category)
                    .map(Status::of)
                    .orElseGet(() ->
                            report.filter(Status::hasRejected).isPresent() ? SUCCEEDED_WITH_REJECTED_ROWS : SUCCEEDED);
        }

        private static Status of(ErrorCategory category) {
            return category == ErrorCategory.GUARD
                    ? STOPPED_BY_GUARD
                    : category == ErrorCategory.CANCELLED ? CANCELLED : FAILED;
        }

        private static boolean hasUnknownFates(SyncReport report) {
            return report.rows().indeterminate() + report.removals().indeterminate() > 0;
        }

        private static boolean hasRejected(SyncReport report) {
            return report.rows().rejected() + report.removals().rejected() > 0;
        }
    }

    /** How long it took, or has taken as far as is known. */
    public Duration duration(Instant now) {
        return json.get("durationMs") instanceof Long took
                ? Duration.ofMillis(took)
                : Duration.between(started, ended.orElse(now));
    }

    /** A count of the rows, such as {@code written}. */
    public long rows(String count) {
        return json.get("rows") instanceof Map<?, ?> rows && rows.get(count) instanceof Long number ? number : 0;
    }

    /** A count of the removals, such as {@code removed}. */
    public long removals(String count) {
        return json.get("removals") instanceof Map<?, ?> removals && removals.get(count) instanceof Long number
                ? number
                : 0;
    }

    /** A text of it, such as {@code target}. */
    public Optional<String> text(String name) {
        return json.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A text of what ended it, such as {@code code}. */
    public Optional<String> failure(String name) {
        return json.get("failure") instanceof Map<?, ?> failure && failure.get(name) instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }
}
